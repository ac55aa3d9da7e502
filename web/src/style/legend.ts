/** What every symbol means, as data: the legend panel and its printed twin draw from it. */

import { iconSvg } from "../icons/icons.ts";
import { COMMODITY_CODES, FACILITY_KINDS } from "./kinds.ts";

export interface LegendEntry {
  /** Key of the message that says what the symbol is; kinds are labelled by the edition's own catalogue. */
  message?: string;
  /** Edition layer, and kind or commodity, whose label stands beside the symbol, where it is one of those. */
  layer?: string;
  kind?: string;
  commodity?: string;
  /** Inline SVG of our own paths, coloured by the page's tokens. */
  svg: string;
}

export interface LegendGroup {
  /** Key of the group's message. */
  message: string;
  entries: LegendEntry[];
}

/** How well a thing is known, drawn on a line of 28 × 20. */
const READING: readonly (readonly [message: string, drawing: string])[] = [
  ["legend.circle", `<circle cx="14" cy="10" r="8" fill-opacity=".14" stroke-dasharray="4 2"/>`],
  [
    "legend.approximate",
    `<circle cx="14" cy="10" r="8" fill-opacity=".07" stroke-dasharray="2 3"/>`,
  ],
  [
    "legend.accuracy",
    `<circle cx="14" cy="10" r="8" fill="none" stroke-dasharray="0 3.1" stroke-linecap="round"/>`,
  ],
  [
    "legend.planned",
    `<rect x="6.5" y="2.5" width="15" height="15" rx="3.5" fill="none" stroke-width="2"/>`,
  ],
  [
    "legend.low",
    `<circle cx="14" cy="10" r="7" stroke="none" fill="var(--unknown,#64625c)"/><path d="M11.8 8.400a2.2 2.2 0 1 1 2.2 2.200v1.400M14 14.300v.1" fill="none" stroke="var(--paper,#fff)" stroke-linecap="round"/>`,
  ],
  [
    "legend.stale",
    `<circle cx="14" cy="10" r="7" stroke="none" fill="var(--stale,#8a5a00)"/><path d="M14 6v4.300l2.8 1.9" fill="none" stroke="var(--paper,#fff)" stroke-linecap="round"/>`,
  ],
];

/** Everything that may stand on the map. What an edition does not have, the panel leaves out. */
export function legend(): LegendGroup[] {
  const kinds = (layer: string, list: readonly string[]): LegendEntry[] =>
    list.map((kind) => ({ layer, kind, svg: iconSvg(layer, kind) }));
  return [
    {
      message: "legend.places",
      entries: [
        ...kinds("economic_zones", ["coastal", "border_gate", "specialised"]),
        { layer: "parks", svg: iconSvg("parks") },
        { layer: "infrastructure_projects", svg: iconSvg("infrastructure_projects") },
        ...kinds("localities", ["phuong", "xa", "dac_khu"]),
      ],
    },
    { message: "legend.facilities", entries: kinds("facilities", FACILITY_KINDS) },
    {
      message: "legend.materials",
      entries: COMMODITY_CODES.map((commodity) => ({
        layer: "materials",
        commodity,
        svg: iconSvg("materials", undefined, commodity),
      })),
    },
    {
      message: "legend.reading",
      entries: READING.map(([message, drawing]) => ({
        message,
        svg: `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 20" width="28" height="20" aria-hidden="true" fill="var(--teal,#0d6973)" stroke="var(--teal,#0d6973)" stroke-width="1.5">${drawing}</svg>`,
      })),
    },
  ];
}
