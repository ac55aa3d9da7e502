/** The built-in base map: sea, land, islands, lakes, rivers and the land border. */

import type { LayerSpecification } from "maplibre-gl";
import type { Flavor } from "./flavors.ts";
import { SOURCE } from "./types.ts";

/** Tiles reach to this zoom; above it they are enlarged. */
export const BASE_MAX_ZOOM = 11;

/**
 * Width in pixels of the bands of paler water along the coast, at some zooms. They suggest a shore and are no
 * soundings. A tile's outlines go on 16 px beyond its edge, so no band may be wider than twice that.
 */
const BANDS: readonly { width: Zoomed; blur: number }[] = [
  {
    width: [
      [4, 13],
      [8, 30],
    ],
    blur: 0.3,
  },
  {
    width: [
      [4, 9],
      [8, 21],
    ],
    blur: 0.25,
  },
  {
    width: [
      [4, 5],
      [8, 13],
    ],
    blur: 0.2,
  },
  {
    width: [
      [4, 2],
      [8, 6],
    ],
    blur: 0.2,
  },
];

type Zoomed = readonly (readonly [zoom: number, value: number])[];

function byZoom(stops: Zoomed, factor = 1): never {
  const flat = stops.flatMap(([zoom, value]) => [zoom, value * factor]);
  return ["interpolate", ["linear"], ["zoom"], ...flat] as never;
}

export function seaLayer(flavor: Flavor): LayerSpecification {
  return { id: "sea", type: "background", paint: { "background-color": flavor.sea } };
}

export function baseLayers(flavor: Flavor): LayerSpecification[] {
  const from = (layer: string) => ({ source: SOURCE.base, "source-layer": layer });
  const round = { "line-join": "round", "line-cap": "round" } as const;
  return [
    ...BANDS.map(
      ({ width, blur }, index): LayerSpecification => ({
        id: `base-shoal-${index}`,
        type: "line",
        ...from("land"),
        layout: round,
        paint: {
          "line-color": flavor.shoal[index] ?? flavor.sea,
          "line-width": byZoom(width),
          "line-blur": byZoom(width, blur),
        },
      }),
    ),
    {
      id: "base-land",
      type: "fill",
      ...from("land"),
      paint: { "fill-color": flavor.land, "fill-antialias": false },
    },
    {
      id: "base-shore",
      type: "line",
      ...from("land"),
      minzoom: 7,
      layout: round,
      paint: {
        "line-color": flavor.shore,
        "line-width": byZoom([
          [7, 0.8],
          [10, 1.6],
          [13, 2.6],
        ]),
        "line-offset": byZoom([
          [7, 0.6],
          [10, 1.2],
          [13, 2],
        ]),
      },
    },
    {
      id: "base-water",
      type: "fill",
      ...from("water"),
      paint: { "fill-color": flavor.water, "fill-outline-color": flavor.coast },
    },
    {
      id: "base-river",
      type: "line",
      ...from("river"),
      layout: round,
      paint: {
        "line-color": flavor.river,
        "line-width": [
          "interpolate",
          ["exponential", 1.4],
          ["zoom"],
          5,
          ["match", ["coalesce", ["get", "rank"], 3], 0, 0.8, 1, 0.6, 0.4],
          9,
          ["match", ["coalesce", ["get", "rank"], 3], 0, 2, 1, 1.5, 2, 1.1, 0.7],
          13,
          ["match", ["coalesce", ["get", "rank"], 3], 0, 5, 1, 3.6, 2, 2.6, 1.8],
        ],
      },
    },
    {
      id: "base-coast",
      type: "line",
      ...from("land"),
      layout: round,
      paint: {
        "line-color": flavor.coast,
        "line-width": byZoom([
          [3, 0.4],
          [7, 0.7],
          [10, 0.9],
          [14, 1.3],
        ]),
      },
    },
    {
      id: "base-border-casing",
      type: "line",
      ...from("border"),
      layout: round,
      paint: {
        "line-color": flavor.borderCasing,
        "line-width": byZoom([
          [3, 1.5],
          [7, 4],
          [10, 7],
          [13, 10],
        ]),
      },
    },
    {
      id: "base-border",
      type: "line",
      ...from("border"),
      layout: { "line-join": "round" },
      paint: {
        "line-color": flavor.border,
        "line-width": byZoom([
          [3, 0.6],
          [7, 1],
          [10, 1.4],
          [13, 1.8],
        ]),
        "line-dasharray": [5, 2, 1, 2],
      },
    },
    {
      id: "base-islet",
      type: "circle",
      ...from("islet"),
      maxzoom: 9,
      paint: {
        "circle-color": flavor.land,
        "circle-radius": byZoom([
          [3, 0.7],
          [5, 1.1],
          [8, 1.7],
        ]),
        "circle-stroke-color": flavor.coast,
        "circle-stroke-width": byZoom([
          [3, 0.5],
          [8, 0.9],
        ]),
      },
    },
  ];
}

/** The optional online ground; it is toned down so that what the map is about stays in front. */
export function onlineLayer(flavor: Flavor): LayerSpecification {
  const dark = flavor.name === "dark";
  return {
    id: "online",
    type: "raster",
    source: SOURCE.online,
    paint: {
      "raster-saturation": dark ? -0.75 : -0.35,
      "raster-brightness-min": dark ? 0.45 : 0,
      "raster-brightness-max": dark ? 0.05 : 1,
      "raster-contrast": dark ? -0.1 : -0.05,
    },
  };
}
