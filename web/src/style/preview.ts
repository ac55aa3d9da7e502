/** The map of an import: what would be there, what is there now, and what was found, told by line and number. */

import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl";
import { FLAVORS } from "./flavors.ts";
import { buildStyle } from "./index.ts";
import { SEMIBOLD } from "./text.ts";
import { SOURCE, type StyleOptions } from "./types.ts";

export const IMPORT = "import";

export function previewStyle(
  options: StyleOptions,
  data: GeoJSON.FeatureCollection,
): StyleSpecification {
  const style = buildStyle(options);
  // The names of sovereignty stay on top of everything.
  const top = style.layers.findIndex(
    (layer) => "source" in layer && layer.source === SOURCE.sovereignty,
  );
  const layers = [...style.layers];
  layers.splice(top, 0, ...previewLayers(options));
  return { ...style, sources: { ...style.sources, [IMPORT]: { type: "geojson", data } }, layers };
}

function previewLayers({ flavor: name }: StyleOptions): LayerSpecification[] {
  const flavor = FLAVORS[name];
  const source = IMPORT;
  const isNew: ExpressionSpecification = ["in", ["get", "role"], ["literal", ["added", "changed"]]];
  return [
    {
      id: "import-fill",
      type: "fill",
      source,
      filter: ["all", ["==", ["geometry-type"], "Polygon"], isNew],
      paint: { "fill-color": flavor.hover, "fill-opacity": 0.14 },
    },
    {
      id: "import-old",
      type: "line",
      source,
      filter: ["==", ["get", "role"], "old"],
      paint: { "line-color": flavor.ink, "line-width": 1.6, "line-dasharray": [4, 3] },
    },
    {
      id: "import-ended",
      type: "line",
      source,
      filter: ["in", ["get", "role"], ["literal", ["removed", "undone"]]],
      paint: { "line-color": flavor.signal, "line-width": 2.4, "line-dasharray": [0.5, 2] },
    },
    {
      id: "import-new",
      type: "line",
      source,
      filter: ["all", ["!=", ["geometry-type"], "Point"], isNew],
      paint: { "line-color": flavor.hover, "line-width": 2.4 },
    },
    {
      id: "import-point",
      type: "circle",
      source,
      filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "role"], "finding"]],
      paint: {
        "circle-radius": 6,
        "circle-color": [
          "match",
          ["get", "role"],
          ["added", "changed"],
          flavor.hover,
          flavor.paper,
        ],
        "circle-stroke-color": [
          "match",
          ["get", "role"],
          ["removed", "undone"],
          flavor.signal,
          "old",
          flavor.ink,
          flavor.hover,
        ],
        "circle-stroke-width": 2,
      },
    },
    {
      id: "import-finding",
      type: "circle",
      source,
      filter: ["==", ["get", "role"], "finding"],
      paint: {
        "circle-radius": 10,
        "circle-color": flavor.paper,
        "circle-stroke-color": flavor.stale,
        "circle-stroke-width": 2.5,
      },
    },
    {
      id: "import-number",
      type: "symbol",
      source,
      filter: ["==", ["get", "role"], "finding"],
      layout: {
        "text-field": ["to-string", ["get", "number"]],
        "text-font": SEMIBOLD,
        "text-size": 11,
        "text-allow-overlap": true,
      },
      paint: { "text-color": flavor.ink },
    },
  ];
}
