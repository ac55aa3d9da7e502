/** Names of layers, kinds, states and commodities, from the edition's own catalogue. */

import { kindField } from "./answer.ts";
import type { Explorer } from "./explorer.svelte.ts";
import { inWords, nameOf } from "./facts.ts";
import { t } from "./messages.ts";
import type { Properties } from "./types.ts";

export function layerTitle(explorer: Explorer, name: string): string {
  const layer = explorer.layer(name);
  if (!layer) return name;
  return inWords(layer.title, explorer.config.lang);
}

/** What one thing of a layer is called. */
const ONE: Record<string, string> = {
  localities: "one.locality",
  economic_zones: "one.economic_zone",
  parks: "one.park",
  infrastructure_projects: "one.infrastructure_project",
  facilities: "one.facility",
  materials: "one.material",
  commodities: "one.commodity",
};

/** "seaport" in facilities → "Cảng biển"; what one of the layer is called where there is no kind. */
export function kindLabel(explorer: Explorer, layer: string, kind?: string | null): string {
  const label = kind && choice(explorer, layer, kindField(explorer.layer(layer))?.name, kind);
  if (label) return label;
  return ONE[layer] ? t(ONE[layer]) : layerTitle(explorer, layer);
}

export function statusLabel(explorer: Explorer, layer: string, status: string): string {
  return choice(explorer, layer, "status", status) ?? status;
}

/** The kind of a feature where it says more than its layer does. */
export function ownKind(explorer: Explorer, properties: Properties): string {
  const { layer, kind, key } = properties;
  if (!kind || key.startsWith(`${kind}:`)) return "";
  return kindLabel(explorer, layer, kind);
}

/** A commodity by its key or code. */
export function commodityLabel(explorer: Explorer, commodity: string): string {
  const key = commodity.includes(":") ? commodity : `commodity:${commodity}`;
  const found = explorer.find(key);
  return found ? nameOf(found.properties, explorer.config.lang) : key.slice("commodity:".length);
}

/** The label of a part of a layer: a commodity for materials, a kind otherwise. */
export function partLabel(explorer: Explorer, layer: string, part: string): string {
  return layer === "materials" ? commodityLabel(explorer, part) : kindLabel(explorer, layer, part);
}

/** What a filter value is called, wherever a layer names it. */
export function choiceAnywhere(explorer: Explorer, fields: string[], value: string): string {
  for (const layer of explorer.catalogue.data ?? [])
    for (const field of fields) {
      const label = choice(explorer, layer.name, field, value);
      if (label) return label;
    }
  return value;
}

function choice(
  explorer: Explorer,
  layer: string,
  field: string | undefined,
  value: string,
): string | undefined {
  const fields = explorer.layer(layer)?.fields ?? [];
  const words = fields.find((one) => one.name === field)?.choices[value];
  return inWords(words, explorer.config.lang) || undefined;
}
