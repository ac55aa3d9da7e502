/** Of how many promised facts the value is known: a ring and a per cent beside each thing, when the reader asks. */

import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import { type Expression, isGeometry, type Origin } from "./expressions.ts";
import type { Flavor } from "./flavors.ts";
import { SEMIBOLD } from "./text.ts";

const KNOWN: FilterSpecification = ["has", "completeness"];

/** From the colour of what is unknown to that of what is well known; the per cent says the same in figures. */
function ramp(flavor: Flavor): Expression {
  return [
    "interpolate",
    ["linear"],
    ["get", "completeness"],
    0,
    flavor.signal,
    0.5,
    flavor.stale,
    1,
    flavor.tones.park.plate,
  ];
}

export function coverageLayers(flavor: Flavor, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const colour = ramp(flavor);
  return [
    {
      id: `${prefix}-coverage-fill`,
      type: "fill",
      ...from,
      filter: ["all", isGeometry("Polygon"), KNOWN] as FilterSpecification,
      paint: { "fill-color": colour, "fill-opacity": 0.3 },
    },
    {
      id: `${prefix}-coverage-ring`,
      type: "circle",
      ...from,
      filter: ["all", isGeometry("Point"), KNOWN] as FilterSpecification,
      paint: {
        "circle-opacity": 0,
        "circle-radius": ["interpolate", ["linear"], ["zoom"], 6.5, 7, 10, 14, 13, 18],
        "circle-stroke-color": colour,
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 6.5, 2, 11, 4],
      },
    },
    {
      id: `${prefix}-coverage-text`,
      type: "symbol",
      ...from,
      minzoom: 8,
      filter: ["all", ["!=", ["geometry-type"], "LineString"], KNOWN] as FilterSpecification,
      layout: {
        "text-field": [
          "concat",
          ["to-string", ["round", ["*", 100, ["get", "completeness"]]]],
          " %",
        ] as Expression,
        "text-font": SEMIBOLD,
        "text-size": 11,
        "text-anchor": "bottom",
        "text-offset": [0, -1.5],
        "symbol-sort-key": ["get", "completeness"],
      },
      paint: {
        "text-color": flavor.ink,
        "text-halo-color": flavor.halo,
        "text-halo-width": 1.8,
      },
    },
  ];
}
