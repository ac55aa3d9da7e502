/**
 * Which layers are shown, whole or in part. In a link they are words: "parks" is the whole layer,
 * "facilities:seaport" and "materials:coal" a kind or a commodity of one.
 */

import { DEFAULT_LAYERS } from "./state.ts";
import type { Properties } from "./types.ts";

/** Layer name → the parts that are shown; null is all of it. */
export type Shown = ReadonlyMap<string, readonly string[] | null>;

export function readShown(words: readonly string[] | null): Shown {
  const shown = new Map<string, string[] | null>();
  for (const word of words ?? DEFAULT_LAYERS) {
    const [name = "", part] = word.split(":", 2);
    const parts = shown.get(name);
    if (!part) shown.set(name, null);
    else if (parts === undefined) shown.set(name, [part]);
    else parts?.push(part);
  }
  return shown;
}

/** The words of what is shown, in the given order of layers; null where it is the default. */
export function writeShown(shown: Shown, order: readonly string[]): string[] | null {
  const words: string[] = [];
  for (const name of new Set([...order, ...shown.keys()])) {
    const parts = shown.get(name);
    if (parts === undefined) continue;
    if (parts === null) words.push(name);
    else words.push(...parts.map((part) => `${name}:${part}`));
  }
  const isDefault =
    words.length === DEFAULT_LAYERS.length && DEFAULT_LAYERS.every((name) => words.includes(name));
  return isDefault ? null : words;
}

/** Whether a feature belongs to what is shown. */
export function isShown(shown: Shown, properties: Properties): boolean {
  const parts = shown.get(properties.layer);
  if (parts === undefined) return false;
  return parts === null || parts.includes(partOf(properties));
}

/** The part of its layer that a feature belongs to: materials by commodity, everything else by kind. */
export function partOf(properties: Properties): string {
  if (properties.layer === "materials")
    return properties.commodity?.replace(/^commodity:/, "") ?? "";
  return properties.kind ?? "";
}

export function isPartShown(shown: Shown, layer: string, part: string): boolean {
  const parts = shown.get(layer);
  return parts === null || (parts?.includes(part) ?? false);
}

/** The same with a whole layer switched on or off. */
export function withLayer(shown: Shown, layer: string, on: boolean): Shown {
  const next = new Map(shown);
  if (on) next.set(layer, null);
  else next.delete(layer);
  return next;
}

/** The same with one part switched on or off; `all` are the parts that the layer has. */
export function withPart(
  shown: Shown,
  layer: string,
  part: string,
  on: boolean,
  all: readonly string[],
): Shown {
  const now = shown.get(layer);
  const before = now === undefined ? [] : (now ?? all);
  const parts = all.filter((one) => (one === part ? on : before.includes(one)));
  const next = new Map(shown);
  if (!parts.length) next.delete(layer);
  else next.set(layer, parts.length === all.length ? null : parts);
  return next;
}
