/** How the map looks, as one style: the built-in map of `../style` with the tools of the page on top. Pure. */

import type { SourceSpecification, StyleSpecification } from "maplibre-gl";
import { buildStyle, type MapData, SOURCE, type TiledLayer } from "../style/index.ts";
import { PLOTS, plotLayers } from "../style/plots.ts";
import type { Lang } from "./format.ts";
import type { Position } from "./geodesy.ts";

export interface Look {
  flavor: "light" | "dark";
  lang: Lang;
  baseTiles: string | null;
  tiled: readonly TiledLayer[];
  online: boolean;
  graticule: boolean;
  coverage: boolean;
  /** The address of the plots to draw by their stage. */
  plots: string | null;
}

/** What the page draws itself: a measurement and where the reader is. */
export interface Tools {
  measure: readonly Position[];
  mode: "distance" | "area";
  here: Position | null;
}

export const MEASURE = "measure";
export const HERE = "here";
const TOOL_COLOURS = {
  light: { ink: "#b23a10", paper: "#ffffff" },
  dark: { ink: "#ff8f62", paper: "#0e1416" },
};

export function composeStyle(look: Look, data: MapData, tools: Tools): StyleSpecification {
  const { graticule, plots, ...options } = look;
  const style = buildStyle({ ...options, data });
  const layers = graticule
    ? style.layers
    : style.layers.filter((layer) => !("source" in layer) || layer.source !== SOURCE.graticule);
  const { ink, paper } = TOOL_COLOURS[look.flavor];
  // Plots lie under the symbols of things: a park keeps its sign.
  const first = layers.findIndex((layer) => "source" in layer && layer.source === SOURCE.extents);
  const drawn: Record<string, SourceSpecification> = {
    ...(plots ? { [PLOTS]: { type: "geojson", data: plots } } : {}),
    [MEASURE]: { type: "geojson", data: measureData(tools) },
    [HERE]: { type: "geojson", data: hereData(tools) },
  };
  return {
    ...style,
    sources: { ...style.sources, ...drawn },
    layers: [
      ...layers.slice(0, first),
      ...(plots ? plotLayers(look.flavor) : []),
      ...layers.slice(first),
      {
        id: "measure-area",
        type: "fill",
        source: MEASURE,
        filter: ["==", ["geometry-type"], "Polygon"],
        paint: { "fill-color": ink, "fill-opacity": 0.15 },
      },
      {
        id: "measure-line",
        type: "line",
        source: MEASURE,
        filter: ["!=", ["geometry-type"], "Point"],
        paint: { "line-color": ink, "line-width": 2.5, "line-dasharray": [2, 1.2] },
      },
      {
        id: "measure-point",
        type: "circle",
        source: MEASURE,
        filter: ["==", ["geometry-type"], "Point"],
        paint: {
          "circle-radius": 5,
          "circle-color": paper,
          "circle-stroke-color": ink,
          "circle-stroke-width": 2.5,
        },
      },
      {
        id: "here",
        type: "circle",
        source: HERE,
        paint: {
          "circle-radius": 7,
          "circle-color": ink,
          "circle-stroke-color": paper,
          "circle-stroke-width": 3,
        },
      },
    ],
  };
}

export function measureData({ measure, mode }: Tools): GeoJSON.FeatureCollection {
  const path = measure.map((position) => [...position]);
  const shapes: GeoJSON.Geometry[] = path.map((coordinates) => ({ type: "Point", coordinates }));
  const [first] = path;
  if (first && path.length > 1)
    shapes.push(
      mode === "area" && path.length > 2
        ? { type: "Polygon", coordinates: [[...path, first]] }
        : { type: "LineString", coordinates: path },
    );
  return collection(shapes);
}

export function hereData({ here }: Tools): GeoJSON.FeatureCollection {
  return collection(here ? [{ type: "Point", coordinates: [...here] }] : []);
}

function collection(shapes: GeoJSON.Geometry[]): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: shapes.map((geometry) => ({ type: "Feature", properties: {}, geometry })),
  };
}
