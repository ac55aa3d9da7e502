import { describe, expect, it } from "vitest";
import { anchor, boundsOf, boundsOfAll, tally, touches } from "./answer.ts";
import type { Feature, Properties } from "./types.ts";

function feature(
  properties: Partial<Properties>,
  geometry: GeoJSON.Geometry | null = null,
): Feature {
  const key = properties.key ?? "park:x";
  return { type: "Feature", id: key, geometry, properties: { key, layer: "parks", ...properties } };
}

const square: GeoJSON.Polygon = {
  type: "Polygon",
  coordinates: [
    [
      [107, 21],
      [107.2, 21],
      [107.2, 21.4],
      [107, 21.4],
      [107, 21],
    ],
  ],
};

describe("reading an answer", () => {
  it("counts values, the most frequent first", () => {
    const features = [
      feature({ key: "facility:a", layer: "facilities", kind: "seaport" }),
      feature({ key: "park:a" }),
      feature({ key: "facility:b", layer: "facilities", kind: "airport" }),
      feature({ key: "facility:c", layer: "facilities", kind: "seaport" }),
    ];
    expect(tally(features, "kind")).toEqual([
      { value: "seaport", count: 2 },
      { value: "airport", count: 1 },
    ]);
  });
});

describe("where things lie", () => {
  it("a point is its own anchor, an outline has the middle of its box, nowhere is nowhere", () => {
    expect(anchor({ type: "Point", coordinates: [107, 21] })).toEqual([107, 21]);
    const middle = anchor(square) as [number, number];
    expect(middle[0]).toBeCloseTo(107.1);
    expect(middle[1]).toBeCloseTo(21.2);
    expect(anchor(null)).toBeNull();
  });

  it("boxes hold every coordinate, and features without a place are passed over", () => {
    expect(boundsOf(square)).toEqual([107, 21, 107.2, 21.4]);
    const far = feature({ key: "park:b" }, { type: "Point", coordinates: [108, 20.5] });
    expect(boundsOfAll([feature({}, square), feature({}), far])).toEqual([107, 20.5, 108, 21.4]);
    expect(boundsOfAll([feature({})])).toBeNull();
  });

  it("knows what is in view", () => {
    expect(touches(square, [107.1, 21.1, 107.3, 21.2])).toBe(true);
    expect(touches(square, [107.3, 21.1, 107.5, 21.2])).toBe(false);
    expect(touches(null, [0, 0, 180, 90])).toBe(false);
  });
});
