/** How the things of an edition are drawn, from memory or from tiles. */

import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from "maplibre-gl";
import { APPROXIMATE_M, WITH_AREA } from "./data.ts";
import { FLAVORS, type Flavor, type Tone } from "./flavors.ts";
import { commoditiesOf } from "./kinds.ts";
import { MEDIUM, nameIn, REGULAR, SEMIBOLD } from "./text.ts";
import { type FlavorName, type Lang, SOURCE, type TiledLayer } from "./types.ts";

const LAYERS = [
  "localities",
  "economic_zones",
  "parks",
  "infrastructure_projects",
  "facilities",
  "materials",
] as const;

/** Suffixes of the layers that answer to the pointer, topmost first. */
const REACTING = ["symbol", "locality", "province", "dot", "line", "fill", "area"];

/** Ids of the layers that answer to the pointer, topmost first. Not all of them are in every style. */
export const INTERACTIVE: readonly string[] = [
  "features",
  ...LAYERS.map((name) => `tiled-${name}`),
].flatMap((prefix) => REACTING.map((suffix) => `${prefix}-${suffix}`));

type Expression = ExpressionSpecification;

/** Where a family of layers reads from, and what differs between memory and tiles. */
interface Origin {
  prefix: string;
  source: string;
  sourceLayer: string | undefined;
  /** The edition layer of a thing: a property in memory, a constant in tiles. */
  layer: Expression;
  approximate: Expression;
}

function originOf(tiled: TiledLayer | undefined): Origin {
  if (!tiled)
    return {
      prefix: "features",
      source: SOURCE.features,
      sourceLayer: undefined,
      layer: ["get", "layer"],
      approximate: ["==", ["get", "approximate"], true],
    };
  return {
    prefix: `tiled-${tiled.layer}`,
    source: `tiles-${tiled.layer}`,
    sourceLayer: tiled.layer,
    layer: ["literal", tiled.layer] as unknown as Expression,
    approximate: [">", ["coalesce", ["get", "accuracy_m"], 0], APPROXIMATE_M],
  };
}

/** The layers that draw the edition's things, bottom first: those in memory, or one tiled layer. */
export function layersFor(name: FlavorName, lang: Lang, tiled?: TiledLayer): LayerSpecification[] {
  const flavor = FLAVORS[name];
  const origin = originOf(tiled);
  return [
    ...(tiled ? tiledAreaLayers(flavor, origin, tiled) : extentLayers(flavor)),
    ...outlineLayers(flavor, origin),
    ...markLayers(flavor, origin),
    ...localityLayers(flavor, lang, origin),
    symbolLayer(flavor, lang, origin),
  ];
}

// ---- what is common ----

function state(name: "hover" | "selected" | "compared"): Expression {
  return ["boolean", ["feature-state", name], false];
}

/** A value for each state a thing may be in; the strongest wins. */
function byState<T>(values: { selected: T; compared: T; hover: T; otherwise: T }): Expression {
  return [
    "case",
    state("selected"),
    values.selected,
    state("compared"),
    values.compared,
    state("hover"),
    values.hover,
    values.otherwise,
  ] as Expression;
}

function isLayer(origin: Origin, ...names: string[]): FilterSpecification {
  return ["in", origin.layer, ["literal", names]] as FilterSpecification;
}

function isGeometry(kind: "Point" | "LineString" | "Polygon"): FilterSpecification {
  return ["==", ["geometry-type"], kind];
}

/** The colour of a thing's kind, as on its plate. */
function toneColour(flavor: Flavor, layer: Expression): Expression {
  const plate = (tone: Tone) => flavor.tones[tone].plate;
  const commodity = ["coalesce", ["get", "commodity"], ""];
  const tones: Tone[] = ["mineral", "forest", "crop", "aquatic"];
  return [
    "match",
    layer,
    "economic_zones",
    plate("zone"),
    ["parks", "infrastructure_projects"],
    plate("park"),
    "facilities",
    plate("facility"),
    "materials",
    [
      "match",
      commodity,
      ...tones.flatMap((tone) => [commoditiesOf(tone), plate(tone)]),
      plate("other"),
    ],
    plate("locality"),
  ] as unknown as Expression;
}

