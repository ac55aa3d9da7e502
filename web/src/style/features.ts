import type { LayerSpecification } from "maplibre-gl";
import type { FlavorName, Lang, TiledLayer } from "./types.ts";

/** Ids of the layers that answer to the pointer, topmost first. */
export const INTERACTIVE: readonly string[] = [];

/** The layers that draw the edition's things: from memory, or of one tiled layer. */
export function layersFor(
  _flavor: FlavorName,
  _lang: Lang,
  _tiled?: TiledLayer,
): LayerSpecification[] {
  return [];
}
