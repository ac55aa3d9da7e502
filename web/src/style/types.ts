/** What the style needs to know, and the names that the map's driver and the style share. */

export type FlavorName = "light" | "dark";
export type Lang = "vi" | "en";

/** A layer of the edition that is too large to be held in memory and comes as vector tiles. */
export interface TiledLayer {
  /** Edition layer, which is also the layer's name inside the tile. */
  layer: string;
  /** Absolute URL template with {z}, {x} and {y}. */
  tiles: string;
  /** Latitude for which circles of true area are drawn: the middle of the layer. The province's where it is unknown. */
  latitude?: number;
}

/** The features of an answer as the sources of the map want them: see `mapData`. */
export interface MapData {
  features: GeoJSON.FeatureCollection;
  extents: GeoJSON.FeatureCollection;
}

export interface StyleOptions {
  flavor: FlavorName;
  lang: Lang;
  /** Absolute URL template of the built-in base map's tiles; null draws sea, graticule and sovereignty labels only. */
  baseTiles: string | null;
  /** What the sources hold from the start, so that a change of theme or language loses nothing. */
  data?: MapData;
  tiled?: readonly TiledLayer[];
  /** The online base map (OpenStreetMap) in place of the built-in one. Needs the network; off by default. */
  online?: boolean;
  /** Draw how much is known of each thing. */
  coverage?: boolean;
}

/** Names of sources. Every one that holds things of the edition promotes `key` to the feature's id. */
export const SOURCE = {
  base: "base",
  online: "online",
  sovereignty: "sovereignty",
  graticule: "graticule",
  places: "places",
  features: "features",
  extents: "extents",
} as const;

/** Keys of feature-state that the layers react to. */
export interface FeatureState {
  /** Under the pointer, or focused by keyboard. */
  hover?: boolean;
  selected?: boolean;
  /** Chosen for the comparison. */
  compared?: boolean;
}
