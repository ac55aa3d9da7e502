/**
 * The last keystrokes, written before anything else: the device's store answers a little later, and a page that is
 * closed in between would lose them. One entry for each draft that is being written, gone when the store has it.
 */

import type { Draft } from "./types.ts";

const PREFIX = "field-journal/";

export interface Shelf {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** Write a draft down at once. A full or forbidden shelf is no harm: the store is asked anyway. */
export function note(shelf: Shelf, draft: Draft): string {
  const text = JSON.stringify(draft);
  try {
    shelf.setItem(PREFIX + draft.key, text);
  } catch {
    // Then only the store has it.
  }
  return text;
}

/** The store has what `text` says; a later entry of the same draft stays. */
export function done(shelf: Shelf, draft: Draft, text: string): void {
  if (shelf.getItem(PREFIX + draft.key) === text) shelf.removeItem(PREFIX + draft.key);
}

/** What a page left behind that was closed before the store answered. */
export function leftBehind(shelf: Shelf): Draft[] {
  const found: Draft[] = [];
  for (let n = 0; n < shelf.length; n += 1) {
    const key = shelf.key(n);
    if (!key?.startsWith(PREFIX)) continue;
    try {
      const draft = JSON.parse(shelf.getItem(key) ?? "") as Draft;
      if (draft?.key && PREFIX + draft.key === key && draft.fields) found.push(draft);
    } catch {
      // Half an entry says nothing.
    }
  }
  return found;
}
