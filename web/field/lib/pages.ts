/**
 * The windows of the application that are open on this device. Each holds a lock as long as it lives, so that another
 * one does not take for left behind what is only being written there. Without locks a window counts as dead.
 */

import { newId } from "./ids.ts";

const PREFIX = "diaban-field-page-";

/** This window's name. */
export const here = newId();

/** Hold this window's lock until it is closed or killed. */
export function live(): void {
  void navigator.locks?.request(PREFIX + here, () => new Promise<never>(() => undefined));
}

/** Do `work` with what a window left behind: now if it is dead (waited for), else when it dies. */
export async function after(page: string, work: () => Promise<void>): Promise<void> {
  if (page === here) return;
  if (!navigator.locks) return work();
  const now = await navigator.locks.request(PREFIX + page, { ifAvailable: true }, async (lock) => {
    if (lock) await work();
    return Boolean(lock);
  });
  if (!now) void navigator.locks.request(PREFIX + page, work);
}
