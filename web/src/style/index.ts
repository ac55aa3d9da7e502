/**
 * The map's style: a function of a flavour (colours), a language and where the tiles are.
 *
 *     await loadFonts();
 *     const map = new Map({ style: buildStyle({ flavor: "light", lang: "vi", baseTiles, data: mapData(features) }) });
 *     registerIcons(map);
 *     map.getSource("features").setData(mapData(features).features);   // and "extents"
 *     for (const target of stateTargets(key, tiled)) map.setFeatureState(target, { selected: true });
 */

import type { LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl";
import { SOURCE, type MapData, type StyleOptions, type TiledLayer } from "./types.ts";

export { legend, type LegendEntry, type LegendGroup } from "./legend.ts";
export { INTERACTIVE, layersFor } from "./features.ts";
export { mapData } from "./data.ts";
export { iconSvg, registerIcons } from "../icons/icons.ts";
export { loadFonts } from "./fonts.ts";
export * from "./types.ts";

export function buildStyle(options: StyleOptions): StyleSpecification {
  const sources: Record<string, SourceSpecification> = {};
  const layers: LayerSpecification[] = [];
  sources[SOURCE.features] = { type: "geojson", data: options.data?.features ?? EMPTY.features, promoteId: "key" };
  sources[SOURCE.extents] = { type: "geojson", data: options.data?.extents ?? EMPTY.extents, promoteId: "key" };
  layers.push({ id: "background", type: "background", paint: { "background-color": "#cfe2e5" } });
  return { version: 8, sources, layers };
}

const EMPTY: MapData = {
  features: { type: "FeatureCollection", features: [] },
  extents: { type: "FeatureCollection", features: [] },
};

/** The source of a tiled layer. */
export function tiledSource(layer: string): string {
  return `tiles-${layer}`;
}

/** Everything whose feature-state has to be set for one subject to be marked on the map. */
export function stateTargets(
  key: string,
  tiled: readonly TiledLayer[] = [],
): { source: string; sourceLayer?: string; id: string }[] {
  return [
    { source: SOURCE.features, id: key },
    { source: SOURCE.extents, id: key },
    ...tiled.map(({ layer }) => ({ source: tiledSource(layer), sourceLayer: layer, id: key })),
  ];
}
