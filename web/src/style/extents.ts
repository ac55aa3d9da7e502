/** Circles of true area, and of the accuracy of a location. */

import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import { WITH_AREA } from "./data.ts";
import { byState, type Expression, isGeometry, type Origin, toneColour } from "./expressions.ts";
import type { Flavor } from "./flavors.ts";
import { SOURCE, type TiledLayer } from "./types.ts";

export function extentLayers(flavor: Flavor): LayerSpecification[] {
  const colour = toneColour(flavor, ["get", "layer"]);
  const line = byState<string | Expression>({
    selected: flavor.signal,
    compared: flavor.compared,
    hover: colour,
    otherwise: colour,
  });
  const areas: FilterSpecification = ["==", ["get", "role"], "area"];
  const isZone: Expression = ["==", ["get", "layer"], "economic_zones"];
  const outline = (
    id: string,
    approximate: boolean,
    dash: [number, number],
  ): LayerSpecification => ({
    id: `features-${id}`,
    type: "line",
    source: SOURCE.extents,
    minzoom: 7,
    filter: ["all", areas, ["==", ["get", "approximate"], approximate]],
    layout: { "line-join": "round" },
    paint: {
      "line-color": line,
      "line-dasharray": dash,
      "line-width": byState({ selected: 2.4, compared: 2, hover: 2, otherwise: 1.2 }),
      "line-opacity": byState<number | Expression>({
        selected: 1,
        compared: 0.95,
        hover: 0.95,
        otherwise: ["case", isZone, 0.5, 0.7],
      }),
    },
  });
  return [
    {
      id: "features-accuracy",
      type: "line",
      source: SOURCE.extents,
      filter: ["==", ["get", "role"], "accuracy"],
      paint: {
        "line-color": line,
        "line-dasharray": [0.4, 3],
        "line-width": 1.6,
        "line-opacity": byState({ selected: 0.9, compared: 0.6, hover: 0.6, otherwise: 0 }),
      },
    },
    {
      id: "features-area",
      type: "fill",
      source: SOURCE.extents,
      minzoom: 7,
      filter: areas,
      layout: { "fill-sort-key": ["case", isZone, 0, 1] },
      paint: {
        "fill-color": line,
        "fill-antialias": false,
        "fill-opacity": byState<number | Expression>({
          selected: ["interpolate", ["linear"], ["get", "area_ha"], 1000, 0.2, 30_000, 0.08],
          compared: 0.12,
          hover: ["interpolate", ["linear"], ["get", "area_ha"], 1000, 0.2, 30_000, 0.08],
          // A circle as large as a district must not colour the land beneath it.
          otherwise: [
            "interpolate",
            ["linear"],
            ["get", "area_ha"],
            500,
            0.16,
            5000,
            0.08,
            30_000,
            0.03,
          ],
        }),
      },
    },
    outline("area-line", false, [4, 2]),
    outline("area-line-approximate", true, [2, 3]),
  ];
}

/** Tiles bring no circles: a circle of true area at one latitude stands in, growing with the map's scale. */
export function tiledAreaLayers(
  flavor: Flavor,
  origin: Origin,
  tiled: TiledLayer,
): LayerSpecification[] {
  if (!WITH_AREA.has(tiled.layer)) return [];
  const metresPerPixel = 78271.517 * Math.cos(((tiled.latitude ?? 21.1) * Math.PI) / 180);
  const radius = (zoom: number): Expression => [
    "*",
    2 ** zoom / metresPerPixel,
    ["sqrt", ["/", ["*", ["coalesce", ["get", "area_ha"], 0], 10_000], Math.PI]],
  ];
  return [
    {
      id: `${origin.prefix}-area`,
      type: "circle",
      source: origin.source,
      "source-layer": tiled.layer,
      filter: isGeometry("Point"),
      paint: {
        "circle-radius": [
          "interpolate",
          ["exponential", 2],
          ["zoom"],
          0,
          radius(0),
          20,
          radius(20),
        ] as never,
        "circle-color": toneColour(flavor, origin.layer),
        "circle-opacity": byState({ selected: 0.16, compared: 0.14, hover: 0.16, otherwise: 0.08 }),
        "circle-stroke-color": toneColour(flavor, origin.layer),
        "circle-stroke-width": 1,
        "circle-stroke-opacity": 0.6,
      },
    },
  ];
}
