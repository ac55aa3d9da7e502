import { describe, expect, it } from "vitest";
import { boxBetween, isVisible, nudged } from "./blur.ts";

describe("a box over a face", () => {
  it("is the same from whichever corner it was drawn, and stays inside the picture", () => {
    expect(boxBetween(0.8, 0.9, 0.2, 0.1)).toEqual(boxBetween(0.2, 0.1, 0.8, 0.9));
    expect(boxBetween(-1, -1, 2, 2)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  });

  it("is moved and grown by keys without leaving the picture", () => {
    const box = nudged({ x: 0.9, y: 0.9, width: 0.1, height: 0.1 }, 0.5, 0.5, 0.1, 0);
    expect(box.x + box.width).toBeLessThanOrEqual(1);
    expect(box.y + box.height).toBeLessThanOrEqual(1);
    expect(isVisible(nudged(box, 0, 0, -1, -1))).toBe(true);
  });
});
