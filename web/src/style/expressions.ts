/** What the layers of things have in common: where they read from, states, colours, paleness. */

import type { ExpressionSpecification, FilterSpecification } from "maplibre-gl";
import { APPROXIMATE_M } from "./data.ts";
import type { Flavor, Tone } from "./flavors.ts";
import { commoditiesOf } from "./kinds.ts";
import { SOURCE, type TiledLayer } from "./types.ts";

export type Expression = ExpressionSpecification;

/** Where a family of layers reads from, and what differs between memory and tiles. */
export interface Origin {
  prefix: string;
  source: string;
  sourceLayer: string | undefined;
  /** The edition layer of a thing: a property in memory, a constant in tiles. */
  layer: Expression;
  approximate: Expression;
}

export function originOf(tiled: TiledLayer | undefined): Origin {
  if (!tiled)
    return {
      prefix: "features",
      source: SOURCE.features,
      sourceLayer: undefined,
      layer: ["get", "layer"],
      approximate: ["==", ["get", "approximate"], true],
    };
  return {
    prefix: `tiled-${tiled.layer}`,
    source: `tiles-${tiled.layer}`,
    sourceLayer: tiled.layer,
    layer: ["literal", tiled.layer] as unknown as Expression,
    approximate: [">", ["coalesce", ["get", "accuracy_m"], 0], APPROXIMATE_M],
  };
}

function state(name: "hover" | "selected" | "compared"): Expression {
  return ["boolean", ["feature-state", name], false];
}

/** A value for each state a thing may be in; the strongest wins. */
export function byState<T>(values: {
  selected: T;
  compared: T;
  hover: T;
  otherwise: T;
}): Expression {
  return [
    "case",
    state("selected"),
    values.selected,
    state("compared"),
    values.compared,
    state("hover"),
    values.hover,
    values.otherwise,
  ] as Expression;
}

export function isLayer(origin: Origin, ...names: string[]): FilterSpecification {
  return ["in", origin.layer, ["literal", names]] as FilterSpecification;
}

export function isGeometry(kind: "Point" | "LineString" | "Polygon"): FilterSpecification {
  return ["==", ["geometry-type"], kind];
}

/** The colour of a thing's kind, as on its plate. */
export function toneColour(flavor: Flavor, layer: Expression): Expression {
  const plate = (tone: Tone) => flavor.tones[tone].plate;
  const commodity = ["coalesce", ["get", "commodity"], ""];
  const tones: Tone[] = ["mineral", "forest", "crop", "aquatic"];
  return [
    "match",
    layer,
    "economic_zones",
    plate("zone"),
    ["parks", "infrastructure_projects"],
    plate("park"),
    "facilities",
    plate("facility"),
    "materials",
    [
      "match",
      commodity,
      ...tones.flatMap((tone) => [commoditiesOf(tone), plate(tone)]),
      plate("other"),
    ],
    plate("locality"),
  ] as unknown as Expression;
}

/** What is unverified or overdue is paler; its mark says why. */
export const FADED: Expression = [
  "case",
  ["==", ["get", "freshness"], "stale"],
  0.75,
  ["==", ["get", "confidence"], "low"],
  0.9,
  1,
];
