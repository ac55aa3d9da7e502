/** Which glyph, plate and colour each kind of thing has, and how early it is shown. */

import type { Glyph } from "../icons/glyphs.ts";
import type { Tone } from "./flavors.ts";

/** The outline behind a glyph. Shape and colour say the same twice: either is enough. */
export type Plate = "hexagon" | "square" | "circle" | "diamond" | "pin";

export interface Symbol {
  glyph: Glyph;
  plate: Plate;
  tone: Tone;
}

const FACILITIES: Record<string, Glyph> = {
  seaport: "seaport",
  anchorage: "anchorage",
  airport: "airport",
  border_gate: "border_gate",
  expressway: "expressway",
  national_road: "national_road",
  railway: "railway",
  power_plant: "power_plant",
  cement_plant: "cement_plant",
  coal_terminal: "coal_terminal",
  wastewater_plant: "wastewater_plant",
  water_plant: "water_plant",
};

const ZONES: Record<string, Glyph> = {
  coastal: "coastal",
  border_gate: "border_zone",
  specialised: "specialised",
};

const COMMODITIES: Record<string, [glyph: Glyph, tone: Tone]> = {
  coal: ["coal", "mineral"],
  limestone: ["limestone", "mineral"],
  clay: ["clay", "mineral"],
  "silica-sand": ["silica-sand", "mineral"],
  "kaolin-pyrophyllite": ["kaolin-pyrophyllite", "mineral"],
  timber: ["timber", "forest"],
  cinnamon: ["cinnamon", "forest"],
  "star-anise": ["star-anise", "forest"],
  tea: ["tea", "crop"],
  shrimp: ["shrimp", "aquatic"],
  molluscs: ["molluscs", "aquatic"],
  "marine-fish": ["marine-fish", "aquatic"],
  "aquatic-products": ["aquatic-products", "aquatic"],
  // Groups, for commodities that a pack adds: its own code is not known here, its group may be.
  mineral: ["mineral", "mineral"],
  forest: ["forest", "forest"],
  crop: ["crop", "crop"],
  aquatic: ["marine-fish", "aquatic"],
};

const LOCALITIES: Record<string, Glyph> = {
  phuong: "phuong",
  xa: "xa",
  dac_khu: "dac_khu",
  tinh: "province",
};

/** The symbol of a thing. A kind that nobody drew gets its layer's general one. */
export function symbolOf(layer: string, kind = "", commodity = ""): Symbol {
  switch (layer) {
    case "economic_zones":
      return { glyph: ZONES[kind] ?? "specialised", plate: "hexagon", tone: "zone" };
    case "parks":
      return { glyph: "park", plate: "square", tone: "park" };
    case "osm_parks":
      return { glyph: "park", plate: "square", tone: "park" };
    case "osm_transport":
      return { glyph: "facility", plate: "circle", tone: "facility" };
    case "osm_lines":
      return { glyph: "national_road", plate: "circle", tone: "facility" };
    case "gem_power":
      return { glyph: "power_plant", plate: "circle", tone: "facility" };
    case "sfi_cement":
      return { glyph: "cement_plant", plate: "circle", tone: "facility" };
    case "gem_mines":
      return { glyph: "coal", plate: "diamond", tone: "mineral" };
    case "infrastructure_projects":
      return { glyph: "infrastructure_project", plate: "square", tone: "park" };
    case "facilities":
      return { glyph: FACILITIES[kind] ?? "facility", plate: "circle", tone: "facility" };
    case "materials":
    case "commodities": {
      const code = commodity.replace(/^commodity:/, "");
      const [glyph, tone] = COMMODITIES[code] ?? (["material", "other"] as const);
      return { glyph, plate: "diamond", tone };
    }
    default:
      return { glyph: LOCALITIES[kind] ?? "phuong", plate: "pin", tone: "locality" };
  }
}

/** Codes of commodities by the colour of their group. */
export function commoditiesOf(tone: Tone): string[] {
  return Object.entries(COMMODITIES)
    .filter(([, [, own]]) => own === tone)
    .map(([code]) => `commodity:${code}`);
}

export const FACILITY_KINDS = Object.keys(FACILITIES);
export const COMMODITY_CODES = Object.keys(COMMODITIES);