/** What is unverified or overdue is paler; its mark says why. */
const FADED: Expression = [
  "case",
  ["==", ["get", "freshness"], "stale"],
  0.75,
  ["==", ["get", "confidence"], "low"],
  0.9,
  1,
];

// ---- circles of true area and of accuracy ----

function extentLayers(flavor: Flavor): LayerSpecification[] {
  const colour = toneColour(flavor, ["get", "layer"]);
  const line = byState<string | Expression>({
    selected: flavor.signal,
    compared: flavor.compared,
    hover: colour,
    otherwise: colour,
  });
  const areas: FilterSpecification = ["==", ["get", "role"], "area"];
  const isZone: Expression = ["==", ["get", "layer"], "economic_zones"];
  const outline = (
    id: string,
    approximate: boolean,
    dash: [number, number],
  ): LayerSpecification => ({
    id: `features-${id}`,
    type: "line",
    source: SOURCE.extents,
    minzoom: 7,
    filter: ["all", areas, ["==", ["get", "approximate"], approximate]],
    layout: { "line-join": "round" },
    paint: {
      "line-color": line,
      "line-dasharray": dash,
      "line-width": byState({ selected: 2.4, compared: 2, hover: 2, otherwise: 1.2 }),
      "line-opacity": byState<number | Expression>({
        selected: 1,
        compared: 0.95,
        hover: 0.95,
        otherwise: ["case", isZone, 0.5, 0.7],
      }),
    },
  });
  return [
    {
      id: "features-accuracy",
      type: "line",
      source: SOURCE.extents,
      filter: ["==", ["get", "role"], "accuracy"],
      paint: {
        "line-color": line,
        "line-dasharray": [0.4, 3],
        "line-width": 1.6,
        "line-opacity": byState({ selected: 0.9, compared: 0.6, hover: 0.6, otherwise: 0 }),
      },
    },
    {
      id: "features-area",
      type: "fill",
      source: SOURCE.extents,
      minzoom: 7,
      filter: areas,
      layout: { "fill-sort-key": ["case", isZone, 0, 1] },
      paint: {
        "fill-color": line,
        "fill-antialias": false,
        "fill-opacity": byState<number | Expression>({
          selected: ["interpolate", ["linear"], ["get", "area_ha"], 1000, 0.2, 30_000, 0.08],
          compared: 0.12,
          hover: ["interpolate", ["linear"], ["get", "area_ha"], 1000, 0.2, 30_000, 0.08],
          // A circle as large as a district must not colour the land beneath it.
          otherwise: [
            "interpolate",
            ["linear"],
            ["get", "area_ha"],
            500,
            0.16,
            5000,
            0.08,
            30_000,
            0.03,
          ],
        }),
      },
    },
    outline("area-line", false, [4, 2]),
    outline("area-line-approximate", true, [2, 3]),
  ];
}

/** Tiles bring no circles: a circle of true area at one latitude stands in, growing with the map's scale. */
function tiledAreaLayers(flavor: Flavor, origin: Origin, tiled: TiledLayer): LayerSpecification[] {
  if (!WITH_AREA.has(tiled.layer)) return [];
  const metresPerPixel = 78271.517 * Math.cos(((tiled.latitude ?? 21.1) * Math.PI) / 180);
  const radius = (zoom: number): Expression => [
    "*",
    2 ** zoom / metresPerPixel,
    ["sqrt", ["/", ["*", ["coalesce", ["get", "area_ha"], 0], 10_000], Math.PI]],
  ];
  return [
    {
      id: `${origin.prefix}-area`,
      type: "circle",
      source: origin.source,
      "source-layer": tiled.layer,
      filter: isGeometry("Point"),
      paint: {
        "circle-radius": [
          "interpolate",
          ["exponential", 2],
          ["zoom"],
          0,
          radius(0),
          20,
          radius(20),
        ] as never,
        "circle-color": toneColour(flavor, origin.layer),
        "circle-opacity": byState({ selected: 0.16, compared: 0.14, hover: 0.16, otherwise: 0.08 }),
        "circle-stroke-color": toneColour(flavor, origin.layer),
        "circle-stroke-width": 1,
        "circle-stroke-opacity": 0.6,
      },
    },
  ];
}

// ---- outlines and lines that are known ----

