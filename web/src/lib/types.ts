/** The shapes of `/api/v1/`, as far as the map reads them. */

import type { Lang } from "./format.ts";

export type Words = Record<Lang, string>;

export interface FieldInfo {
  name: string;
  type: string;
  label: Words;
  unit: string | null;
  choices: Record<string, Words>;
}

/** A layer in short, as the list of layers has it. */
export interface LayerInfo {
  name: string;
  kind: string;
  title: Words;
  count: number;
  located: number;
  bounds: [number, number, number, number] | null;
  /** What the layer's own document adds. */
  fields?: FieldInfo[];
}

/** Properties that every feature may have; the layer's own fields come beside them. */
export interface Properties {
  key: string;
  layer: string;
  code?: string;
  name_vi?: string;
  name_en?: string;
  kind?: string;
  status?: string;
  confidence?: "high" | "medium" | "low";
  freshness?: "fresh" | "stale" | "unknown";
  stale_since?: string;
  conflict?: boolean;
  /** Part of the promised facts that is known, 0 to 1; absent where nothing is promised. */
  completeness?: number;
  accuracy_m?: number;
  location_method?: string;
  location_note?: string;
  location_note_vi?: string;
  area_ha?: number;
  free_ha?: number;
  localities?: string[];
  port_km?: number;
  commodity?: string;
  valid_from?: string;
  valid_to?: string;
  [field: string]: unknown;
}

export interface Feature {
  type: "Feature";
  id: string;
  geometry: GeoJSON.Geometry | null;
  properties: Properties;
}

export interface Answer {
  type: "FeatureCollection";
  features: Feature[];
  numberMatched: number;
  numberReturned: number;
  /** By parameter: places left out only because their value is unknown. */
  unknown?: Record<string, number>;
  edition: string;
  on: string;
}

export interface Source {
  id: string;
  kind?: string;
  title_vi?: string;
  title_en?: string;
  publisher?: string;
  url?: string;
  published_on?: string | null;
  retrieved_on?: string | null;
  licence?: string;
}

export type FactValue =
  | string
  | number
  | boolean
  | null
  | Words
  | string[]
  | { lon: number; lat: number; accuracy_m?: number | null; method?: string | null };

export interface Claim {
  value: FactValue;
  /** Names of what the value refers to; of each, for a list. */
  value_label?: Words | Record<Lang, string[]> | null;
  unit?: string | null;
  source: Source | string | null;
  trust?: string | null;
  confidence?: string | null;
  as_of?: string | null;
  valid_from?: string | null;
  valid_to?: string | null;
  recorded_at?: string | null;
  /** In English; editions hold the Vietnamese beside it. */
  note?: string | null;
  note_vi?: string | null;
  lost_by?: string | null;
}

export interface Fact extends Claim {
  field: string;
  label: Words;
  freshness?: {
    state: "fresh" | "stale" | "unknown";
    checked_on?: string | null;
    stale_on?: string | null;
    rhythm_days?: number | null;
    owner?: string | null;
  } | null;
  rule?: "only" | "kind" | "as_of" | "recorded" | string;
  conflict?: boolean;
  /** Other sources that give the same value. */
  agreeing?: Claim[];
  competing?: Claim[];
  history?: Claim[];
}

export interface FeatureDetail extends Feature {
  facts: Fact[];
  layer_title?: Words;
}

/** What an edition says of itself. */
export interface EditionInfo {
  id: string;
  created_at: string;
  authority?: Record<string, unknown>;
}

export interface Match {
  key: string;
  layer: string;
  kind?: string | null;
  name_vi?: string | null;
  name_en?: string | null;
  code?: string | null;
  lon?: number | null;
  lat?: number | null;
  score: number;
  matched: string;
}

/** RFC 9457. */
export interface Problem {
  title: string;
  status: number;
  detail?: string;
  parameter?: string;
}
