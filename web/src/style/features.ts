/** How the things of an edition are drawn, from memory or from tiles. */

import type { LayerSpecification } from "maplibre-gl";
import { originOf } from "./expressions.ts";
import { extentLayers, tiledAreaLayers } from "./extents.ts";
import { FLAVORS } from "./flavors.ts";
import { markLayers, outlineLayers } from "./marks.ts";
import { localityLayers, symbolLayer } from "./symbols.ts";
import type { FlavorName, Lang, TiledLayer } from "./types.ts";

const LAYERS = [
  "localities",
  "economic_zones",
  "parks",
  "infrastructure_projects",
  "facilities",
  "materials",
] as const;

/** Suffixes of the layers that answer to the pointer, topmost first. */
const REACTING = ["symbol", "locality", "province", "dot", "line", "fill", "area"];

/** Ids of the layers that answer to the pointer, topmost first. Not all of them are in every style. */
export const INTERACTIVE: readonly string[] = [
  "features",
  ...LAYERS.map((name) => `tiled-${name}`),
].flatMap((prefix) => REACTING.map((suffix) => `${prefix}-${suffix}`));

/** The layers that draw the edition's things, bottom first: those in memory, or one tiled layer. */
export function layersFor(name: FlavorName, lang: Lang, tiled?: TiledLayer): LayerSpecification[] {
  const flavor = FLAVORS[name];
  const origin = originOf(tiled);
  return [
    ...(tiled ? tiledAreaLayers(flavor, origin, tiled) : extentLayers(flavor)),
    ...outlineLayers(flavor, origin),
    ...markLayers(flavor, origin),
    ...localityLayers(flavor, lang, origin),
    symbolLayer(flavor, lang, origin),
  ];
}
