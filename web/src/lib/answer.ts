/** Pure readings of an answer: by layer, by kind, what is in view. */

import type { Feature, FieldInfo, LayerInfo } from "./types.ts";

/** Layers with more features than this come as vector tiles and are not held in memory. */
export const TILED_ABOVE = 5000;

/** How many features have each value of a property, most frequent first. */
export function tally(
  features: readonly Feature[],
  property: string,
): { value: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const feature of features) {
    const value = feature.properties[property];
    if (typeof value === "string" && value) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || a.value.localeCompare(b.value));
}

/** A point that stands for a geometry: the point itself, or the middle of its box. */
export function anchor(geometry: GeoJSON.Geometry | null): [lon: number, lat: number] | null {
  if (!geometry) return null;
  if (geometry.type === "Point")
    return [geometry.coordinates[0] ?? 0, geometry.coordinates[1] ?? 0];
  const box = boundsOf(geometry);
  return box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
}

export type Bounds = [west: number, south: number, east: number, north: number];

/** Bounding box of a geometry; null for an empty one. */
export function boundsOf(geometry: GeoJSON.Geometry): Bounds | null {
  const box: Bounds = [Infinity, Infinity, -Infinity, -Infinity];
  const walk = (coordinates: unknown): void => {
    if (!Array.isArray(coordinates)) return;
    if (typeof coordinates[0] === "number") {
      const [lon, lat] = coordinates as number[];
      box[0] = Math.min(box[0], lon ?? box[0]);
      box[1] = Math.min(box[1], lat ?? box[1]);
      box[2] = Math.max(box[2], lon ?? box[2]);
      box[3] = Math.max(box[3], lat ?? box[3]);
    } else for (const part of coordinates) walk(part);
  };
  if (geometry.type === "GeometryCollection")
    for (const part of geometry.geometries) walk("coordinates" in part ? part.coordinates : null);
  else walk(geometry.coordinates);
  return Number.isFinite(box[0]) ? box : null;
}

/** Bounding box of all features that have a place. */
export function boundsOfAll(features: readonly Feature[]): Bounds | null {
  let all: Bounds | null = null;
  for (const { geometry } of features) {
    const box = geometry && boundsOf(geometry);
    if (!box) continue;
    all = all
      ? [
          Math.min(all[0], box[0]),
          Math.min(all[1], box[1]),
          Math.max(all[2], box[2]),
          Math.max(all[3], box[3]),
        ]
      : [...box];
  }
  return all;
}

/** Whether a feature's box touches another. */
export function touches(geometry: GeoJSON.Geometry | null, view: Bounds): boolean {
  const box = geometry && boundsOf(geometry);
  return !!box && box[0] <= view[2] && box[2] >= view[0] && box[1] <= view[3] && box[3] >= view[1];
}

/** The field of a layer that names its kinds: `kind`, or `type` where the registry calls it that. */
export function kindField(layer: LayerInfo | undefined): FieldInfo | undefined {
  const fields = layer?.fields ?? [];
  return (
    fields.find((field) => field.name === "kind") ?? fields.find((field) => field.name === "type")
  );
}

/** Whether a box is no larger than a point on the map. */
export function isTiny(box: Bounds): boolean {
  return box[2] - box[0] < 1e-4 && box[3] - box[1] < 1e-4;
}
