/**
 * Names that help to find one's way: seas, bays, islands, neighbouring countries, cities. Where an edition has a thing
 * of the same name, its own label takes over at the zoom at which it appears.
 */

import type { LayerSpecification } from "maplibre-gl";
import type { Flavor } from "./flavors.ts";
import { MEDIUM, nameIn, REGULAR, SEMIBOLD } from "./text.ts";
import { type Lang, SOURCE } from "./types.ts";

type Kind = "gulf" | "bay" | "island" | "home" | "country" | "capital" | "city" | "town";
type Row = [kind: Kind, lon: number, lat: number, from: number, to: number, vi: string, en: string];

/** `from` and `to` are whole zooms between which a name is shown; islands stand where GSHHG has them. */
const ROWS: readonly Row[] = [
  ["gulf", 107.75, 19.75, 5, 11, "Vịnh Bắc Bộ", "Gulf of Tonkin"],
  ["gulf", 101.4, 9.3, 4, 8, "Vịnh Thái Lan", "Gulf of Thailand"],
  ["bay", 107.09, 20.875, 9, 14, "Vịnh Hạ Long", "Ha Long Bay"],
  ["bay", 107.335, 20.935, 9, 14, "Vịnh Bái Tử Long", "Bai Tu Long Bay"],
  ["island", 107.014, 20.798, 8, 14, "Đảo Cát Bà", "Cat Ba Island"],
  ["island", 107.48, 21.16, 9, 14, "Đảo Cái Bầu", "Cai Bau Island"],
  ["island", 107.502, 20.958, 10, 14, "Đảo Trà Bản", "Tra Ban Island"],
  ["island", 107.76, 20.988, 10, 14, "Đảo Cô Tô", "Co To Island"],
  ["island", 107.836, 21.016, 10, 14, "Đảo Thanh Lân", "Thanh Lan Island"],
  ["island", 107.924, 21.373, 10, 14, "Đảo Vĩnh Thực", "Vinh Thuc Island"],
  ["island", 107.773, 21.328, 10, 14, "Đảo Cái Chiên", "Cai Chien Island"],
  ["island", 107.516, 20.888, 10, 14, "Đảo Quan Lạn", "Quan Lan Island"],
  ["island", 107.363, 20.819, 10, 14, "Đảo Ngọc Vừng", "Ngoc Vung Island"],
  ["island", 107.737, 20.132, 7, 14, "Đảo Bạch Long Vĩ", "Bach Long Vi Island"],
  ["island", 107.334, 17.162, 7, 14, "Đảo Cồn Cỏ", "Con Co Island"],
  ["island", 109.122, 15.381, 7, 14, "Đảo Lý Sơn", "Ly Son Island"],
  ["island", 108.951, 10.526, 7, 14, "Đảo Phú Quý", "Phu Quy Island"],
  ["island", 106.615, 8.699, 6, 14, "Côn Đảo", "Con Dao"],
  ["island", 103.995, 10.273, 6, 14, "Đảo Phú Quốc", "Phu Quoc Island"],
  ["home", 108.1, 14.1, 4, 7, "Việt Nam", "Viet Nam"],
  ["country", 110.0, 24.6, 3, 8, "Trung Quốc", "China"],
  ["country", 102.4, 19.6, 4, 8, "Lào", "Laos"],
  ["country", 101.2, 15.6, 4, 7, "Thái Lan", "Thailand"],
  ["country", 104.8, 12.8, 4, 8, "Campuchia", "Cambodia"],
  ["country", 96.3, 21.2, 4, 7, "Myanmar", "Myanmar"],
  ["country", 121.6, 16.6, 4, 7, "Philippines", "Philippines"],
  ["country", 102.5, 3.9, 4, 7, "Malaysia", "Malaysia"],
  ["country", 113.6, -0.6, 4, 7, "Indonesia", "Indonesia"],
  ["country", 78.5, 22.5, 3, 6, "Ấn Độ", "India"],
  ["country", 138.2, 36.4, 3, 6, "Nhật Bản", "Japan"],
  ["capital", 105.85, 21.03, 4, 14, "Hà Nội", "Ha Noi"],
  ["capital", 102.61, 17.97, 5, 12, "Viêng Chăn", "Vientiane"],
  ["capital", 104.92, 11.56, 5, 12, "Phnôm Pênh", "Phnom Penh"],
  ["capital", 100.5, 13.75, 4, 12, "Băng Cốc", "Bangkok"],
  ["capital", 120.98, 14.6, 5, 12, "Manila", "Manila"],
  ["city", 106.7, 10.78, 4, 14, "TP. Hồ Chí Minh", "Ho Chi Minh City"],
  ["city", 108.21, 16.06, 4, 14, "Đà Nẵng", "Da Nang"],
  ["city", 106.68, 20.86, 5, 14, "Hải Phòng", "Hai Phong"],
  ["city", 107.59, 16.46, 5, 14, "Huế", "Hue"],
  ["city", 105.78, 10.04, 5, 14, "Cần Thơ", "Can Tho"],
  ["city", 109.19, 12.25, 5, 14, "Nha Trang", "Nha Trang"],
  ["city", 105.69, 18.67, 6, 14, "Vinh", "Vinh"],
  ["city", 107.08, 20.95, 5, 9, "Hạ Long", "Ha Long"],
  ["city", 107.97, 21.53, 6, 9, "Móng Cái", "Mong Cai"],
  ["city", 108.37, 22.82, 5, 12, "Nam Ninh", "Nanning"],
  ["city", 113.26, 23.13, 5, 12, "Quảng Châu", "Guangzhou"],
  ["town", 107.29, 21.01, 8, 9, "Cẩm Phả", "Cam Pha"],
  ["town", 106.77, 21.03, 8, 9, "Uông Bí", "Uong Bi"],
  ["town", 105.78, 19.81, 7, 14, "Thanh Hóa", "Thanh Hoa"],
  ["town", 106.17, 20.43, 7, 14, "Nam Định", "Nam Dinh"],
  ["town", 106.34, 20.45, 8, 14, "Thái Bình", "Thai Binh"],
  ["town", 105.97, 20.25, 8, 14, "Ninh Bình", "Ninh Binh"],
  ["town", 106.33, 20.94, 8, 14, "Hải Dương", "Hai Duong"],
  ["town", 106.2, 21.28, 8, 14, "Bắc Giang", "Bac Giang"],
  ["town", 105.84, 21.59, 7, 14, "Thái Nguyên", "Thai Nguyen"],
  ["town", 106.76, 21.85, 7, 14, "Lạng Sơn", "Lang Son"],
  ["town", 106.26, 22.66, 7, 14, "Cao Bằng", "Cao Bang"],
  ["town", 109.12, 21.48, 7, 12, "Bắc Hải", "Beihai"],
  ["town", 108.65, 21.98, 8, 12, "Khâm Châu", "Qinzhou"],
  ["town", 108.35, 21.69, 8, 12, "Phòng Thành Cảng", "Fangchenggang"],
];

