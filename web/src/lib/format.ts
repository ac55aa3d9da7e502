/** Numbers, dates and units as a reader of Vietnamese or English expects them. */

export type Lang = "vi" | "en";

const LOCALE: Record<Lang, string> = { vi: "vi-VN", en: "en-GB" };
const ROMAN = ["I", "II", "III", "IV"];
const LONGER = {
  H1: ["6 tháng đầu", "first half"],
  H2: ["6 tháng cuối", "second half"],
  "9M": ["9 tháng đầu", "first nine months"],
} as const;
const NO_BREAK = " ";

/** Unit tokens of the registry as people write them. */
const UNITS: Record<string, [vi: string, en: string]> = {
  ha: ["ha", "ha"],
  km: ["km", "km"],
  m: ["m", "m"],
  km2: ["km²", "km²"],
  m2: ["m²", "m²"],
  m3: ["m³", "m³"],
  t: ["tấn", "t"],
  Mt: ["triệu tấn", "Mt"],
  MW: ["MW", "MW"],
  kV: ["kV", "kV"],
  DWT: ["DWT", "DWT"],
  TEU: ["TEU", "TEU"],
  "%": ["%", "%"],
  VND: ["đồng", "VND"],
  "billion VND": ["tỷ đồng", "billion VND"],
  "million USD": ["triệu USD", "million USD"],
  "trillion VND": ["nghìn tỷ đồng", "trillion VND"],
  USD: ["USD", "USD"],
  day: ["ngày", "day"],
  year: ["năm", "year"],
  month: ["tháng", "month"],
  persons: ["người", "people"],
  people: ["người", "people"],
  passengers: ["hành khách", "passengers"],
};

/** "m3/day" → "m³/ngày". Parts that are not known stay as they are. */
export function unitLabel(unit: string | null | undefined, lang: Lang): string {
  if (!unit) return "";
  const whole = UNITS[unit];
  const label = (pair: [string, string]) => pair[lang === "vi" ? 0 : 1];
  if (whole) return label(whole);
  return unit
    .split("/")
    .map((part) => (UNITS[part] ? label(UNITS[part]) : part))
    .join("/");
}

function join(number: string, unit: string): string {
  return `${number}${NO_BREAK}${unit}`;
}

const formatters = new Map<string, Intl.NumberFormat>();

/** 1105.9 → "1.105,9" (vi), "1,105.9" (en). At most `digits` decimals (default 2). */
export function formatNumber(value: number, lang: Lang, digits = 2): string {
  const id = `${lang}${digits}`;
  let formatter = formatters.get(id);
  if (!formatter) {
    formatter = new Intl.NumberFormat(LOCALE[lang], { maximumFractionDigits: digits });
    formatters.set(id, formatter);
  }
  return formatter.format(value);
}

/** A number with its unit, kept on one line: "1.105,9 ha". */
export function formatQuantity(value: number, unit: string | null | undefined, lang: Lang): string {
  const label = unitLabel(unit, lang);
  const number = formatNumber(value, lang);
  if (!label) return number;
  return label === "%" ? `${number}%` : join(number, label);
}

/** "2026-03-31" → "31/03/2026"; a year, a half-year or a quarter stays what it is ("2025", "Q1 2025"). */
export function formatDate(value: string | null | undefined, lang: Lang): string {
  if (!value) return "";
  const day = /^(\d{4})-(\d{2})-(\d{2})/.exec(value);
  if (day) return `${day[3]}/${day[2]}/${day[1]}`;
  const month = /^(\d{4})-(\d{2})$/.exec(value);
  if (month) return `${month[2]}/${month[1]}`;
  const quarter = /^(\d{4})-Q([1-4])$/.exec(value);
  if (quarter) {
    const [, year, number] = quarter;
    return lang === "vi" ? `quý ${ROMAN[Number(number) - 1]}/${year}` : `Q${number} ${year}`;
  }
  const longer = /^(\d{4})-(H1|H2|9M)$/.exec(value);
  if (longer) {
    const [, year, which] = longer;
    const [vi, en] = LONGER[which as keyof typeof LONGER];
    return lang === "vi" ? `${vi} năm ${year}` : `${en} of ${year}`;
  }
  return value;
}

/** A length for people: "850 m", "12,4 km". */
export function formatLength(metres: number, lang: Lang): string {
  if (metres < 1000) return formatQuantity(Math.round(metres), "m", lang);
  const km = metres / 1000;
  return join(formatNumber(km, lang, km < 10 ? 2 : km < 100 ? 1 : 0), "km");
}

/** An area for people, in hectares from a hundred square metres on: "1.105,9 ha". */
export function formatArea(squareMetres: number, lang: Lang): string {
  if (squareMetres < 100) return formatQuantity(Math.round(squareMetres), "m2", lang);
  const ha = squareMetres / 10_000;
  if (ha < 10_000) return join(formatNumber(ha, lang, ha < 10 ? 2 : 1), "ha");
  return join(formatNumber(ha / 100, lang, 1), "km²");
}

/** Position for people, hemispheres named: "20,9512° B, 107,0834° Đ". */
export function formatPosition(lon: number, lat: number, lang: Lang): string {
  const [north, south, east, west] = lang === "vi" ? "BNĐT" : "NSEW";
  const part = (value: number, positive?: string, negative?: string) =>
    `${formatNumber(Math.abs(value), lang, 4)}°${NO_BREAK}${value < 0 ? negative : positive}`;
  return `${part(lat, north, south)}, ${part(lon, east, west)}`;
}

/** Lower case without diacritics and with đ as d, as the search compares text. */
export function fold(text: string): string {
  return text.toLocaleLowerCase("vi").normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d");
}

/**
 * Where `query` stands in `text`, letter for letter but diacritics, as [before, hit, after]; null where it does not.
 */
export function highlight(text: string, query: string): [string, string, string] | null {
  const letters = [...text.normalize("NFC")];
  const folded = letters.map((letter) => fold(letter));
  const wanted = fold(query.trim());
  if (!wanted) return null;
  const joined = folded.join("");
  const start = joined.indexOf(wanted);
  if (start < 0) return null;
  // Each letter folds to exactly one, or the positions would not agree; then nothing is marked.
  if (joined.length !== letters.length) return null;
  const end = start + wanted.length;
  const slice = (from: number, to?: number) => letters.slice(from, to).join("");
  return [slice(0, start), slice(start, end), slice(end)];
}
