import { describe, expect, it } from "vitest";
import { FULL_BYTES, left, room, SHORT_BYTES } from "./space.ts";

const of = (used: number, quota: number) => ({ used, quota, kept: true });

describe("the room on a device", () => {
  it("is told while there is time, and again when the next photograph may fail", () => {
    expect(room(of(0, SHORT_BYTES))).toBe("plenty");
    expect(room(of(1, SHORT_BYTES))).toBe("short");
    expect(room(of(0, FULL_BYTES))).toBe("short");
    expect(room(of(1, FULL_BYTES))).toBe("full");
  });

  it("is never claimed where the browser says nothing of it", () => {
    expect(room(null)).toBe("plenty");
    expect(room(of(5, 0))).toBe("plenty");
  });

  it("is not less than nothing", () => {
    expect(left(of(9, 5))).toBe(0);
  });
});
