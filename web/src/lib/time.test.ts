import { describe, expect, it } from "vitest";
import {
  dayNumber,
  dayOf,
  editionDay,
  FIRST_DAY,
  REFORM,
  share,
  stepYear,
  yearMarks,
} from "./time.ts";

describe("the time scale", () => {
  it("counts days and back, over leap years", () => {
    expect(dayNumber(FIRST_DAY)).toBe(0);
    expect(dayNumber("1998-01-01")).toBe(365);
    for (const day of ["2000-02-29", REFORM, "2026-11-23"]) expect(dayOf(dayNumber(day))).toBe(day);
  });

  it("places a day between the ends and never outside", () => {
    expect(share(FIRST_DAY, "2026-11-23")).toBe(0);
    expect(share("2026-11-23", "2026-11-23")).toBe(1);
    expect(share("2030-01-01", "2026-11-23")).toBe(1);
    expect(share(REFORM, "2026-11-23")).toBeGreaterThan(0.9);
  });

  it("steps to the turns of the years", () => {
    expect(stepYear("2025-06-30", 1, "2026-11-23")).toBe("2026-01-01");
    expect(stepYear("2026-01-01", 1, "2026-11-23")).toBe("2026-11-23");
    expect(stepYear("2025-06-30", -1, "2026-11-23")).toBe("2025-01-01");
    expect(stepYear("2025-01-01", -1, "2026-11-23")).toBe("2024-01-01");
    expect(stepYear(FIRST_DAY, -1, "2026-11-23")).toBe(FIRST_DAY);
  });

  it("marks years that leave room for today", () => {
    expect(yearMarks("2026-11-23")).toEqual([2000, 2005, 2010, 2015, 2020]);
  });

  it("takes the day of an edition where it was made", () => {
    expect(editionDay("20261123T165959Z-abcdef12")).toBe("2026-11-23");
    expect(editionDay("20261123T170000Z-abcdef12")).toBe("2026-11-24");
    expect(editionDay("current")).toBeNull();
  });
});
