/** Names of localities, and the symbols of everything else with their names. */

import type { FilterSpecification, LayerSpecification } from "maplibre-gl";
import {
  byState,
  type Expression,
  FADED,
  isLayer,
  type Origin,
  toneColour,
} from "./expressions.ts";
import type { Flavor } from "./flavors.ts";
import { MEDIUM, nameIn, REGULAR, SEMIBOLD } from "./text.ts";
import type { Lang } from "./types.ts";

export function localityLayers(flavor: Flavor, lang: Lang, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const locality = isLayer(origin, "localities");
  const isProvince: Expression = ["==", ["coalesce", ["get", "level"], ""], "province"];
  const halo = { "text-halo-color": flavor.halo, "text-halo-width": 1.5 };
  return [
    {
      id: `${prefix}-locality`,
      type: "symbol",
      ...from,
      minzoom: 8.5,
      filter: ["all", locality, ["!", isProvince]] as FilterSpecification,
      layout: {
        "text-field": nameIn(lang),
        "text-font": [
          "match",
          ["get", "kind"],
          ["xa", "huyen"],
          ["literal", REGULAR],
          ["literal", MEDIUM],
        ],
        "text-size": [
          "interpolate",
          ["linear"],
          ["zoom"],
          8,
          10.5,
          12,
          ["match", ["get", "kind"], ["dac_khu", "thanh_pho"], 15, ["phuong", "thi_xa"], 14, 13],
        ],
        "symbol-sort-key": ["-", 0, ["coalesce", ["get", "population"], 0]],
        "text-variable-anchor": ["bottom", "top", "left", "right"],
        "text-radial-offset": 0.55,
        "text-justify": "auto",
        "text-max-width": 8,
        "text-padding": 3,
      },
      paint: {
        ...halo,
        "text-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.landLabel,
        }),
      },
    },
    {
      id: `${prefix}-province`,
      type: "symbol",
      ...from,
      minzoom: 6,
      maxzoom: 9.5,
      filter: ["all", locality, isProvince] as FilterSpecification,
      layout: {
        "text-field": ["upcase", nameIn(lang)],
        "text-font": SEMIBOLD,
        "text-size": ["interpolate", ["linear"], ["zoom"], 6, 11, 9, 16],
        "text-letter-spacing": 0.22,
        "text-max-width": 8,
      },
      paint: {
        ...halo,
        "text-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.landLabel,
        }),
      },
    },
  ];
}

/** How early a thing is named and how strongly it holds its ground: 1 first. */
function rank({ layer }: Origin): Expression {
  return [
    "match",
    layer,
    "economic_zones",
    1,
    "parks",
    2,
    "infrastructure_projects",
    2,
    "facilities",
    [
      "match",
      ["coalesce", ["get", "kind"], ""],
      ["seaport", "airport", "border_gate"],
      3,
      ["power_plant", "cement_plant"],
      4,
      6,
    ],
    "materials",
    ["match", ["coalesce", ["get", "kind"], ""], "mine", 5, 4],
    7,
  ] as unknown as Expression;
}

/** `symbol/<flavour>/<layer>/<kind>/<commodity>/<looks>`: drawn when it is first asked for, by `registerIcons`. */
function iconImage(flavor: Flavor, origin: Origin): Expression {
  const word = (property: string): Expression => ["coalesce", ["get", property], ""];
  return [
    "concat",
    `symbol/${flavor.name}/`,
    origin.layer,
    "/",
    word("kind"),
    "/",
    word("commodity"),
    "/",
    ["match", word("status"), "planned", "p", "closed", "c", ""],
    ["case", origin.approximate, "a", ""],
    ["case", ["==", word("confidence"), "low"], "l", ""],
    ["case", ["==", word("freshness"), "stale"], "s", ""],
  ] as Expression;
}

/** Distance between symbols of things at the same point, in pixels, and the same in letters of their labels. */
const STACK_PX = 27;
const STACK_EM = 2.15;

/** Where a label may stand beside its symbol, in order of preference; distances in letters. */
function besides(reach: number): Expression {
  return [
    "literal",
    ["left", [reach, 0], "right", [-reach, 0], "top", [0, reach], "bottom", [0, -reach]],
  ] as unknown as Expression;
}

function stackedOffset(alone: Expression): Expression {
  const right = (stack: number) => ["literal", ["left", [1.35, stack * STACK_EM]]];
  return [
    "match",
    ["coalesce", ["get", "stack"], 0],
    0,
    alone,
    1,
    right(1),
    right(2),
  ] as unknown as Expression;
}

export function symbolLayer(flavor: Flavor, lang: Lang, origin: Origin): LayerSpecification {
  const { prefix, source, sourceLayer } = origin;
  const order = rank(origin);
  const upTo = (limit: number): Expression =>
    ["case", ["<=", order, limit], nameIn(lang), ""] as Expression;
  return {
    id: `${prefix}-symbol`,
    type: "symbol",
    source,
    ...(sourceLayer ? { "source-layer": sourceLayer } : {}),
    minzoom: 6.5,
    filter: [
      "all",
      ["!", isLayer(origin, "localities")],
      ["!=", ["geometry-type"], "LineString"],
    ] as FilterSpecification,
    layout: {
      "icon-image": iconImage(flavor, origin),
      "icon-size": [
        "interpolate",
        ["linear"],
        ["zoom"],
        6.5,
        0.5,
        8,
        0.66,
        10,
        0.86,
        12,
        1,
        15,
        1.15,
      ],
      "icon-offset": [
        "step",
        ["zoom"],
        ["literal", [0, 0]],
        11,
        [
          "match",
          ["coalesce", ["get", "stack"], 0],
          0,
          ["literal", [0, 0]],
          1,
          ["literal", [0, STACK_PX]],
          ["literal", [0, 2 * STACK_PX]],
        ],
      ],
      "icon-padding": ["step", ["zoom"], ["literal", [1]], 11, ["literal", [0]]] as never,
      "icon-allow-overlap": ["step", ["zoom"], false, 13, true],
      "symbol-sort-key": ["+", order, ["case", ["==", ["get", "confidence"], "low"], 0.2, 0]],
      "text-field": [
        "step",
        ["zoom"],
        "",
        8,
        upTo(1),
        9,
        upTo(2),
        10,
        upTo(4),
        11,
        upTo(5),
        12,
        nameIn(lang),
      ],
      "text-font": ["case", ["<=", order, 2], ["literal", SEMIBOLD], ["literal", MEDIUM]] as never,
      "text-size": ["interpolate", ["linear"], ["zoom"], 8, 11, 13, 13],
      "text-optional": true,
      "text-variable-anchor-offset": [
        "step",
        ["zoom"],
        besides(1.1),
        11,
        stackedOffset(besides(1.35)),
      ],
      "text-justify": "auto",
      "text-max-width": 9,
      "text-line-height": 1.15,
      "text-padding": 3,
    },
    paint: {
      "icon-opacity": FADED,
      "text-color": byState<string | Expression>({
        selected: flavor.signal,
        compared: flavor.compared,
        hover: flavor.hover,
        otherwise: toneColour(flavor, origin.layer),
      }),
      "text-halo-color": flavor.halo,
      "text-halo-width": 1.6,
    },
  };
}
