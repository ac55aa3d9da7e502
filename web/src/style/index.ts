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
import { BASE_MAX_ZOOM, baseLayers, onlineLayer, seaLayer } from "./base.ts";
import { coverageLayers } from "./coverage.ts";
import { originOf } from "./expressions.ts";
import { layersFor } from "./features.ts";
import { FLAVORS } from "./flavors.ts";
import { graticuleData, graticuleLayers } from "./graticule.ts";
import { placeLayers, placesData } from "./places.ts";
import { sovereigntyData, sovereigntyLayers } from "./sovereignty.ts";
import { type MapData, SOURCE, type StyleOptions, type TiledLayer } from "./types.ts";

export { iconSvg, registerIcons } from "../icons/icons.ts";
export { mapData } from "./data.ts";
export { INTERACTIVE, layersFor } from "./features.ts";
export { FLAVORS, type Flavor } from "./flavors.ts";
export { loadFonts } from "./fonts.ts";
export { type LegendEntry, type LegendGroup, legend } from "./legend.ts";
export * from "./types.ts";

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const NO_DATA: MapData = { features: EMPTY, extents: EMPTY };
const ONLINE_TILES = "https://tile.openstreetmap.org/{z}/{x}/{y}.png";

/**
 * A complete style. The order of its layers is that of the paper: sea, land, graticule, names of places, things of the
 * edition, and on top of everything the names of sovereignty.
 */
export function buildStyle(options: StyleOptions): StyleSpecification {
  const { lang, online = false, coverage = false, tiled = [] } = options;
  const flavor = FLAVORS[options.flavor];
  const baseTiles = online ? null : options.baseTiles;
  return {
    version: 8,
    name: `Địa Bàn (${flavor.name}, ${lang})`,
    sources: {
      ...ground(baseTiles, online),
      ...things(options.data ?? NO_DATA, tiled),
      [SOURCE.graticule]: { type: "geojson", data: graticuleData(lang) },
      [SOURCE.places]: { type: "geojson", data: placesData() },
      [SOURCE.sovereignty]: { type: "geojson", data: sovereigntyData() },
    },
    transition: { duration: 150, delay: 0 },
    layers: [
      seaLayer(flavor),
      ...(baseTiles ? baseLayers(flavor) : []),
      ...(online ? [onlineLayer(flavor)] : []),
      ...graticuleLayers(flavor),
      // An online ground brings names of its own.
      ...(online ? [] : placeLayers(flavor, lang)),
      ...tiled.flatMap((one) => layersFor(flavor.name, lang, one)),
      ...layersFor(flavor.name, lang),
      ...(coverage
        ? [...tiled, undefined].flatMap((one) => coverageLayers(flavor, originOf(one)))
        : []),
      ...sovereigntyLayers(flavor, lang),
    ] satisfies LayerSpecification[],
  };
}

function ground(baseTiles: string | null, online: boolean): Record<string, SourceSpecification> {
  if (online)
    return {
      [SOURCE.online]: {
        type: "raster",
        tiles: [ONLINE_TILES],
        tileSize: 256,
        maxzoom: 19,
        attribution: "© OpenStreetMap contributors",
      },
    };
  if (!baseTiles) return {};
  // Fine tiles exist only around the province; elsewhere the nearest coarser tile is enlarged ("sparse").
  const sparse = { sparse: true };
  return {
    [SOURCE.base]: {
      type: "vector",
      tiles: [baseTiles],
      maxzoom: BASE_MAX_ZOOM,
      attribution: "GSHHG",
      ...sparse,
    },
  };
}

function things(data: MapData, tiled: readonly TiledLayer[]): Record<string, SourceSpecification> {
  const sources: Record<string, SourceSpecification> = {
    [SOURCE.extents]: { type: "geojson", data: data.extents, promoteId: "key", tolerance: 0.2 },
    [SOURCE.features]: { type: "geojson", data: data.features, promoteId: "key" },
  };
  for (const { layer, tiles } of tiled)
    sources[tiledSource(layer)] = {
      type: "vector",
      tiles: [tiles],
      maxzoom: 15,
      promoteId: { [layer]: "key" },
    };
  return sources;
}

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
