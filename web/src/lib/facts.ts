/** Pure readings of a fact: its value in words, its key figures, its source. */

import { formatDate, formatNumber, formatPosition, formatQuantity, type Lang } from "./format.ts";
import type { Claim, Fact, FeatureDetail, Properties, Source, Words } from "./types.ts";

/** A piece of a value; `key` leads to the subject that it names. */
export interface Piece {
  text: string;
  key?: string;
}

/** Fields that say most about a subject of each layer, the most telling first. */
export const KEY_FIGURES: Record<string, readonly string[]> = {
  localities: ["area", "population", "admin_centre"],
  economic_zones: ["area", "land_area", "sea_area"],
  parks: ["planned_area", "industrial_area", "established"],
  infrastructure_projects: [
    "area",
    "industrial_area",
    "free_area",
    "occupancy",
    "rent_min",
    "rent_max",
  ],
  facilities: ["capacity", "length", "opened"],
  materials: ["output", "area", "reserves", "yield"],
};

/** Fields that are told elsewhere on the card. */
const TOLD_ELSEWHERE = new Set(["name", "code", "capacity_unit"]);

const isWords = (value: unknown): value is Words =>
  typeof value === "object" &&
  value !== null &&
  [(value as Partial<Words>).vi, (value as Partial<Words>).en].some(
    (one) => typeof one === "string",
  );

/** Words in the reader's language, or in the other one where there is none. */
export function inWords(words: Words | null | undefined, lang: Lang): string {
  if (!words) return "";
  return words[lang] || words[lang === "vi" ? "en" : "vi"] || "";
}

/** The name of a feature in the reader's language; its code or key where it has none. */
export function nameOf(properties: Partial<Properties> & { key: string }, lang: Lang): string {
  const [first, second] =
    lang === "vi"
      ? [properties.name_vi, properties.name_en]
      : [properties.name_en, properties.name_vi];
  return first || second || properties.code || properties.key;
}

/** What a claim says, in pieces; null is "unknown". */
export function piecesOf(claim: Claim, lang: Lang): Piece[] | null {
  const { value, value_label: label } = claim;
  if (value === null || value === undefined || value === "") return null;
  if (Array.isArray(value)) {
    if (!value.length) return null;
    const names = (label?.[lang] ?? []) as string | string[];
    return value.map((one, index) =>
      piece(one, typeof names === "string" ? undefined : names[index]),
    );
  }
  if (isWords(label)) return [piece(value, inWords(label, lang))];
  if (typeof value === "number") return [{ text: numberOf(value, claim.unit, lang) }];
  if (typeof value === "boolean")
    return [{ text: lang === "vi" ? (value ? "có" : "không") : value ? "yes" : "no" }];
  if (typeof value === "string") return [{ text: formatDate(value, lang) }];
  if (isWords(value)) {
    const text = inWords(value, lang);
    return text ? [{ text }] : null;
  }
  return [{ text: formatPosition(value.lon, value.lat, lang) }];
}

function piece(value: unknown, name: string | undefined): Piece {
  const text = name || String(value);
  return typeof value === "string" && /^[a-z_]+:\S+$/.test(value) ? { text, key: value } : { text };
}

/** Years are numbers too, and never written 2.015. */
function numberOf(value: number, unit: string | null | undefined, lang: Lang): string {
  if (unit === "year" || (!unit && Number.isInteger(value) && value >= 1800 && value <= 2200))
    return String(value);
  return unit ? formatQuantity(value, unit, lang) : formatNumber(value, lang);
}

/** The value as one line of text. */
export function textOf(claim: Claim, lang: Lang): string | null {
  const pieces = piecesOf(claim, lang);
  return pieces?.map((one) => one.text).join("; ") ?? null;
}

/** Facts of a card: the key figures first, then the rest in their order. */
export function arrange(detail: FeatureDetail): { figures: Fact[]; others: Fact[] } {
  const wanted = KEY_FIGURES[detail.properties.layer] ?? [];
  const figures = wanted
    .map((field) => detail.facts.find((fact) => fact.field === field))
    .filter((fact): fact is Fact => fact !== undefined);
  const others = detail.facts.filter(
    (fact) => !figures.includes(fact) && !TOLD_ELSEWHERE.has(fact.field),
  );
  return { figures, others };
}

/** The source of a claim as an object, whatever form the answer gives it. */
export function sourceOf(claim: Claim): Source | null {
  if (!claim.source) return null;
  return typeof claim.source === "string" ? { id: claim.source } : claim.source;
}

/** What is noted of a claim in the reader's language; in the other one, marked as such, where there is no more. */
export function noteOf(claim: Claim, lang: Lang): { text: string; lang: Lang } | null {
  const other: Lang = lang === "vi" ? "en" : "vi";
  const told = { vi: claim.note_vi, en: claim.note };
  if (told[lang]) return { text: told[lang], lang };
  return told[other] ? { text: told[other], lang: other } : null;
}

export function sourceTitle(source: Source, lang: Lang): string {
  const [first, second] =
    lang === "vi" ? [source.title_vi, source.title_en] : [source.title_en, source.title_vi];
  return first || second || source.publisher || source.id;
}

/** One row of the comparison: a field, what each subject says of it, and whether they differ. */
export interface ComparedRow {
  field: string;
  label: string;
  cells: (Fact | null)[];
  texts: (string | null)[];
  differs: boolean;
}

/**
 * The comparison of several subjects: a row for every field that at least one of them knows. Unknown is a value of
 * its own in it, yet two unknowns are no difference.
 */
export function compare(details: readonly FeatureDetail[], lang: Lang): ComparedRow[] {
  const rows: ComparedRow[] = [];
  const seen = new Set<string>();
  const order = [
    ...details.flatMap((detail) => KEY_FIGURES[detail.properties.layer] ?? []),
    ...details.flatMap((detail) => detail.facts.map((fact) => fact.field)),
  ];
  for (const field of order) {
    if (seen.has(field) || TOLD_ELSEWHERE.has(field)) continue;
    seen.add(field);
    const cells = details.map(
      (detail) => detail.facts.find((fact) => fact.field === field) ?? null,
    );
    const texts = cells.map((fact) => fact && textOf(fact, lang));
    const label = cells.find((fact) => fact)?.label;
    if (!label || texts.every((text) => text === null)) continue;
    rows.push({
      field,
      label: inWords(label, lang),
      cells,
      texts,
      differs: new Set(texts).size > 1,
    });
  }
  return rows;
}
