/** What the application carries, keeps and sends. The server's half is `diaban/visits/field`. */

export interface Words {
  vi: string;
  en: string;
}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

export interface VisitBrief {
  number: string;
  title: string;
  purpose: string;
  first_day: string;
  last_day: string;
  state: string;
  state_words: Words;
  demonstration: boolean;
  stops: number;
  places: { vi: string[]; en: string[] };
  team?: string[];
}

export interface Question {
  field: string;
  note: string;
  category: string;
  words: Words;
}

export interface Checklist {
  version: number;
  answers: { value: string; words: Words }[];
  outcomes: { value: string; words: Words }[];
  questions: Question[];
}

export interface Section {
  code: string;
  title: string;
  /** `text` is longer and folded; what was taken along by an older version has none. */
  lines: { label: string; value: string; presses: boolean; text?: string }[];
  empty: string;
}

export interface FieldNow {
  value: Json;
  version: number;
  by: string;
  at: string;
}

export interface Stop {
  id: number;
  order: number;
  place: string;
  project: string;
  title: Words;
  organisation: string;
  planned_at: string | null;
  point: [number, number] | null;
  version: number;
  known: { vi: Section[]; en: Section[] };
  fields: Record<string, FieldNow>;
  findings: { id: string; category: string; text: string; at: string }[];
  commitments: {
    id: string;
    number: string;
    side: string;
    what: string;
    due_on: string | null;
  }[];
  media: { id: string; kind: string; name: string; state: string }[];
}

export interface Bundle {
  visit: VisitBrief;
  made_at: string;
  checklist: Checklist;
  categories: { value: string; words: Words }[];
  bodies: { code: string; words: Words }[];
  stops: Stop[];
}

/** A bundle as it is kept: whose it is, and when it was taken along by this device's clock. */
export interface Carried {
  key: string;
  user: number;
  number: string;
  taken_at: number;
  bundle: Bundle;
}

/**
 * One field on this device. `base` is what it was when it was last the same as what had been handed in or received;
 * `after` names the note that said so, while the server has not received it.
 */
export interface Kept {
  base: Json;
  value: Json;
  after: string;
}

export interface Finding {
  id: string;
  category: string;
  text: string;
  point: [number, number] | null;
  at: string;
  /** The note with which it was handed in, or "". */
  sent: string;
}

export interface Commitment {
  id: string;
  side: "authority" | "enterprise";
  what: string;
  due_on: string;
  body: string;
  evidence: string;
  at: string;
  sent: string;
}

export interface Draft {
  key: string;
  user: number;
  visit: string;
  stop: number;
  fields: Record<string, Kept>;
  findings: Finding[];
  commitments: Commitment[];
}

export type MediaKind = "photo" | "voice" | "signature";

/** A file on this device; its bytes lie beside it under the same id until the server's receipt. */
export interface MediaInfo {
  kind: MediaKind;
  name: string;
  side: "" | "authority" | "other";
  caption: string;
  size: number;
  type: string;
  sha256: string;
  taken_at: string;
  position: [number, number, number | null] | null;
  blurred: boolean;
  /** This browser could not open the picture; it is sent as it is. */
  unreadable: boolean;
  /** The window in which a memo is still being spoken, or "": not handed in before its end. */
  recording?: string;
  thumb: Blob | null;
}

export interface Conflict {
  field: string;
  base: Json;
  mine: Json;
  theirs: Json;
  by: string;
  at: string | null;
}

export interface Told {
  code: string;
  text: string;
}

export interface NoteReceipt {
  id: string;
  outcome: "applied" | "conflict" | "held";
  stop: number;
  version: number;
  received_at: string;
  applied: string[];
  equal: string[];
  held: string[];
  conflicts: Conflict[];
  warnings: Told[];
  findings: string[];
  commitments: { uuid: string; number: string }[];
  missing_media: string[];
}

export interface MediaReceipt {
  id: string;
  state: "stored" | "held";
  sha256: string;
  size: number;
  received_at: string;
  warnings: Told[];
}

export interface NotePayload {
  id: string;
  device: string;
  stop: number;
  base_version: number;
  device_time: string;
  changes: Record<string, { base: Json; value: Json; after?: string; resolves?: string }>;
  findings: {
    id: string;
    category: string;
    text: string;
    point: [number, number] | null;
    at: string;
  }[];
  commitments: Omit<Commitment, "sent">[];
  media: string[];
}

/**
 * draft: not handed in yet. waiting, sending: on its way. held: received, waits there for an earlier note.
 * received: the server has it. needs_you: kept here, a person has to do something.
 */
export type State = "draft" | "waiting" | "sending" | "held" | "received" | "needs_you";

export interface Item {
  id: string;
  kind: "note" | "media";
  user: number;
  visit: string;
  stop: number;
  state: State;
  created_at: number;
  tries: number;
  next_at: number;
  problem: Told | null;
  warnings: Told[];
  received_at: string;
  payload: NotePayload | null;
  media: MediaInfo | null;
  conflicts: Conflict[];
}
