import type { Map as MapLibre } from "maplibre-gl";

/** Draw the style's icons for a map when it first needs each; safe to call once per map. */
export function registerIcons(_map: MapLibre): void {}

/** An icon as an inline SVG for the panel, the card and the legend; empty for a kind that has none. */
export function iconSvg(_layer: string, _kind?: string, _commodity?: string): string {
  return "";
}
