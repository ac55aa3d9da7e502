/** Known outlines and lines, the halos of states, and a dot for everything: nothing is missed where symbols give way. */

import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import {
  byState,
  type Expression,
  FADED,
  isGeometry,
  type Origin,
  toneColour,
} from "./expressions.ts";
import type { Flavor } from "./flavors.ts";

export function outlineLayers(flavor: Flavor, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const colour = toneColour(flavor, origin.layer);
  const line = byState<string | Expression>({
    selected: flavor.signal,
    compared: flavor.compared,
    hover: colour,
    otherwise: colour,
  });
  const paint = {
    "line-color": line,
    "line-width": byState({ selected: 2.6, compared: 2.2, hover: 2.2, otherwise: 1.3 }),
    "line-opacity": FADED,
  } as const;
  const drawn = ["!=", ["geometry-type"], "Point"] as FilterSpecification;
  return [
    {
      id: `${prefix}-fill`,
      type: "fill",
      ...from,
      filter: isGeometry("Polygon"),
      paint: {
        "fill-color": line,
        "fill-antialias": false,
        "fill-opacity": byState({ selected: 0.22, compared: 0.18, hover: 0.2, otherwise: 0.1 }),
      },
    },
    {
      id: `${prefix}-line`,
      type: "line",
      ...from,
      filter: ["all", drawn, ["!", origin.approximate]] as FilterSpecification,
      layout: { "line-join": "round", "line-cap": "round" },
      paint,
    },
    {
      id: `${prefix}-line-approximate`,
      type: "line",
      ...from,
      filter: ["all", drawn, origin.approximate] as FilterSpecification,
      layout: { "line-join": "round" },
      paint: { ...paint, "line-dasharray": [2, 3] },
    },
  ];
}

export function markLayers(flavor: Flavor, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer, layer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const colour = toneColour(flavor, layer);
  const isLocality: Expression = ["==", layer, "localities"];
  return [
    {
      id: `${prefix}-halo`,
      type: "circle",
      ...from,
      filter: isGeometry("Point"),
      paint: {
        "circle-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.hover,
        }),
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          6,
          byState({ selected: 14, compared: 13, hover: 12, otherwise: 0 }),
          12,
          byState({ selected: 24, compared: 22, hover: 21, otherwise: 0 }),
        ],
        "circle-opacity": byState({ selected: 0.22, compared: 0.22, hover: 0.16, otherwise: 0 }),
        "circle-stroke-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.hover,
        }),
        "circle-stroke-width": byState({ selected: 2.5, compared: 2, hover: 1, otherwise: 0 }),
        "circle-stroke-opacity": byState({ selected: 1, compared: 0.9, hover: 0.5, otherwise: 0 }),
      },
    },
    {
      id: `${prefix}-dot`,
      type: "circle",
      ...from,
      filter: [
        "all",
        isGeometry("Point"),
        ["!", ["all", isLocality, ["==", ["get", "level"], "province"]]],
      ] as FilterSpecification,
      layout: { "circle-sort-key": ["case", isLocality, 0, 1] },
      paint: {
        "circle-color": byState<string | Expression>({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: colour,
          otherwise: ["case", isLocality, flavor.paper, colour],
        }),
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          5,
          ["case", isLocality, 0, 1.1],
          7,
          ["case", isLocality, 0.8, 1.9],
          9,
          ["case", isLocality, 1.4, 2.6],
          12,
          ["case", isLocality, 3, 4],
        ],
        "circle-opacity": FADED,
        "circle-stroke-color": ["case", isLocality, colour, flavor.paper],
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 6, 0.5, 9, 1, 12, 1.2],
        "circle-stroke-opacity": FADED,
      },
    },
  ];
}
