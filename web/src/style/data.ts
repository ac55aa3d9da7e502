import type { Feature } from "../lib/types.ts";
import type { MapData } from "./types.ts";

/** Sort an answer's features into what the map's sources hold. Features without a place are left out. */
export function mapData(features: readonly Feature[]): MapData {
  const placed = features.filter((feature) => feature.geometry !== null);
  return {
    features: { type: "FeatureCollection", features: placed as GeoJSON.Feature[] },
    extents: { type: "FeatureCollection", features: [] },
  };
}
