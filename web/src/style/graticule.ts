/** Meridians and parallels, finer as one comes nearer, named in the reader's language. */

import type { LayerSpecification } from "maplibre-gl";
import type { Flavor } from "./flavors.ts";
import { REGULAR } from "./text.ts";
import { type Lang, SOURCE } from "./types.ts";

interface Step {
  /** Whole zooms from and below which the step is drawn. */
  from: number;
  to: number;
  minutes: number;
  box: readonly [west: number, south: number, east: number, north: number];
}

/** Fine steps only where fine maps are: a line of every 10′ round the globe would help nobody. */
const STEPS: readonly Step[] = [
  { from: 0, to: 5, minutes: 600, box: [-180, -80, 180, 80] },
  { from: 5, to: 6, minutes: 300, box: [60, -30, 150, 60] },
  { from: 6, to: 7, minutes: 120, box: [86, -12, 136, 36] },
  { from: 7, to: 9, minutes: 60, box: [98, 4, 120, 28] },
  { from: 9, to: 10, minutes: 30, box: [102, 8, 112, 24] },
  { from: 10, to: 12, minutes: 10, box: [105, 19, 110, 23] },
  { from: 12, to: 24, minutes: 5, box: [106, 20, 109, 22] },
];

export function graticuleData(lang: Lang): GeoJSON.FeatureCollection {
  const features: GeoJSON.Feature[] = [];
  for (const { from, to, minutes, box } of STEPS) {
    const [west, south, east, north] = box.map((degrees) => degrees * 60) as [
      number,
      number,
      number,
      number,
    ];
    const add = (label: string, coordinates: GeoJSON.Position[]) =>
      features.push({
        type: "Feature",
        properties: { from, to, label },
        geometry: { type: "LineString", coordinates },
      });
    for (let x = west; x <= east; x += minutes)
      add(longitude(x, lang), [
        [x / 60, south / 60],
        [x / 60, north / 60],
      ]);
    for (let y = south; y <= north; y += minutes)
      add(latitude(y, lang), [
        [west / 60, y / 60],
        [east / 60, y / 60],
      ]);
  }
  return { type: "FeatureCollection", features };
}

/** 6450 minutes → "107°30′ Đ" or "107°30′ E". */
export function longitude(minutes: number, lang: Lang): string {
  const sides = lang === "vi" ? ["T", "Đ"] : ["W", "E"];
  return named(minutes, sides, Math.abs(minutes) === 180 * 60);
}

/** 1260 minutes → "21° B" or "21° N". */
export function latitude(minutes: number, lang: Lang): string {
  return named(minutes, lang === "vi" ? ["N", "B"] : ["S", "N"], false);
}

function named(minutes: number, sides: string[], bare: boolean): string {
  const whole = Math.abs(minutes);
  const rest = whole % 60;
  const angle = `${Math.floor(whole / 60)}°${rest ? `${String(rest).padStart(2, "0")}′` : ""}`;
  return minutes === 0 || bare ? angle : `${angle} ${sides[minutes < 0 ? 0 : 1]}`;
}

export function graticuleLayers(flavor: Flavor): LayerSpecification[] {
  const now: never = [
    "all",
    ["<=", ["get", "from"], ["zoom"]],
    [">", ["get", "to"], ["zoom"]],
  ] as never;
  return [
    {
      id: "graticule-line",
      type: "line",
      source: SOURCE.graticule,
      filter: now,
      paint: {
        "line-color": flavor.graticule,
        "line-width": 0.6,
        "line-opacity": flavor.name === "dark" ? 0.32 : 0.28,
      },
    },
    {
      id: "graticule-label",
      type: "symbol",
      source: SOURCE.graticule,
      filter: now,
      layout: {
        "symbol-placement": "line",
        "symbol-spacing": 420,
        "text-field": ["get", "label"],
        "text-font": REGULAR,
        "text-size": 9.5,
        "text-letter-spacing": 0.04,
        "text-offset": [0, -0.7],
        "text-padding": 8,
      },
      paint: {
        "text-color": flavor.graticule,
        "text-opacity": 0.85,
      },
    },
  ];
}
