import { describe, expect, it } from "vitest";
import { isShown, readShown, withLayer, withPart, writeShown } from "./layers.ts";
import { DEFAULT_LAYERS } from "./state.ts";

const ALL = ["seaport", "airport", "power_plant"];
const words = (list: string[] | null) => writeShown(readShown(list), DEFAULT_LAYERS);

describe("which layers are shown", () => {
  it("comes back from its words", () => {
    for (const list of [null, [], ["parks"], ["parks", "facilities:seaport", "materials:coal"]])
      expect(words(list)).toEqual(list);
  });

  it("takes the whole layer when both the whole and a part are named", () => {
    expect(words(["facilities", "facilities:seaport"])).toEqual(["facilities"]);
    expect(words(["facilities:seaport", "facilities"])).toEqual(["facilities"]);
  });

  it("is written in the order of the panel, and not at all when it is the default", () => {
    expect(words(["materials", "parks"])).toEqual(["parks", "materials"]);
    expect(words([...DEFAULT_LAYERS].reverse())).toBeNull();
  });

  it("shows a feature by its layer and part", () => {
    const shown = readShown(["facilities:seaport", "materials:coal", "parks"]);
    expect(isShown(shown, { key: "a", layer: "facilities", kind: "seaport" })).toBe(true);
    expect(isShown(shown, { key: "a", layer: "facilities", kind: "airport" })).toBe(false);
    expect(isShown(shown, { key: "a", layer: "materials", commodity: "commodity:coal" })).toBe(
      true,
    );
    expect(isShown(shown, { key: "a", layer: "materials", commodity: "commodity:tea" })).toBe(
      false,
    );
    expect(isShown(shown, { key: "a", layer: "parks" })).toBe(true);
    expect(isShown(shown, { key: "a", layer: "localities" })).toBe(false);
  });
});

describe("switching", () => {
  const whole = readShown(["facilities"]);
  it("a part off leaves the others, and on again is the whole", () => {
    const without = withPart(whole, "facilities", "airport", false, ALL);
    expect(writeShown(without, [])).toEqual(["facilities:seaport", "facilities:power_plant"]);
    expect(writeShown(withPart(without, "facilities", "airport", true, ALL), [])).toEqual([
      "facilities",
    ]);
  });

  it("the last part off is the layer off, and one part on is that part alone", () => {
    const none = withLayer(whole, "facilities", false);
    const one = withPart(none, "facilities", "seaport", true, ALL);
    expect(writeShown(one, [])).toEqual(["facilities:seaport"]);
    expect(writeShown(withPart(one, "facilities", "seaport", false, ALL), [])).toEqual([]);
  });
});
