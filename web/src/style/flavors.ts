/**
 * A flavour is every colour of the map, by meaning. Derived from the design tokens (deep-water teal, limestone, coal,
 * one warm signal): a test compares the shared ones with `tokens.css`.
 */

import type { FlavorName } from "./types.ts";

/** What a symbol stands for decides its colour. */
export type Tone =
  | "zone"
  | "park"
  | "facility"
  | "mineral"
  | "forest"
  | "crop"
  | "aquatic"
  | "other"
  | "locality";

export interface Paint {
  plate: string;
  glyph: string;
}

export interface Flavor {
  name: FlavorName;
  /** Open sea, then the water nearer and nearer to the shore. */
  sea: string;
  shoal: readonly [string, string, string, string];
  land: string;
  coast: string;
  /** A thin light along the inside of the coast. */
  shore: string;
  water: string;
  river: string;
  border: string;
  borderCasing: string;
  graticule: string;
  seaLabel: string;
  landLabel: string;
  countryLabel: string;
  ink: string;
  paper: string;
  halo: string;
  seaHalo: string;
  signal: string;
  compared: string;
  hover: string;
  tones: Record<Tone, Paint>;
  /** Colour of the small marks: unverified, overdue. */
  low: string;
  stale: string;
}

const LIGHT: Flavor = {
  name: "light",
  sea: "#bcd8dd",
  shoal: ["#c2dbdf", "#c9dfe3", "#d1e4e7", "#dcebec"],
  land: "#f3f0e7",
  coast: "#7fa3a8",
  shore: "#fbfaf5",
  water: "#cfe2e5",
  river: "#a9cad0",
  border: "#8b8375",
  borderCasing: "#e4dfd2",
  graticule: "#5f8e96",
  seaLabel: "#2c6f79",
  landLabel: "#57605f",
  countryLabel: "#8a8678",
  ink: "#14191b",
  paper: "#fcfbf8",
  halo: "#fcfbf8",
  seaHalo: "#cfe2e5",
  signal: "#b23a10",
  compared: "#4b5a94",
  hover: "#0d6973",
  tones: {
    zone: { plate: "#074750", glyph: "#ffffff" },
    park: { plate: "#0d6973", glyph: "#ffffff" },
    facility: { plate: "#3b4447", glyph: "#ffffff" },
    mineral: { plate: "#6b5236", glyph: "#ffffff" },
    forest: { plate: "#39663f", glyph: "#ffffff" },
    crop: { plate: "#6a6812", glyph: "#ffffff" },
    aquatic: { plate: "#1f6a96", glyph: "#ffffff" },
    other: { plate: "#64625c", glyph: "#ffffff" },
    locality: { plate: "#414a4d", glyph: "#ffffff" },
  },
  low: "#64625c",
  stale: "#8a5a00",
};

const DARK: Flavor = {
  name: "dark",
  sea: "#0c1d22",
  shoal: ["#0e2026", "#10242a", "#12282e", "#162f36"],
  land: "#232b2b",
  coast: "#48636a",
  shore: "#2b3535",
  water: "#12282e",
  river: "#2b4d55",
  border: "#7d7a72",
  borderCasing: "#2f3836",
  graticule: "#4d777e",
  seaLabel: "#7fb4ba",
  landLabel: "#a9b3b2",
  countryLabel: "#7b8482",
  ink: "#eef2f1",
  paper: "#151d1f",
  halo: "#10181a",
  seaHalo: "#0c1d22",
  signal: "#ff8f62",
  compared: "#a5b2ec",
  hover: "#a3e3e5",
  tones: {
    zone: { plate: "#a3e3e5", glyph: "#06282d" },
    park: { plate: "#62c4ca", glyph: "#062226" },
    facility: { plate: "#c2cbca", glyph: "#151d1f" },
    mineral: { plate: "#d3b48c", glyph: "#241a0e" },
    forest: { plate: "#8fc98f", glyph: "#0f2412" },
    crop: { plate: "#cfcb68", glyph: "#232206" },
    aquatic: { plate: "#86c1ea", glyph: "#08202f" },
    other: { plate: "#a3a199", glyph: "#1b1b19" },
    locality: { plate: "#c2cbca", glyph: "#151d1f" },
  },
  low: "#a3a199",
  stale: "#e9b958",
};

export const FLAVORS: Record<FlavorName, Flavor> = { light: LIGHT, dark: DARK };