function outlineLayers(flavor: Flavor, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const colour = toneColour(flavor, origin.layer);
  const line = byState<string | Expression>({
    selected: flavor.signal,
    compared: flavor.compared,
    hover: colour,
    otherwise: colour,
  });
  const paint = {
    "line-color": line,
    "line-width": byState({ selected: 2.6, compared: 2.2, hover: 2.2, otherwise: 1.3 }),
    "line-opacity": FADED,
  } as const;
  const drawn = ["!=", ["geometry-type"], "Point"] as FilterSpecification;
  return [
    {
      id: `${prefix}-fill`,
      type: "fill",
      ...from,
      filter: isGeometry("Polygon"),
      paint: {
        "fill-color": line,
        "fill-antialias": false,
        "fill-opacity": byState({ selected: 0.22, compared: 0.18, hover: 0.2, otherwise: 0.1 }),
      },
    },
    {
      id: `${prefix}-line`,
      type: "line",
      ...from,
      filter: ["all", drawn, ["!", origin.approximate]] as FilterSpecification,
      layout: { "line-join": "round", "line-cap": "round" },
      paint,
    },
    {
      id: `${prefix}-line-approximate`,
      type: "line",
      ...from,
      filter: ["all", drawn, origin.approximate] as FilterSpecification,
      layout: { "line-join": "round" },
      paint: { ...paint, "line-dasharray": [2, 3] },
    },
  ];
}

// ---- halos of states, and a dot for everything, so that nothing is missed where symbols give way ----

function markLayers(flavor: Flavor, origin: Origin): LayerSpecification[] {
  const { prefix, source, sourceLayer, layer } = origin;
  const from = { source, ...(sourceLayer ? { "source-layer": sourceLayer } : {}) };
  const colour = toneColour(flavor, layer);
  const isLocality: Expression = ["==", layer, "localities"];
  return [
    {
      id: `${prefix}-halo`,
      type: "circle",
      ...from,
      filter: isGeometry("Point"),
      paint: {
        "circle-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.hover,
        }),
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          6,
          byState({ selected: 14, compared: 13, hover: 12, otherwise: 0 }),
          12,
          byState({ selected: 24, compared: 22, hover: 21, otherwise: 0 }),
        ],
        "circle-opacity": byState({ selected: 0.22, compared: 0.22, hover: 0.16, otherwise: 0 }),
        "circle-stroke-color": byState({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: flavor.hover,
          otherwise: flavor.hover,
        }),
        "circle-stroke-width": byState({ selected: 2.5, compared: 2, hover: 1, otherwise: 0 }),
        "circle-stroke-opacity": byState({ selected: 1, compared: 0.9, hover: 0.5, otherwise: 0 }),
      },
    },
    {
      id: `${prefix}-dot`,
      type: "circle",
      ...from,
      filter: [
        "all",
        isGeometry("Point"),
        ["!", ["all", isLocality, ["==", ["get", "level"], "province"]]],
      ] as FilterSpecification,
      layout: { "circle-sort-key": ["case", isLocality, 0, 1] },
      paint: {
        "circle-color": byState<string | Expression>({
          selected: flavor.signal,
          compared: flavor.compared,
          hover: colour,
          otherwise: ["case", isLocality, flavor.paper, colour],
        }),
        "circle-radius": [
          "interpolate",
          ["linear"],
          ["zoom"],
          5,
          ["case", isLocality, 0, 1.1],
          7,
          ["case", isLocality, 0.8, 1.9],
          9,
          ["case", isLocality, 1.4, 2.6],
          12,
          ["case", isLocality, 3, 4],
        ],
        "circle-opacity": FADED,
        "circle-stroke-color": ["case", isLocality, colour, flavor.paper],
        "circle-stroke-width": ["interpolate", ["linear"], ["zoom"], 6, 0.5, 9, 1, 12, 1.2],
        "circle-stroke-opacity": FADED,
      },
    },
  ];
}

// ---- localities: names rather than symbols ----

function localityLayers(flavor: Flavor, lang: Lang, origin: Origin): LayerSpecification[] {
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

// ---- symbols ----

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

function symbolLayer(flavor: Flavor, lang: Lang, origin: Origin): LayerSpecification {
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
