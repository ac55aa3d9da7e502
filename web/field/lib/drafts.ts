/**
 * What is written at a stop, and how it becomes a note to hand in. Pure.
 *
 * Each field remembers what it was based on, so that the server can tell what was changed here from what somebody
 * else has changed meanwhile (`diaban/visits/field/merging.py`).
 */

import type {
  Commitment,
  Draft,
  Finding,
  Json,
  Kept,
  NotePayload,
  NoteReceipt,
  Stop,
} from "./types.ts";

export function keyOf(user: number, stop: number): string {
  return `${user}/${stop}`;
}

export function newDraft(user: number, visit: string, stop: number): Draft {
  return {
    key: keyOf(user, stop),
    user,
    visit,
    stop,
    fields: {},
    findings: [],
    commitments: [],
  };
}

/** Whether two values say the same: an empty text or list says as little as nothing. As the server judges. */
export function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(plain(one ?? null)) === JSON.stringify(plain(other ?? null));
}

function plain(value: Json): Json {
  if (typeof value === "string") {
    const text = value.replace(/\r\n/g, "\n").trim();
    return text === "" ? null : text;
  }
  if (Array.isArray(value)) return value.length ? value.map(plain) : null;
  if (value && typeof value === "object") {
    const names = Object.keys(value).sort();
    if (!names.length) return null;
    return Object.fromEntries(names.map((name) => [name, plain(value[name] ?? null)]));
  }
  return value;
}

/** The value of a field as this device shows it. */
export function currentValue(draft: Draft | undefined, stop: Stop, field: string): Json {
  const kept = draft?.fields[field];
  return kept ? kept.value : (stop.fields[field]?.value ?? null);
}

export function edit(draft: Draft, stop: Stop, field: string, value: Json): Draft {
  const kept: Kept = draft.fields[field] ?? {
    base: stop.fields[field]?.value ?? null,
    value: null,
    after: "",
  };
  return { ...draft, fields: { ...draft.fields, [field]: { ...kept, value } } };
}

export function changedFields(draft: Draft): string[] {
  return Object.keys(draft.fields).filter((name) => {
    const kept = draft.fields[name] as Kept;
    return !same(kept.base, kept.value);
  });
}

/** Findings and commitments that say something and were not handed in. */
export function unsentFindings(draft: Draft): Finding[] {
  return draft.findings.filter((one) => !one.sent && one.text.trim() && one.category);
}

export function unsentCommitments(draft: Draft): Commitment[] {
  return draft.commitments.filter((one) => !one.sent && one.what.trim());
}

export function unsentCount(draft: Draft): number {
  return (
    changedFields(draft).length + unsentFindings(draft).length + unsentCommitments(draft).length
  );
}

/** Whether a draft has words that are nowhere else: also those of a finding or commitment that is not complete. */
export function holdsUnsent(draft: Draft): boolean {
  const open = [
    ...draft.findings.filter((one) => !one.sent).map((one) => one.text),
    ...draft.commitments.filter((one) => !one.sent).map((one) => one.what + one.evidence),
  ];
  return unsentCount(draft) > 0 || open.some((words) => words.trim());
}

export interface HandedIn {
  draft: Draft;
  payload: NotePayload;
}

/** Make a note of everything not handed in yet; the draft remembers that it was. */
export function handIn(
  draft: Draft,
  note: { id: string; device: string; version: number; now: string; media: string[] },
): HandedIn {
  const changes: NotePayload["changes"] = {};
  const fields = { ...draft.fields };
  for (const name of changedFields(draft)) {
    const { base, value, after } = fields[name] as Kept;
    changes[name] = after ? { base, value, after } : { base, value };
    fields[name] = { base: value, value, after: note.id };
  }
  const findings = unsentFindings(draft);
  const commitments = unsentCommitments(draft);
  const mark = <T extends { id: string; sent: string }>(all: T[], taken: T[]): T[] =>
    all.map((one) => (taken.includes(one) ? { ...one, sent: note.id } : one));
  return {
    draft: {
      ...draft,
      fields,
      findings: mark(draft.findings, findings),
      commitments: mark(draft.commitments, commitments),
    },
    payload: {
      id: note.id,
      device: note.device,
      stop: draft.stop,
      base_version: note.version,
      device_time: note.now,
      changes,
      findings: findings.map(({ sent: _sent, ...one }) => one),
      commitments: commitments.map(({ sent: _sent, ...one }) => one),
      media: note.media,
    },
  };
}

/** The server has a note: what was written after it no longer has to wait for it, but where it is held there. */
export function received(draft: Draft, receipt: NoteReceipt): Draft {
  const fields = { ...draft.fields };
  for (const [name, kept] of Object.entries(fields)) {
    if (kept.after === receipt.id && !receipt.held.includes(name)) {
      fields[name] = { ...kept, after: "" };
    }
  }
  return { ...draft, fields };
}

