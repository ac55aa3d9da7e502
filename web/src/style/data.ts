/** From an answer's features to what the map's sources hold. Pure. */

import type { Feature, Properties } from "../lib/types.ts";
import type { MapData } from "./types.ts";

/** Layers whose area is drawn around their point. A commune's outline is known to people: a circle would mislead. */
export const WITH_AREA = new Set([
  "economic_zones",
  "parks",
  "infrastructure_projects",
  "materials",
]);
/** A location less accurate than this many metres looks approximate. */
export const APPROXIMATE_M = 1000;
const CORNERS = 96;

/**
 * Features as points, lines and polygons, and the extents of the points among them: a circle of the true area, and one
 * within which the place lies. Features without a place are left out.
 */
export function mapData(features: readonly Feature[]): MapData {
  const placed = features.filter((feature) => feature.geometry !== null);
  const stacks = stacked(placed);
  return {
    features: collection(
      placed.map((feature) => ({
        type: "Feature",
        geometry: feature.geometry as GeoJSON.Geometry,
        properties: { ...drawn(feature.properties), stack: stacks.get(feature) },
      })),
    ),
    extents: collection(placed.flatMap(extents)),
  };
}

/**
 * How many things lie at exactly the same point before each: a park and its infrastructure project often share the one
 * location that is known, and their symbols stand one under the other.
 */
function stacked(features: readonly Feature[]): Map<Feature, number> {
  const counts = new Map<string, number>();
  const stacks = new Map<Feature, number>();
  for (const feature of features) {
    if (feature.geometry?.type !== "Point" || feature.properties.layer === "localities") continue;
    const place = feature.geometry.coordinates.join();
    const before = counts.get(place) ?? 0;
    counts.set(place, before + 1);
    if (before) stacks.set(feature, before);
  }
  return stacks;
}

/** The properties that the style reads; a list of sources or localities would only be copied about. */
function drawn(properties: Properties): GeoJSON.GeoJsonProperties {
  const { key, layer, kind, status, confidence, freshness, commodity, accuracy_m, area_ha } =
    properties;
  const { level, population, completeness } = properties;
  return {
    ...{ key, layer, kind, status, confidence, freshness, commodity, accuracy_m, area_ha },
    ...{ level, population, completeness },
    name_vi: shortName(properties.name_vi, layer),
    name_en: shortName(properties.name_en, layer),
    approximate: isApproximate(properties),
  };
}

export function isApproximate({ location_method, accuracy_m }: Properties): boolean {
  return location_method === "approximate" || (accuracy_m ?? 0) > APPROXIMATE_M;
}

/**
 * A name as short as maps write it: the type of a locality is its symbol, an industrial park is a "KCN" and an
 * economic zone a "KKT" to everybody. What has no such form stays as it is.
 */
export function shortName(name: string | undefined, layer: string): string | undefined {
  if (!name) return undefined;
  if (layer === "localities")
    return name
      .replace(/^(Phường|Xã|Đặc khu|Thị trấn|Huyện|Thị xã|Thành phố|Tỉnh) /, "")
      .replace(/ (Ward|Commune|Special Zone|Township|District|Town|City|Province)$/, "");
  if (layer === "economic_zones")
    return name
      .replace(/^Khu kinh tế( cửa khẩu| ven biển| chuyên biệt)? /, "KKT ")
      .replace(/( Border-Gate| Coastal| Specialised)? Economic Zone$/, " EZ");
  if (layer === "parks" || layer === "infrastructure_projects")
    return name
      .replace(/^(Hạ tầng )?(Khu công nghiệp|KCN) /, "KCN ")
      .replace(/ Industrial Park( infrastructure)?/, " IP")
      .replace(/ \(.*\)$/, "");
  return name;
}

function extents(feature: Feature): GeoJSON.Feature[] {
  const { geometry, properties } = feature;
  if (geometry?.type !== "Point") return [];
  const [lon = 0, lat = 0] = geometry.coordinates;
  const { key, layer, kind, commodity, area_ha, accuracy_m } = properties;
  const approximate = isApproximate(properties);
  const circles: GeoJSON.Feature[] = [];
  const add = (role: "area" | "accuracy", radius: number) =>
    circles.push({
      type: "Feature",
      geometry: { type: "Polygon", coordinates: [circle(lon, lat, radius)] },
      properties: { key, layer, kind, commodity, area_ha, role, approximate },
    });
  if (area_ha && WITH_AREA.has(layer)) add("area", Math.sqrt((area_ha * 10_000) / Math.PI));
  if (accuracy_m && layer !== "localities" && approximate) add("accuracy", accuracy_m);
  return circles;
}

/**
 * A circle on the ellipsoid as a closed ring, anticlockwise: `radius` metres around a point in degrees, true in area
 * to a thousandth up to a hundred kilometres.
 */
export function circle(lon: number, lat: number, radius: number): GeoJSON.Position[] {
  const rad = Math.PI / 180;
  // The sphere that fits the ellipsoid best at this latitude: radius √(M·N).
  const [a, e2] = [6378137, 0.00669437999014];
  const sphere = (a * Math.sqrt(1 - e2)) / (1 - e2 * Math.sin(lat * rad) ** 2);
  // A polygon of n corners is smaller than its circle; the corners go out by as much.
  const turn = (2 * Math.PI) / CORNERS;
  const reach = (radius * Math.sqrt(turn / Math.sin(turn))) / sphere;
  const [sinLat, cosLat] = [Math.sin(lat * rad), Math.cos(lat * rad)];
  const ring: GeoJSON.Position[] = [];
  for (let corner = 0; corner < CORNERS; corner++) {
    const bearing = -corner * turn;
    const y = Math.asin(sinLat * Math.cos(reach) + cosLat * Math.sin(reach) * Math.cos(bearing));
    const x = Math.atan2(
      Math.sin(bearing) * Math.sin(reach) * cosLat,
      Math.cos(reach) - sinLat * Math.sin(y),
    );
    ring.push([round(lon + x / rad), round(y / rad)]);
  }
  ring.push([...(ring[0] as GeoJSON.Position)]);
  return ring;
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}

function collection(features: GeoJSON.Feature[]): GeoJSON.FeatureCollection {
  return { type: "FeatureCollection", features };
}
