import { expect, test } from "vitest";
import { pointOf } from "./picker.ts";

test("a point is read with either decimal mark", () => {
  expect(pointOf("106.83", "20.97")).toEqual([106.83, 20.97]);
  expect(pointOf(" 106,83 ", "20,97")).toEqual([106.83, 20.97]);
});

test.each([
  ["", ""],
  ["106.83", ""],
  ["x", "20.97"],
  ["1068", "20.97"],
  ["106.83", "NaN"],
])("what is no point is none: %s, %s", (longitude, latitude) => {
  expect(pointOf(longitude, latitude)).toBeNull();
});
