import { describe, expect, it } from "vitest";
import {
  crossesItself,
  distance,
  lineLength,
  metresPerPixel,
  type Position,
  ringArea,
  roundLength,
} from "./geodesy.ts";

// Expected values: GeographicLib through pyproj 3, Geod(ellps="WGS84").
describe("distance", () => {
  it.each<[string, Position, Position, number]>([
    ["Hạ Long – Móng Cái", [107.08, 20.95], [107.97, 21.52], 111885.4601743497],
    ["Hà Nội – Hạ Long", [105.85, 21.03], [107.08, 20.95], 128198.12746311058],
    ["a degree of the equator", [0, 0], [1, 0], 111319.49079327357],
    ["a degree of the meridian at 21°N", [106.5, 21], [106.5, 22], 110723.60868295968],
    ["half way around the world", [-70, -33], [151, -34], 11444168.193309251],
  ])("%s, within a centimetre", (_, from, to, metres) => {
    expect(distance(from, to)).toBeCloseTo(metres, 2);
    expect(distance(to, from)).toBeCloseTo(metres, 2);
  });

  it("is zero from a place to itself", () => {
    expect(distance([107, 21], [107, 21])).toBe(0);
  });

  it("has an answer where Vincenty's method has none", () => {
    expect(distance([0, 0], [179.9, 0.1]) / 19.99e6).toBeCloseTo(1, 1);
  });

  it("adds up along a line", () => {
    const [a, b, c] = [
      [107, 21],
      [107.1, 21],
      [107.1, 21.2],
    ] as Position[];
    expect(lineLength([a, b, c] as Position[])).toBeCloseTo(
      distance(a as Position, b as Position) + distance(b as Position, c as Position),
      9,
    );
    expect(lineLength([[107, 21]])).toBe(0);
  });
});

describe("area", () => {
  it.each<[string, Position[], number, number]>([
    [
      "a park",
      [
        [107.08, 20.95],
        [107.09, 20.95],
        [107.085, 20.96],
      ],
      575748.8934547901,
      1e-6,
    ],
    [
      "a commune",
      [
        [107.0, 20.9],
        [107.2, 20.9],
        [107.2, 21.1],
        [107.0, 21.1],
      ],
      460451809.6222534,
      1e-5,
    ],
    [
      "a province",
      [
        [106.45, 20.7],
        [108.1, 20.8],
        [108.0, 21.6],
        [106.5, 21.4],
        [107, 21.1],
      ],
      11526454396.656872,
      1e-5,
    ],
    [
      "half a sea",
      [
        [107, 10],
        [107, 20],
        [117, 20],
      ],
      581511457670.3057,
      1e-3,
    ],
  ])("of %s", (_, ring, expected, tolerance) => {
    expect(Math.abs(ringArea(ring) / expected - 1)).toBeLessThan(tolerance);
    expect(ringArea([...ring].reverse())).toBeCloseTo(ringArea(ring), 3);
    expect(ringArea([...ring, ring[0] as Position])).toBeCloseTo(ringArea(ring), 3);
  });

  it("is nothing for fewer than three corners", () => {
    expect(
      ringArea([
        [107, 21],
        [108, 21],
      ]),
    ).toBe(0);
  });
});

describe("an outline", () => {
  it("that crosses itself is told from one that does not", () => {
    const square: Position[] = [
      [107, 21],
      [108, 21],
      [108, 22],
      [107, 22],
    ];
    const [a, b, c, d] = square as [Position, Position, Position, Position];
    expect(crossesItself(square)).toBe(false);
    expect(crossesItself([a, b, d, c])).toBe(true);
    expect(crossesItself([a, b, c])).toBe(false);
  });
});

describe("the scale bar", () => {
  it("knows how many metres a pixel is", () => {
    expect(metresPerPixel(0, 0)).toBeCloseTo(78271.517, 2);
    expect(metresPerPixel(60, 10)).toBeCloseTo(78271.517 / 2 / 1024, 3);
  });

  it.each([
    [1, 1],
    [1.9, 1],
    [2.5, 2],
    [4.99, 3],
    [9, 5],
    [1234, 1000],
    [30_000, 30_000],
  ])("rounds %d m down to %d m", (most, round) => {
    expect(roundLength(most)).toBe(round);
  });
});
