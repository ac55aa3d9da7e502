import { expect, test } from "vitest";
import { composeStyle, type Look } from "../lib/look.ts";
import { mapData } from "./index.ts";
import { PLOTS } from "./plots.ts";

const LOOK: Look = {
  flavor: "light",
  lang: "vi",
  baseTiles: null,
  tiled: [],
  online: false,
  graticule: true,
  coverage: false,
  plots: null,
};
const TOOLS = { measure: [], mode: "distance", here: null } as const;

function ids(plots: string | null): string[] {
  return composeStyle({ ...LOOK, plots }, mapData([]), TOOLS).layers.map((layer) => layer.id);
}

test("plots are drawn only when they are asked for", () => {
  expect(ids(null).filter((id) => id.startsWith(PLOTS))).toEqual([]);
  expect(ids("https://x/plots")).toEqual(expect.arrayContaining(["plots-fill", "plots-line"]));
});

test("plots lie over the ground and under the signs of things", () => {
  const drawn = composeStyle({ ...LOOK, plots: "https://x/plots" }, mapData([]), TOOLS).layers;
  const place = (source: string) =>
    drawn.findIndex((layer) => "source" in layer && layer.source === source);
  expect(place(PLOTS)).toBeGreaterThan(0);
  expect(place(PLOTS)).toBeLessThan(place("features"));
  expect(drawn.length).toBe(ids(null).length + 3);
});
