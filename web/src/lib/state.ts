/**
 * The view-state: one typed object that says everything the screen shows, and its twin, the address bar.
 *
 * `parse` never throws and never refuses a link: a value that it does not understand is left out and named, so
 * that the reader can be told. `serialise(parse(x).state)` is the canonical address of the same view.
 */

export type Confidence = "high" | "medium" | "low";

export interface Camera {
  lat: number;
  lon: number;
  zoom: number;
}

export interface Question {
  /** Layers asked for, each whole ("parks") or in part ("facilities:seaport"); null is the default, [] is none. */
  layers: string[] | null;
  q: string;
  kind: string[];
  status: string[];
  commodity: string[];
  confidence: Confidence[];
  /** Hectares; a value that is not known passes no limit. */
  areaMin: number | null;
  areaMax: number | null;
  freeMin: number | null;
  /** Kilometres to the nearest seaport, at most. */
  portKm: number | null;
  /** Subject key of a locality or zone. */
  within: string | null;
  near: { lon: number; lat: number } | null;
  radiusKm: number | null;
  bbox: [west: number, south: number, east: number, north: number] | null;
  /** ISO day; null is the day of the edition. */
  on: string | null;
  edition: string | null;
  /** ISO day; the server chooses the edition that was current when it ended. Null: the current edition. */
  known: string | null;
  sort: string | null;
  limit: number | null;
  offset: number | null;
  page: number | null;
}

export interface Presentation {
  view: "map" | "table";
  sel: string | null;
  cmp: string[];
  at: Camera | null;
  /** What else the map draws or leaves out: online ground, no graticule, how much is known, plots by their stage. */
  base: BaseOption[];
  /** Whether the time slider is open. */
  time: boolean;
}

export type BaseOption = "online" | "nogrid" | "coverage" | "plots";
export type ViewState = Question & Presentation;

export interface Ignored {
  parameter: string;
  value: string;
}

export const MAX_COMPARED = 4;
export const DEFAULT_LAYERS = [
  "localities",
  "economic_zones",
  "parks",
  "infrastructure_projects",
  "facilities",
  "materials",
] as const;

export const EMPTY: Readonly<ViewState> = Object.freeze({
  layers: null,
  q: "",
  kind: [],
  status: [],
  commodity: [],
  confidence: [],
  areaMin: null,
  areaMax: null,
  freeMin: null,
  portKm: null,
  within: null,
  near: null,
  radiusKm: null,
  bbox: null,
  on: null,
  edition: null,
  known: null,
  sort: null,
  limit: null,
  offset: null,
  page: null,
  view: "map",
  sel: null,
  cmp: [],
  at: null,
  base: [],
  time: false,
});

const TOKEN = /^[A-Za-z0-9][A-Za-z0-9_.:-]*$/;
const KEY = /^[a-z_]+:[^\s,]+$/;
const EDITION = /^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/;
const SORT = /^-?[a-z][a-z0-9_]*$/;

/** One parameter: how to read it from text (undefined = not understood) and how to write it (null = absent). */
interface Codec<T> {
  read(text: string): T | undefined;
  write(value: T): string | null;
}

const text: Codec<string> = {
  read: (value) => value.trim(),
  write: (value) => value || null,
};

function matching(pattern: RegExp): Codec<string | null> {
  return {
    read: (value) => (pattern.test(value) ? value : undefined),
    write: (value) => value,
  };
}

function number(min: number, max: number): Codec<number | null> {
  return {
    read: (value) => {
      const parsed = value.trim() === "" ? Number.NaN : Number(value);
      return Number.isFinite(parsed) && parsed >= min && parsed <= max ? parsed : undefined;
    },
    write: (value) => (value === null ? null : plain(value)),
  };
}

function whole(min: number): Codec<number | null> {
  const base = number(min, Number.MAX_SAFE_INTEGER);
  return {
    read: (value) => {
      const parsed = base.read(value);
      return typeof parsed === "number" && Number.isInteger(parsed) ? parsed : undefined;
    },
    write: base.write,
  };
}

const isoDay: Codec<string | null> = {
  read: (value) => (isDay(value) ? value : undefined),
  write: (value) => value,
};

const point: Codec<{ lon: number; lat: number } | null> = {
  read: (value) => {
    const [lon, lat, ...rest] = numbers(value);
    if (lon === undefined || lat === undefined || rest.length) return undefined;
    return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? { lon, lat } : undefined;
  },
  write: (value) => value && `${plain(value.lon)},${plain(value.lat)}`,
};

