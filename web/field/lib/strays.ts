/** What is written at stops of which nothing is known on this device any more: signed out, lost, left behind. Pure. */

import { holdsUnsent, unsentCount } from "./drafts.ts";
import type { Draft, Item } from "./types.ts";

export interface Stray {
  visit: string;
  stop: number;
  draft: Draft | undefined;
  files: Item[];
  /** Things that can be handed in. */
  count: number;
}

/** One person's drafts and items by stop; `known` says whether a stop is on the device. */
export function strays(
  drafts: Draft[],
  items: Item[],
  known: (visit: string, stop: number) => boolean,
): Stray[] {
  const found = new Map<number, Stray>();
  for (const draft of drafts.filter((one) => holdsUnsent(one) && !known(one.visit, one.stop))) {
    const { visit, stop } = draft;
    found.set(stop, { visit, stop, draft, files: [], count: unsentCount(draft) });
  }
  for (const file of items) {
    const { visit, stop } = file;
    if (file.state !== "draft" || file.media?.recording || known(visit, stop)) continue;
    const stray = found.get(stop) ?? { visit, stop, draft: undefined, files: [], count: 0 };
    found.set(stop, { ...stray, files: [...stray.files, file], count: stray.count + 1 });
  }
  return [...found.values()];
}
