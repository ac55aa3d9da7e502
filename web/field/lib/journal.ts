/**
 * The last keystrokes, written before anything else: the device's store answers a little later, and a page that is
 * closed in between would lose them. One entry for each window and draft, gone when the store has it. An entry says
 * what was touched: another window may have written elsewhere in the same draft.
 */

import { both, type Touched } from "./drafts.ts";
import type { Draft } from "./types.ts";

const PREFIX = "field-journal/";

export interface Entry {
  page: string;
  draft: Draft;
  touched: Touched;
}

export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

const NO_SHELF: Shelf = {
  length: 0,
  key: () => null,
  getItem: () => null,
  setItem: () => undefined,
  removeItem: () => undefined,
};

/** The browser's shelf; an empty one where it is forbidden. */
export function shelf(): Shelf {
  try {
    return localStorage;
  } catch {
    return NO_SHELF;
  }
}

function keyOf(entry: { page: string; draft: Draft }): string {
  return `${PREFIX}${entry.page}/${entry.draft.key}`;
}

/** Write a draft down at once. A full shelf is no harm: the store is asked anyway. */
export function note(on: Shelf, entry: Entry): string {
  const key = keyOf(entry);
  const earlier = read(on, key);
  const touched = earlier ? both(earlier.touched, entry.touched) : entry.touched;
  const text = JSON.stringify({ ...entry, touched });
  try {
    on.setItem(key, text);
  } catch {
    // Then only the store has it.
  }
  return text;
}

/** The store has what `text` says; a later entry of the same draft stays. */
export function done(on: Shelf, entry: { page: string; draft: Draft }, text: string): void {
  if (on.getItem(keyOf(entry)) === text) on.removeItem(keyOf(entry));
}

/** What windows wrote that were closed before the store answered, or that are open still. */
export function entries(on: Shelf): Entry[] {
  const found: Entry[] = [];
  for (let n = 0; n < on.length; n += 1) {
    const key = on.key(n);
    const entry = key?.startsWith(PREFIX) ? read(on, key) : null;
    if (entry) found.push(entry);
  }
  return found;
}

function read(on: Shelf, key: string): Entry | null {
  try {
    const entry = JSON.parse(on.getItem(key) ?? "") as Entry;
    const whole = entry?.draft?.key && entry.draft.fields && entry.touched?.fields;
    return whole && keyOf(entry) === key ? entry : null;
  } catch {
    // Half an entry says nothing.
    return null;
  }
}
