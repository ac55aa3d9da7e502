/** Plots of land by their stage: colour and line say the same, the legend says it in words. */

import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl";
import { MEDIUM } from "./text.ts";
import type { FlavorName } from "./types.ts";

export const PLOTS = "plots";

/** Stages as the ledger names them; what is not here is drawn like land on its way. */
export type PlotStage = "free" | "leased" | "other";
type Colours = Record<PlotStage, string> & { ink: string; halo: string };

export const PLOT_COLOURS: Record<FlavorName, Colours> = {
  light: { free: "#17704e", leased: "#4b5a94", other: "#8a5a00", ink: "#14191b", halo: "#fcfbf8" },
  dark: { free: "#63cfa0", leased: "#a5b2ec", other: "#e9b958", ink: "#eef2f1", halo: "#0e1416" },
};

export function plotLayers(flavor: FlavorName): LayerSpecification[] {
  const { free, leased, other, ink, halo } = PLOT_COLOURS[flavor];
  const colour: ExpressionSpecification = [
    "match",
    ["get", "stage"],
    "free",
    free,
    "leased",
    leased,
    other,
  ];
  const isFree: ExpressionSpecification = ["==", ["get", "stage"], "free"];
  return [
    {
      id: "plots-fill",
      type: "fill",
      source: PLOTS,
      paint: { "fill-color": colour, "fill-opacity": ["case", isFree, 0.75, 0.3] },
    },
    {
      id: "plots-line",
      type: "line",
      source: PLOTS,
      paint: { "line-color": colour, "line-width": ["case", isFree, 2, 1] },
    },
    {
      id: "plots-label",
      type: "symbol",
      source: PLOTS,
      minzoom: 14.5,
      layout: { "text-field": ["get", "label"], "text-font": MEDIUM, "text-size": 11 },
      paint: { "text-color": ink, "text-halo-color": halo, "text-halo-width": 1.5 },
    },
  ];
}
