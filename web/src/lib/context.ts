/** The one explorer of the page, for components however deep. */

import { getContext, setContext } from "svelte";
import type { MapDriver } from "./driver.svelte.ts";
import type { Explorer } from "./explorer.svelte.ts";

const EXPLORER = Symbol("explorer");
const DRIVER = Symbol("driver");

export function provideExplorer(explorer: Explorer): void {
  setContext(EXPLORER, explorer);
}

export function useExplorer(): Explorer {
  return getContext(EXPLORER);
}

/** The map itself, once there is one. */
export interface DriverHolder {
  current: MapDriver | null;
}

export function provideDriver(holder: DriverHolder): void {
  setContext(DRIVER, holder);
}

export function useDriver(): DriverHolder {
  return getContext(DRIVER);
}
