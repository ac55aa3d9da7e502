/** Which visits leave the device by themselves: a lost telephone should tell as little as possible. Pure. */

import type { Carried, VisitBrief } from "./types.ts";

const AHEAD = ["planned", "under_way"];

export function isAhead(visit: { state: string }): boolean {
  return AHEAD.includes(visit.state);
}

/**
 * The visits that were ahead when they were taken along and are over now, or are this person's no more, and of which
 * nothing waits here. `listed` is what the server offers; `waits` whether something of a visit is not received. Who
 * takes a past visit along keeps it.
 */
export function toLeave(
  carried: Carried[],
  listed: VisitBrief[],
  waits: (one: Carried) => boolean,
): Carried[] {
  const ahead = new Set(listed.filter(isAhead).map((one) => one.number));
  return carried.filter(
    (one) => isAhead(one.bundle.visit) && !ahead.has(one.number) && !waits(one),
  );
}
