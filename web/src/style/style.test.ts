import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec";
import { describe, expect, it } from "vitest";
import { GLYPHS } from "../icons/glyphs.ts";
import { iconSvg } from "../icons/icons.ts";
import { ringArea } from "../lib/geodesy.ts";
import type { Feature, Properties } from "../lib/types.ts";
import { circle, isApproximate, mapData, shortName } from "./data.ts";
import { FLAVORS } from "./flavors.ts";
import { graticuleData, latitude, longitude } from "./graticule.ts";
import { buildStyle, INTERACTIVE, SOURCE, type StyleOptions } from "./index.ts";
import { COMMODITY_CODES, FACILITY_KINDS, symbolOf } from "./kinds.ts";
import { legend } from "./legend.ts";
import { previewStyle } from "./preview.ts";

const TILES = "http://localhost/tiles/{z}/{x}/{y}";
const TILED = [
  { layer: "parks", tiles: TILES },
  { layer: "materials", tiles: TILES, latitude: 16 },
];
const VARIANTS: StyleOptions[] = (["light", "dark"] as const).flatMap((flavor) =>
  (["vi", "en"] as const).flatMap((lang) => [
    { flavor, lang, baseTiles: TILES },
    { flavor, lang, baseTiles: TILES, tiled: TILED },
    { flavor, lang, baseTiles: null },
    { flavor, lang, baseTiles: TILES, online: true },
    { flavor, lang, baseTiles: TILES, tiled: TILED, coverage: true },
  ]),
);

