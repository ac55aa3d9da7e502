/**
 * The names that every map published in Viet Nam carries (Law 27/2018/QH14): the East Sea and the two archipelagos, in
 * Vietnamese whatever the language of the page. They are data of the style itself: no tile, no base map and no
 * collision can remove them.
 */

import type { LayerSpecification } from "maplibre-gl";
import type { Flavor } from "./flavors.ts";
import { MEDIUM, REGULAR, SEMIBOLD } from "./text.ts";
import { type Lang, SOURCE } from "./types.ts";

interface Named {
  kind: "sea" | "archipelago";
  vi: string;
  en: string;
  at: [lon: number, lat: number];
}

const NAMES: readonly Named[] = [
  { kind: "sea", vi: "Biển Đông", en: "East Sea", at: [113.6, 13] },
  {
    kind: "archipelago",
    vi: "Quần đảo Hoàng Sa\n(Đà Nẵng)",
    en: "Hoang Sa Archipelago",
    at: [111.95, 16.45],
  },
  {
    kind: "archipelago",
    vi: "Quần đảo Trường Sa\n(Khánh Hòa)",
    en: "Truong Sa Archipelago",
    at: [114.0, 9.75],
  },
];

export function sovereigntyData(): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: NAMES.map(({ kind, vi, en, at }) => ({
      type: "Feature",
      properties: { kind, vi, en },
      geometry: { type: "Point", coordinates: at },
    })),
  };
}

/** The topmost layers of the map: placed before every other label, and shown even where they overlap. */
export function sovereigntyLayers(flavor: Flavor, lang: Lang): LayerSpecification[] {
  const second = lang === "vi" ? "" : ["concat", "\n", ["get", "en"]];
  const always = { "text-allow-overlap": true, "text-ignore-placement": false } as const;
  return [
    {
      id: "sovereignty-sea",
      type: "symbol",
      source: SOURCE.sovereignty,
      filter: ["==", ["get", "kind"], "sea"],
      layout: {
        ...always,
        "text-field": [
          "step",
          ["zoom"],
          ["upcase", ["get", "vi"]],
          5,
          [
            "format",
            ["upcase", ["get", "vi"]],
            {},
            second as never,
            { "font-scale": 0.62, "text-font": ["literal", REGULAR] },
          ],
        ],
        "text-font": MEDIUM,
        "text-size": ["interpolate", ["linear"], ["zoom"], 2, 8, 3, 9.5, 4, 15, 6, 24, 8, 34],
        "text-letter-spacing": 0.38,
        "text-max-width": 12,
        "text-line-height": 1.5,
      },
      paint: {
        "text-color": flavor.seaLabel,
        "text-halo-color": flavor.seaHalo,
        "text-halo-width": 1.2,
        "text-halo-blur": 0.8,
      },
    },
    {
      id: "sovereignty-archipelago",
      type: "symbol",
      source: SOURCE.sovereignty,
      filter: ["==", ["get", "kind"], "archipelago"],
      layout: {
        ...always,
        "text-field": [
          "format",
          ["get", "vi"],
          {},
          second as never,
          { "font-scale": 0.86, "text-font": ["literal", REGULAR] },
        ],
        "text-font": SEMIBOLD,
        "text-size": ["interpolate", ["linear"], ["zoom"], 2, 8, 3, 9, 4, 11, 6, 13.5, 9, 17],
        "text-letter-spacing": 0.04,
        "text-max-width": 14,
        "text-line-height": 1.25,
        "text-anchor": "top",
        "text-offset": [
          "interpolate",
          ["linear"],
          ["zoom"],
          4,
          ["literal", [0, 0.5]],
          7,
          ["literal", [0, 2]],
        ],
      },
      paint: {
        "text-color": flavor.seaLabel,
        "text-halo-color": flavor.seaHalo,
        "text-halo-width": 1.6,
      },
    },
  ];
}