const box: Codec<[number, number, number, number] | null> = {
  read: (value) => {
    const [w, s, e, n, ...rest] = numbers(value);
    if (w === undefined || s === undefined || e === undefined || n === undefined || rest.length)
      return undefined;
    const valid = Math.abs(w) <= 180 && Math.abs(e) <= 180 && s >= -90 && n <= 90 && w < e && s < n;
    return valid ? [w, s, e, n] : undefined;
  },
  write: (value) => value?.map((edge) => plain(edge)).join(",") ?? null,
};

const camera: Codec<Camera | null> = {
  read: (value) => {
    const [lat, lon, zoom, ...rest] = numbers(value);
    if (lat === undefined || lon === undefined || zoom === undefined || rest.length)
      return undefined;
    const valid = Math.abs(lat) <= 90 && Math.abs(lon) <= 180 && zoom >= 0 && zoom <= 24;
    return valid ? { lat, lon, zoom } : undefined;
  },
  write: (value) =>
    value && `${value.lat.toFixed(5)},${value.lon.toFixed(5)},${plain(value.zoom, 2)}`,
};

/** Lists report what they could not read item by item, so they have their own reader. */
interface ListRule {
  accept(item: string): boolean;
  /** The canonical form of an item. */
  settle?(item: string): string;
  max?: number;
}

const tokens: ListRule = { accept: (item) => TOKEN.test(item) };

const SCALARS = {
  q: ["q", text],
  area_min: ["areaMin", number(0, 1e9)],
  area_max: ["areaMax", number(0, 1e9)],
  free_min: ["freeMin", number(0, 1e9)],
  port_km: ["portKm", number(0, 40_000)],
  within: ["within", matching(KEY)],
  near: ["near", point],
  radius_km: ["radiusKm", number(0, 20_100)],
  bbox: ["bbox", box],
  on: ["on", isoDay],
  edition: ["edition", matching(EDITION)],
  known: ["known", isoDay],
  sort: ["sort", matching(SORT)],
  limit: ["limit", whole(1)],
  offset: ["offset", whole(0)],
  page: ["page", whole(1)],
  sel: ["sel", matching(KEY)],
  at: ["at", camera],
} as const;

const LISTS = {
  layers: ["layers", { accept: (item: string) => /^[a-z][a-z0-9_]*(:[\w.-]+)?$/.test(item) }],
  kind: ["kind", tokens],
  status: ["status", tokens],
  commodity: [
    "commodity",
    { ...tokens, settle: (item: string) => item.replace(/^commodity:/, "") },
  ],
  confidence: [
    "confidence",
    { accept: (item: string) => ["high", "medium", "low"].includes(item) },
  ],
  cmp: ["cmp", { accept: (item: string) => KEY.test(item), max: MAX_COMPARED }],
  base: [
    "base",
    { accept: (item: string) => ["online", "nogrid", "coverage", "plots"].includes(item) },
  ],
} as const;

/** The order in which parameters are written: the question first, presentation last. */
const ORDER = [
  "layers",
  "q",
  "kind",
  "status",
  "commodity",
  "confidence",
  "area_min",
  "area_max",
  "free_min",
  "port_km",
  "within",
  "near",
  "radius_km",
  "bbox",
  "on",
  "edition",
  "known",
  "sort",
  "limit",
  "offset",
  "page",
  "view",
  "sel",
  "cmp",
  "at",
  "base",
  "time",
] as const;

type Parameter = (typeof ORDER)[number];
const PAGING: readonly Parameter[] = ["sort", "limit", "offset", "page"];
const PRESENTATION: readonly Parameter[] = ["view", "sel", "cmp", "at", "base", "time"];

/** Read an address. Unknown parameters are passed over; unknown values are named in `ignored`. */
export function parse(search: string): { state: ViewState; ignored: Ignored[] } {
  const query = new URLSearchParams(search);
  const state: Record<string, unknown> = { ...EMPTY };
  const ignored: Ignored[] = [];

  for (const [parameter, [field, codec]] of Object.entries(SCALARS)) {
    const raw = query.get(parameter);
    if (raw === null || raw === "") continue;
    const value = (codec as Codec<unknown>).read(raw);
    if (value === undefined) ignored.push({ parameter, value: raw });
    else state[field] = value;
  }
  for (const [parameter, [field, rule]] of Object.entries(LISTS)) {
    const raw = query.get(parameter);
    if (raw === null) continue;
    state[field] = readList(parameter, raw, rule as ListRule, ignored);
  }
  const view = query.get("view");
  if (view === "table") state.view = "table";
  else if (view && view !== "map") ignored.push({ parameter: "view", value: view });
  const time = query.get("time");
  if (time === "1") state.time = true;
  else if (time && time !== "0") ignored.push({ parameter: "time", value: time });

  return { state: state as unknown as ViewState, ignored };
}