describe("the style", () => {
  it.each(VARIANTS)("is valid: $flavor $lang, ground $baseTiles, online $online", (options) => {
    const style = buildStyle(options);
    // "sparse" is an option of MapLibre's vector source that the specification does not list yet.
    for (const source of Object.values(style.sources))
      delete (source as { sparse?: boolean }).sparse;
    expect(validateStyleMin(style as never).map(({ message }) => message)).toEqual([]);
    expect(new Set(style.layers.map(({ id }) => id)).size).toBe(style.layers.length);
  });

  it.each(VARIANTS)(
    "names the East Sea and the archipelagos on top of everything: %o",
    (options) => {
      const style = buildStyle(options);
      const source = style.sources[SOURCE.sovereignty] as { data: GeoJSON.FeatureCollection };
      const names = source.data.features.map(({ properties }) => properties?.vi.replace("\n", " "));
      expect(names).toEqual([
        "Biển Đông",
        "Quần đảo Hoàng Sa (Đà Nẵng)",
        "Quần đảo Trường Sa (Khánh Hòa)",
      ]);
      const top = style.layers.slice(-2);
      for (const layer of top) {
        expect(layer).toMatchObject({ source: SOURCE.sovereignty });
        expect((layer.layout as Record<string, unknown>)["text-allow-overlap"]).toBe(true);
        expect(JSON.stringify(layer)).toContain('["get","vi"]');
        expect(layer.minzoom ?? 0).toBe(0);
      }
    },
  );

  it("asks nobody for anything but the base tiles unless the online ground is wanted", () => {
    const addresses = (options: StyleOptions) =>
      [...JSON.stringify(buildStyle(options)).matchAll(/https?:\/\/[^/"]+/g)].map(([host]) => host);
    const base: StyleOptions = { flavor: "light", lang: "vi", baseTiles: TILES };
    expect(addresses(base)).toEqual(["http://localhost"]);
    expect(addresses({ ...base, online: true })).toEqual(["https://tile.openstreetmap.org"]);
  });

  it("has no glyph server and every text a weight of the page's font", () => {
    const style = buildStyle({ flavor: "light", lang: "vi", baseTiles: TILES });
    expect(style.glyphs).toBeUndefined();
    for (const layer of style.layers)
      if (layer.type === "symbol") expect(JSON.stringify(layer.layout)).toContain("Be Vietnam Pro");
  });

  it("names layers that answer to the pointer, and those exist", () => {
    const style = buildStyle({ flavor: "light", lang: "vi", baseTiles: TILES, tiled: TILED });
    const ids = style.layers.map(({ id }) => id);
    const own = INTERACTIVE.filter((id) => id.startsWith("features-"));
    expect(own.every((id) => ids.includes(id))).toBe(true);
    expect(
      INTERACTIVE.filter((id) => id.startsWith("tiled-parks-")).some((id) => ids.includes(id)),
    ).toBe(true);
  });
});

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe("flavours", () => {
  it.each(Object.values(FLAVORS))("$name: words and glyphs can be read", (flavor) => {
    for (const { plate, glyph } of Object.values(flavor.tones)) {
      expect(contrast(plate, glyph)).toBeGreaterThanOrEqual(4.5);
      expect(contrast(plate, flavor.land)).toBeGreaterThanOrEqual(4.5);
    }
    for (const colour of [flavor.landLabel, flavor.signal, flavor.compared, flavor.hover])
      expect(contrast(colour, flavor.land)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(flavor.seaLabel, flavor.seaHalo)).toBeGreaterThanOrEqual(4);
  });
});

function feature(properties: Partial<Properties>): Feature {
  const all = { key: "park:x", layer: "parks", ...properties };
  return {
    type: "Feature",
    id: all.key,
    geometry: { type: "Point", coordinates: [107.04, 20.98] },
    properties: all,
  };
}

describe("circles", () => {
  it.each([
    [107, 21, 77.8],
    [107.5, 21, 217_133],
    [112, 9, 1_000],
    [20, 70, 50_000],
  ])("at %d, %d have the true area of %d ha on the ellipsoid", (lon, lat, ha) => {
    const ring = circle(lon, lat, Math.sqrt((ha * 10_000) / Math.PI));
    expect(ring.at(-1)).toEqual(ring[0]);
    const measured = ringArea(ring.slice(0, -1) as [number, number][]) / 10_000;
    expect(Math.abs(measured / ha - 1)).toBeLessThan(0.001);
  });

  it("stand for area and accuracy, and never for a locality's outline", () => {
    const roles = (properties: Partial<Properties>) =>
      mapData([feature(properties)]).extents.features.map((one) => one.properties?.role);
    expect(roles({ area_ha: 78 })).toEqual(["area"]);
    expect(roles({ area_ha: 78, accuracy_m: 3000 })).toEqual(["area", "accuracy"]);
    expect(roles({ accuracy_m: 50 })).toEqual([]);
    expect(roles({ layer: "localities", area_ha: 3889, accuracy_m: 3500 })).toEqual([]);
  });
});

describe("features for the map", () => {
  it("leave out what has no place, and keep a known outline as it is", () => {
    const outline: GeoJSON.Polygon = {
      type: "Polygon",
      coordinates: [
        [
          [107, 21],
          [107.1, 21],
          [107.1, 21.1],
          [107, 21],
        ],
      ],
    };
    const data = mapData([
      { ...feature({ key: "park:nowhere" }), geometry: null },
      { ...feature({ key: "park:drawn", area_ha: 5 }), geometry: outline },
    ]);
    expect(data.features.features.map((one) => one.geometry)).toEqual([outline]);
    expect(data.extents.features).toEqual([]);
  });

  it("stand one under the other where only one point is known for several", () => {
    const data = mapData([
      feature({ key: "park:a" }),
      feature({ key: "locality:1", layer: "localities" }),
      feature({ key: "infrastructure_project:a", layer: "infrastructure_projects" }),
    ]);
    expect(data.features.features.map((one) => one.properties?.stack)).toEqual([
      undefined,
      undefined,
      1,
    ]);
  });

  it("look approximate by method or by metres", () => {
    expect(
      isApproximate({ key: "", layer: "", location_method: "approximate", accuracy_m: 10 }),
    ).toBe(true);
    expect(
      isApproximate({ key: "", layer: "", location_method: "digitised", accuracy_m: 3000 }),
    ).toBe(true);
    expect(isApproximate({ key: "", layer: "", location_method: "surveyed", accuracy_m: 5 })).toBe(
      false,
    );
    expect(isApproximate({ key: "", layer: "" })).toBe(false);
  });

  it.each([
    ["localities", "Phường Hạ Long", "Hạ Long"],
    ["localities", "Van Don Special Zone", "Van Don"],
    ["economic_zones", "Khu kinh tế cửa khẩu Hoành Mô – Đồng Văn", "KKT Hoành Mô – Đồng Văn"],
    ["economic_zones", "Quang Yen Coastal Economic Zone", "Quang Yen EZ"],
    ["infrastructure_projects", "Hạ tầng KCN Đông Mai", "KCN Đông Mai"],
    [
      "infrastructure_projects",
      "Song Khoai Industrial Park infrastructure (Amata City Ha Long)",
      "Song Khoai IP",
    ],
    ["facilities", "Cảng Cái Lân", "Cảng Cái Lân"],
  ])("%s: %s is written %s", (layer, name, short) => {
    expect(shortName(name, layer)).toBe(short);
  });
});

describe("symbols", () => {
  it("every kind of facility and every commodity has its own glyph", () => {
    const glyphs = FACILITY_KINDS.map((kind) => symbolOf("facilities", kind).glyph);
    expect(new Set(glyphs).size).toBe(FACILITY_KINDS.length);
    const codes = COMMODITY_CODES.filter((code) => code !== "aquatic");
    expect(new Set(codes.map((code) => symbolOf("materials", "mine", code).glyph)).size).toBe(
      codes.length,
    );
  });

  it("the same for a commodity's code and key; a stranger gets the general one", () => {
    expect(symbolOf("materials", "", "commodity:coal")).toEqual(symbolOf("materials", "", "coal"));
    expect(symbolOf("materials", "", "unobtainium").glyph).toBe("material");
    expect(symbolOf("facilities", "spaceport").glyph).toBe("facility");
  });

  it("are SVG of our own paths only", () => {
    expect(iconSvg("facilities", "seaport")).toContain(GLYPHS.seaport);
    expect(iconSvg("facilities", '"><script>')).not.toContain("script");
    expect(iconSvg("parks")).toMatch(/^<svg xmlns=.+<\/svg>$/);
  });

  it("are all in the legend", () => {
    const entries = legend().flatMap((group) => group.entries);
    for (const kind of FACILITY_KINDS)
      expect(entries.some((entry) => entry.kind === kind)).toBe(true);
    expect(entries.every((entry) => entry.svg.startsWith("<svg"))).toBe(true);
  });
});

describe("the graticule", () => {
  it("is named in the reader's language", () => {
    expect(longitude(107 * 60 + 30, "vi")).toBe("107°30′ Đ");
    expect(longitude(-60, "en")).toBe("1° W");
    expect(latitude(21 * 60, "vi")).toBe("21° B");
    expect(latitude(-5, "en")).toBe("0°05′ S");
    expect(latitude(0, "en")).toBe("0°");
    expect(longitude(180 * 60, "en")).toBe("180°");
  });

  it("has lines at every zoom, one grid at a time", () => {
    const lines = graticuleData("en").features.map(
      ({ properties }) => properties as { from: number; to: number },
    );
    for (let zoom = 0; zoom <= 20; zoom++)
      expect(
        new Set(lines.filter(({ from, to }) => from <= zoom && zoom < to).map(({ from }) => from))
          .size,
      ).toBe(1);
  });
});

describe("the map of an import", () => {
  const data: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };

  it.each(VARIANTS)("is valid, and leaves the names of sovereignty on top: %o", (options) => {
    const style = previewStyle(options, data);
    for (const source of Object.values(style.sources))
      delete (source as { sparse?: boolean }).sparse;
    expect(validateStyleMin(style as never).map(({ message }) => message)).toEqual([]);
    const [last] = style.layers.slice(-1);
    expect(last && "source" in last && last.source).toBe(SOURCE.sovereignty);
    expect(style.layers.filter(({ id }) => id.startsWith("import-"))).toHaveLength(7);
  });
});

describe("how much is known", () => {
  const drawn = (coverage: boolean) =>
    buildStyle({ flavor: "light", lang: "vi", baseTiles: TILES, coverage }).layers.filter((layer) =>
      layer.id.includes("coverage"),
    );

  it("is drawn only when the reader asks, in figures beside the colour", () => {
    expect(drawn(false)).toEqual([]);
    const text = drawn(true).find(({ type }) => type === "symbol");
    expect(JSON.stringify(text)).toContain('" %"');
  });

  it("passes over things of which nothing is promised", () => {
    for (const layer of drawn(true))
      expect(JSON.stringify(layer)).toContain('["has","completeness"]');
    const [feature] = mapData([
      {
        type: "Feature",
        id: "park:x",
        geometry: { type: "Point", coordinates: [107, 21] },
        properties: { key: "park:x", layer: "parks", completeness: 0.25 },
      },
    ]).features.features;
    expect(feature?.properties?.completeness).toBe(0.25);
  });
});
