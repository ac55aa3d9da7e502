import { describe, expect, it } from "vitest";
import { positionOf, TAKEN_NOW_MS } from "./where.ts";

const NOW = new Date("2026-11-26T17:00:00").getTime();
const OFFICE: [number, number, number | null] = [107.08, 20.95, 12];
const SITE: [number, number] = [106.95, 21.03];

function where(told: {
  taken?: string;
  position?: [number, number] | null;
  camera?: boolean;
  modified?: number;
  here?: typeof OFFICE | null;
}) {
  const exif = { taken: told.taken ?? "", position: told.position ?? null };
  const here = told.here === undefined ? OFFICE : told.here;
  const { camera = false, modified = NOW } = told;
  return positionOf(exif, here, { now: NOW, modified, camera });
}

describe("where a photograph was taken", () => {
  it("is what the picture says, whenever it was taken", () => {
    expect(where({ taken: "2026-11-20T09:00:00", position: SITE })).toEqual([...SITE, null]);
  });

  it("is not where the telephone is hours later", () => {
    expect(where({ taken: "2026-11-26T09:00:00" })).toBeNull();
    expect(where({ taken: "2026-11-26T09:00:00", camera: true })).toBeNull();
  });

  it("is where the telephone is, of a picture taken this moment", () => {
    expect(where({ taken: "2026-11-26T16:59:20", camera: true })).toEqual(OFFICE);
    expect(where({ taken: "2026-11-26T16:57:00" })).toEqual(OFFICE);
    expect(where({ taken: "2026-11-26T17:00:30" })).toEqual(OFFICE);
    expect(where({ camera: true, modified: NOW - 2_000 })).toEqual(OFFICE);
  });

  it("ends with the minutes that count as now, before and after", () => {
    for (const away of [-1, 1]) {
      const edge = NOW + away * TAKEN_NOW_MS;
      expect(where({ camera: true, modified: edge })).toEqual(OFFICE);
      expect(where({ camera: true, modified: edge + away })).toBeNull();
    }
  });

  it("is unknown of a chosen picture that does not say when it was taken: a file's time may be its copy's", () => {
    expect(where({ modified: NOW })).toBeNull();
  });

  it("is unknown where nothing can be said", () => {
    expect(where({ taken: "2026-13-45T99:00:00", camera: true })).toBeNull();
    expect(where({ taken: "2026-11-26T16:59:20", here: null })).toBeNull();
  });
});
