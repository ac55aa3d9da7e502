import { describe, expect, it } from "vitest";
import {
  countFilters,
  EMPTY,
  isDay,
  parse,
  questionOf,
  serialise,
  tableOf,
  type ViewState,
  withoutFilters,
  withoutParameter,
} from "./state.ts";

const full: ViewState = {
  layers: ["parks", "facilities:seaport", "materials:coal"],
  q: "hải hà & co",
  kind: ["seaport", "mine"],
  status: ["operating"],
  commodity: ["coal"],
  confidence: ["high", "low"],
  areaMin: 10,
  areaMax: 500.25,
  freeMin: 20,
  portKm: 15,
  within: "locality:06652",
  near: { lon: 107.1, lat: 20.95 },
  radiusKm: 20,
  bbox: [106.4, 20.6, 108.1, 21.7],
  on: "2025-06-30",
  edition: "20261123T210500Z-abcdef12",
  known: "2026-11-30",
  sort: "-free_ha",
  limit: 50,
  offset: 100,
  page: 3,
  view: "table",
  sel: "park:dong-mai",
  cmp: ["park:dong-mai", "park:song-khoai"],
  at: { lat: 21.01234, lon: 107.25678, zoom: 9.25 },
  base: ["online", "nogrid", "coverage", "plots"],
  time: true,
};

describe("the address bar and the view-state", () => {
  it("an empty address is the default view, and the default view an empty address", () => {
    expect(parse("")).toEqual({ state: EMPTY, ignored: [] });
    expect(serialise(EMPTY)).toBe("");
  });

  it("comes back unchanged when everything is set", () => {
    const { state, ignored } = parse(serialise(full));
    expect(ignored).toEqual([]);
    expect(state).toEqual(full);
  });

  it("comes back unchanged for every field on its own", () => {
    for (const field of Object.keys(full) as (keyof ViewState)[]) {
      const one = { ...EMPTY, [field]: full[field] };
      expect(parse(serialise(one)).state, field).toEqual(one);
    }
  });

  it("writes a canonical address: parsing and writing again changes nothing", () => {
    const messy =
      "?at=21,107.5,9&kind=mine,,mine, seaport&layers=parks&q=%20hai%20ha%20&utm_source=x";
    const once = serialise(parse(messy).state);
    expect(once).toBe("layers=parks&q=hai%20ha&kind=mine,seaport&at=21.00000,107.50000,9");
    expect(serialise(parse(once).state)).toBe(once);
  });

  it("keeps «no layer at all» apart from «the default layers»", () => {
    expect(parse("layers=").state.layers).toEqual([]);
    expect(serialise({ ...EMPTY, layers: [] })).toBe("layers=");
    expect(parse("").state.layers).toBeNull();
  });

  it.each([
    ["on=2025-02-30", "on", "2025-02-30"],
    ["on=yesterday", "on", "yesterday"],
    ["area_min=-3", "area_min", "-3"],
    ["area_min=abc", "area_min", "abc"],
    ["near=200,20", "near", "200,20"],
    ["near=107", "near", "107"],
    ["bbox=108,20,107,21", "bbox", "108,20,107,21"],
    ["at=21,107", "at", "21,107"],
    ["confidence=certain", "confidence", "certain"],
    ["edition=latest", "edition", "latest"],
    ["sel=dong-mai", "sel", "dong-mai"],
    ["view=globe", "view", "globe"],
    ["base=satellite", "base", "satellite"],
    ["time=noon", "time", "noon"],
    ["page=1.5", "page", "1.5"],
  ])("an old or broken link still opens: %s is ignored and named", (query, parameter, value) => {
    const { state, ignored } = parse(query);
    expect(ignored).toEqual([{ parameter, value }]);
    expect({ ...state, confidence: [], base: [] }).toEqual(EMPTY);
  });

  it("keeps the good values of a list when one is bad", () => {
    const { state, ignored } = parse("confidence=high,certain");
    expect(state.confidence).toEqual(["high"]);
    expect(ignored).toEqual([{ parameter: "confidence", value: "certain" }]);
  });

  it("takes a commodity by key or by code, and writes the code", () => {
    expect(parse("commodity=commodity:coal,coal,tea").state.commodity).toEqual(["coal", "tea"]);
  });

  it("compares at most four", () => {
    const { state, ignored } = parse("cmp=park:a,park:b,park:c,park:d,park:e");
    expect(state.cmp).toHaveLength(4);
    expect(ignored).toEqual([{ parameter: "cmp", value: "park:e" }]);
  });
});

describe("the question in the view", () => {
  it("leaves presentation and paging out", () => {
    const asked = questionOf(full);
    for (const parameter of ["view", "sel", "cmp", "at", "base", "time", "sort", "page", "limit"])
      expect(asked).not.toMatch(new RegExp(`(^|&)${parameter}=`));
    expect(asked).toContain("on=2025-06-30");
  });

  it("is the same on the table, from its first page", () => {
    const table = parse(tableOf(full)).state;
    expect(questionOf(table)).toBe(questionOf(full));
    expect(table.view).toBe("table");
    expect(table.page).toBeNull();
    expect(table.sort).toBe("-free_ha");
  });

  it("counts filters, and loses only filters when they are cleared", () => {
    expect(countFilters(full)).toBe(12);
    const cleared = withoutFilters(full);
    expect(countFilters(cleared)).toBe(0);
    expect(cleared.on).toBe(full.on);
    expect(cleared.sel).toBe(full.sel);
    expect(cleared.layers).toEqual(full.layers);
  });
});

describe("a value that the server does not know", () => {
  it("is left out of the view and named", () => {
    const view = { ...EMPTY, kind: ["castle"], areaMin: 5 };
    expect(withoutParameter(view, "kind")).toEqual({
      state: { ...EMPTY, areaMin: 5 },
      ignored: { parameter: "kind", value: "castle" },
    });
    expect(withoutParameter(view, "status")).toBeNull();
    expect(withoutParameter(view, "format")).toBeNull();
  });
});

describe("a day", () => {
  it("must exist", () => {
    expect(isDay("2024-02-29")).toBe(true);
    expect(isDay("2025-02-29")).toBe(false);
    expect(isDay("2025-7-1")).toBe(false);
  });
});