function readList(parameter: string, raw: string, rule: ListRule, ignored: Ignored[]): string[] {
  const items: string[] = [];
  for (const part of raw.split(",")) {
    const item = rule.settle ? rule.settle(part.trim()) : part.trim();
    if (item === "" || items.includes(item)) continue;
    const full = rule.max !== undefined && items.length >= rule.max;
    if (!full && rule.accept(item)) items.push(item);
    else ignored.push({ parameter, value: item });
  }
  return items;
}

/** Write the canonical query string (without "?") of a view; `leave` names parameters to leave out. */
export function serialise(state: ViewState, leave: readonly string[] = []): string {
  const parts: string[] = [];
  for (const parameter of ORDER) {
    if (leave.includes(parameter)) continue;
    const value = writeParameter(state, parameter);
    if (value !== null) parts.push(`${parameter}=${encode(value)}`);
  }
  return parts.join("&");
}

function writeParameter(state: ViewState, parameter: Parameter): string | null {
  if (parameter === "view") return state.view === "table" ? "table" : null;
  if (parameter === "time") return state.time ? "1" : null;
  if (parameter === "layers") return state.layers === null ? null : state.layers.join(",");
  if (parameter in LISTS) {
    const [field] = LISTS[parameter as keyof typeof LISTS];
    const items = state[field] as readonly string[];
    return items.length ? items.join(",") : null;
  }
  const [field, codec] = SCALARS[parameter as keyof typeof SCALARS];
  return (codec as Codec<unknown>).write(state[field]);
}

/** The question alone, as the map asks it: no presentation, no paging of the table. */
export function questionOf(state: ViewState): string {
  return serialise(state, [...PRESENTATION, ...PAGING]);
}

/** The address of the table that answers the same question. */
export function tableOf(state: ViewState): string {
  return serialise({ ...state, view: "table", offset: null, page: null });
}

/** Whether anything narrows the answer (layers and time are what is looked at, not filters). */
export function isFiltered(state: ViewState): boolean {
  return countFilters(state) > 0;
}

/** How many filters narrow the answer. */
export function countFilters(state: ViewState): number {
  const lists = [state.kind, state.status, state.commodity, state.confidence];
  const scalars = [
    state.q || null,
    state.areaMin,
    state.areaMax,
    state.freeMin,
    state.portKm,
    state.within,
    state.near,
    state.bbox,
  ];
  return (
    lists.filter((list) => list.length > 0).length + scalars.filter((one) => one !== null).length
  );
}

/** The same view without any filter. */
export function withoutFilters(state: ViewState): ViewState {
  const { layers, on, edition, known, view, sel, cmp, at, base, time } = state;
  return { ...EMPTY, layers, on, edition, known, view, sel, cmp, at, base, time };
}

/** The view without one parameter of the question, and what was left out; null where there was nothing. */
export function withoutParameter(
  state: ViewState,
  parameter: string,
): { state: ViewState; ignored: Ignored } | null {
  if (!(ORDER as readonly string[]).includes(parameter)) return null;
  const value = writeParameter(state, parameter as Parameter);
  if (value === null) return null;
  const query = new URLSearchParams(serialise(state));
  query.delete(parameter);
  return { state: parse(query.toString()).state, ignored: { parameter, value } };
}

/** A day that exists, written YYYY-MM-DD. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value;
}

/** A number without exponent or needless digits. */
function plain(value: number, digits = 6): string {
  return String(Number(value.toFixed(digits)));
}

function numbers(value: string): number[] {
  const parts = value.split(",");
  const parsed = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  return parsed.every(Number.isFinite) ? parsed : [];
}

/** Percent-encoding that leaves the marks that make our links readable. */
function encode(value: string): string {
  return encodeURIComponent(value).replaceAll("%2C", ",").replaceAll("%3A", ":");
}