export function placesData(): GeoJSON.FeatureCollection {
  return {
    type: "FeatureCollection",
    features: ROWS.map(([kind, lon, lat, from, to, name_vi, name_en], order) => ({
      type: "Feature",
      properties: { kind, from, to, order, name_vi, name_en },
      geometry: { type: "Point", coordinates: [lon, lat] },
    })),
  };
}

type SymbolLayer = Extract<LayerSpecification, { type: "symbol" }>;

/** Drawn below every thing of the edition: its labels go first, these fill what is left. */
export function placeLayers(flavor: Flavor, lang: Lang): LayerSpecification[] {
  const layer = (
    id: string,
    kinds: Kind[],
    layout: SymbolLayer["layout"],
    paint: SymbolLayer["paint"],
  ): LayerSpecification => ({
    id: `place-${id}`,
    type: "symbol",
    source: SOURCE.places,
    filter: [
      "all",
      ["in", ["get", "kind"], ["literal", kinds]],
      ["<=", ["get", "from"], ["zoom"]],
      [">", ["get", "to"], ["zoom"]],
    ],
    layout: { "text-field": nameIn(lang), "symbol-sort-key": ["get", "order"], ...layout },
    paint: { "text-halo-color": flavor.halo, "text-halo-width": 1.4, ...paint },
  });
  const water: SymbolLayer["paint"] = {
    "text-color": flavor.seaLabel,
    "text-halo-color": flavor.seaHalo,
    "text-halo-width": 1,
  };
  return [
    layer(
      "town",
      ["capital", "city", "town"],
      {
        "text-font": ["match", ["get", "kind"], "town", ["literal", REGULAR], ["literal", MEDIUM]],
        "text-size": [
          "interpolate",
          ["linear"],
          ["zoom"],
          4,
          ["match", ["get", "kind"], "capital", 12, "city", 11, 10.5],
          9,
          ["match", ["get", "kind"], "capital", 17, "city", 15, 12.5],
        ],
        "icon-image": ["concat", `place/${flavor.name}/`, ["get", "kind"]],
        "icon-size": ["interpolate", ["linear"], ["zoom"], 4, 0.75, 9, 1],
        "text-variable-anchor": ["left", "right", "top", "bottom"],
        "text-radial-offset": 0.55,
        "text-justify": "auto",
      },
      { "text-color": flavor.landLabel },
    ),
    layer(
      "island",
      ["island"],
      {
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 7, 10.5, 12, 13],
        "text-letter-spacing": 0.05,
        "text-max-width": 6,
      },
      { "text-color": flavor.landLabel, "text-halo-color": flavor.seaHalo, "text-halo-width": 1.1 },
    ),
    layer(
      "bay",
      ["bay"],
      {
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 9, 12, 12, 19],
        "text-letter-spacing": 0.2,
        "text-max-width": 6,
      },
      water,
    ),
    layer(
      "gulf",
      ["gulf"],
      {
        "text-font": REGULAR,
        "text-size": ["interpolate", ["linear"], ["zoom"], 5, 12, 8, 20, 10, 26],
        "text-letter-spacing": 0.3,
        "text-line-height": 1.5,
        "text-max-width": 8,
      },
      water,
    ),
    layer(
      "country",
      ["home", "country"],
      {
        "text-field": ["upcase", nameIn(lang)],
        "text-font": ["match", ["get", "kind"], "home", ["literal", SEMIBOLD], ["literal", MEDIUM]],
        "text-size": [
          "interpolate",
          ["linear"],
          ["zoom"],
          3,
          ["match", ["get", "kind"], "home", 12, 9.5],
          7,
          ["match", ["get", "kind"], "home", 20, 15],
        ],
        "text-letter-spacing": 0.22,
        "text-max-width": 7,
      },
      {
        "text-color": ["match", ["get", "kind"], "home", flavor.landLabel, flavor.countryLabel],
      },
    ),
  ];
}
