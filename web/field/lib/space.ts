/** How much room the device still has, and when that is told. Pure. */

export interface Space {
  used: number;
  quota: number;
  kept: boolean;
}

/** Some hundred photographs as the application keeps them: less is told while there is time to hand in. */
export const SHORT_BYTES = 60_000_000;
/** Below this the next photograph may fail. */
export const FULL_BYTES = 4_000_000;

export type Room = "plenty" | "short" | "full";

export function left(space: Space): number {
  return Math.max(0, space.quota - space.used);
}

/** Without a quota nothing is known, and nothing is claimed. */
export function room(space: Space | null): Room {
  if (!space?.quota) return "plenty";
  if (left(space) < FULL_BYTES) return "full";
  return left(space) < SHORT_BYTES ? "short" : "plenty";
}