/** A note was removed before the server had it: what it said counts as not handed in. */
export function takenBack(draft: Draft, removed: NotePayload): Draft {
  const fields = { ...draft.fields };
  for (const [name, kept] of Object.entries(fields)) {
    const change = removed.changes[name];
    if (kept.after !== removed.id || !change) continue;
    fields[name] = { ...kept, base: change.base, after: change.after ?? "" };
  }
  const open = <T extends { sent: string }>(all: T[]): T[] =>
    all.map((one) => (one.sent === removed.id ? { ...one, sent: "" } : one));
  return {
    ...draft,
    fields,
    findings: open(draft.findings),
    commitments: open(draft.commitments),
  };
}

/** A later note that builds on a removed one builds on what that one was based on. */
export function without(note: NotePayload, removed: NotePayload): NotePayload {
  const changes = { ...note.changes };
  for (const [name, change] of Object.entries(changes)) {
    const earlier = removed.changes[name];
    if (change.after !== removed.id || !earlier) continue;
    const { after: _gone, ...rest } = change;
    const after = earlier.after ? { after: earlier.after } : {};
    changes[name] = { ...rest, base: earlier.base, ...after };
  }
  return { ...note, changes };
}

/**
 * A newer bundle has come. What was not touched here follows it; what is being written stays as it is, and so does
 * what is on its way or in dispute.
 */
export function refreshed(draft: Draft, stop: Stop, disputed: string[]): Draft {
  const fields: Draft["fields"] = {};
  for (const [name, kept] of Object.entries(draft.fields)) {
    const untouched = same(kept.base, kept.value) && !kept.after && !disputed.includes(name);
    if (!untouched) fields[name] = kept;
  }
  const arrived = new Set(stop.findings.map((one) => one.id));
  const promised = new Set(stop.commitments.map((one) => one.id));
  return {
    ...draft,
    fields,
    findings: draft.findings.filter((one) => !(one.sent && arrived.has(one.id))),
    commitments: draft.commitments.filter((one) => !(one.sent && promised.has(one.id))),
  };
}

/** A person has decided a conflict: a note that says so, and the draft with the value chosen. */
export function decide(
  draft: Draft,
  choice: { field: string; theirs: Json; value: Json; conflict: string },
  note: { id: string; device: string; version: number; now: string },
): HandedIn {
  const { field, theirs, value, conflict } = choice;
  const fields = { ...draft.fields, [field]: { base: value, value, after: note.id } };
  return {
    draft: { ...draft, fields },
    payload: {
      id: note.id,
      device: note.device,
      stop: draft.stop,
      base_version: note.version,
      device_time: note.now,
      changes: { [field]: { base: theirs, value, resolves: conflict } },
      findings: [],
      commitments: [],
      media: [],
    },
  };
}

/** What of a draft one window has written: names of fields, ids of findings and commitments. */
export interface Touched {
  fields: string[];
  findings: string[];
  commitments: string[];
}

export function touched(before: Draft, after: Draft): Touched {
  const names = new Set([...Object.keys(before.fields), ...Object.keys(after.fields)]);
  return {
    fields: [...names].filter((name) => differs(before.fields[name], after.fields[name])),
    findings: changedIds(before.findings, after.findings),
    commitments: changedIds(before.commitments, after.commitments),
  };
}

function differs(one: unknown, other: unknown): boolean {
  return one !== other && JSON.stringify(one) !== JSON.stringify(other);
}

function changedIds<T extends { id: string }>(before: T[], after: T[]): string[] {
  const ids = new Set([...before, ...after].map((one) => one.id));
  const of = (all: T[], id: string) => all.find((one) => one.id === id);
  return [...ids].filter((id) => differs(of(before, id), of(after, id)));
}

export function both(one: Touched, other: Touched): Touched {
  const union = (a: string[], b: string[]) => [...new Set([...a, ...b])];
  return {
    fields: union(one.fields, other.fields),
    findings: union(one.findings, other.findings),
    commitments: union(one.commitments, other.commitments),
  };
}

/** What a window had written in `from`, laid over the draft as it is now; the rest of `now` stands. */
export function laidOver(now: Draft, from: Draft, what: Touched): Draft {
  const fields = { ...now.fields };
  for (const name of what.fields) {
    const kept = from.fields[name];
    if (kept) fields[name] = kept;
  }
  return {
    ...now,
    fields,
    findings: listOver(now.findings, from.findings, what.findings),
    commitments: listOver(now.commitments, from.commitments, what.commitments),
  };
}

function listOver<T extends { id: string }>(now: T[], from: T[], ids: string[]): T[] {
  const fresh = new Map(from.filter((one) => ids.includes(one.id)).map((one) => [one.id, one]));
  const standing = now.filter((one) => !ids.includes(one.id) || fresh.has(one.id));
  const known = new Set(standing.map((one) => one.id));
  return [
    ...standing.map((one) => fresh.get(one.id) ?? one),
    ...[...fresh.values()].filter((one) => !known.has(one.id)),
  ];
}
