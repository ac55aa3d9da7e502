/** What is kept on this device, and what is done with it. Each step is one transaction. */

import * as db from "./db.ts";
import type { HandedIn } from "./drafts.ts";
import {
  decide,
  handIn,
  holdsUnsent,
  keyOf,
  laidOver,
  newDraft,
  received,
  refreshed,
  takenBack,
  without,
} from "./drafts.ts";
import { newId } from "./ids.ts";
import type { Entry } from "./journal.ts";
import type { Answer } from "./queue.ts";
import { settled } from "./queue.ts";
import type { Bundle, Carried, Draft, Item, Json, MediaInfo, NotePayload } from "./types.ts";

/** A name for this device, made once; it says nothing about whose it is. */
export async function device(): Promise<string> {
  const made = newId();
  return db.within(["meta"], "readwrite", async (of) => {
    const known = await db.ask<string | undefined>(of("meta").get("device"));
    if (known) return known;
    await db.ask(of("meta").put(made, "device"));
    return made;
  });
}

export interface Person {
  id: number;
  name: string;
}

/** Who was signed in last: whose things are shown when there is no signal. */
export function lastPerson(): Promise<Person | undefined> {
  return db.get<Person>("meta", "person");
}

/** A full device sends without remembering for whom. */
export async function rememberPerson({ id, name }: Person): Promise<void> {
  const known = await lastPerson();
  if (known?.id === id && known.name === name) return;
  await db.put("meta", { id, name }, "person").catch(() => undefined);
}

/** The worker sends without a page: its answers come in the language chosen last. */
export function rememberLanguage(lang: string): Promise<void> {
  return db.put("meta", lang, "language");
}

export async function language(): Promise<string> {
  return (await db.get<string>("meta", "language")) ?? "vi";
}

export async function carried(user: number): Promise<Carried[]> {
  return (await db.all<Carried>("carried")).filter((one) => one.user === user);
}

/** Keep a bundle; drafts of its stops follow it where nothing was written on them. */
export async function carry(user: number, bundle: Bundle, now: number): Promise<void> {
  const { number } = bundle.visit;
  const kept: Carried = { key: `${user}/${number}`, user, number, taken_at: now, bundle };
  await db.within(["carried", "drafts", "items"], "readwrite", async (of) => {
    const items = await db.ask<Item[]>(of("items").getAll());
    for (const stop of bundle.stops) {
      const draft = await db.ask<Draft | undefined>(of("drafts").get(keyOf(user, stop.id)));
      const disputed = items
        .filter((one) => one.stop === stop.id && one.user === user)
        .flatMap((one) => one.conflicts.map((conflict) => conflict.field));
      if (draft) await db.ask(of("drafts").put(refreshed(draft, stop, disputed)));
    }
    await db.ask(of("carried").put(kept));
  });
}

/** Leave a visit behind: what is known of it and what was received goes, what was written and not received stays. */
export async function leaveBehind(user: number, number: string): Promise<void> {
  await db.within(["carried", "drafts", "items"], "readwrite", async (table) => {
    await db.ask(table("carried").delete(`${user}/${number}`));
    await letGo(table, (one) => one.user === user && one.visit === number);
  });
}

/** Of what is meant: items that were received go, and drafts of which nothing waits or is still unsaid. */
async function letGo(
  table: (name: db.Table) => IDBObjectStore,
  meant: (one: { user: number; visit: string }) => boolean,
): Promise<void> {
  const waits = new Set<string>();
  for (const one of (await db.ask<Item[]>(table("items").getAll())).filter(meant)) {
    if (one.state === "received") await db.ask(table("items").delete(one.id));
    else waits.add(keyOf(one.user, one.stop));
  }
  for (const one of (await db.ask<Draft[]>(table("drafts").getAll())).filter(meant)) {
    if (!waits.has(one.key) && !holdsUnsent(one)) await db.ask(table("drafts").delete(one.key));
  }
}

export async function drafts(user: number): Promise<Draft[]> {
  return (await db.all<Draft>("drafts")).filter((one) => one.user === user);
}

export async function changeDraft(
  of: { user: number; visit: string; stop: number },
  how: (now: Draft) => Draft,
): Promise<Draft> {
  const key = keyOf(of.user, of.stop);
  const after = await db.change<Draft>("drafts", key, (now) =>
    how(now ?? newDraft(of.user, of.visit, of.stop)),
  );
  return after as Draft;
}

/** What a dead window had only noted in the journal is later than what is here; the rest of the draft stands. */
export async function takeFromJournal({ draft, touched }: Entry): Promise<void> {
  await db.change<Draft>("drafts", draft.key, (now) => laidOver(now ?? draft, draft, touched));
}

export function items(): Promise<Item[]> {
  return db.all<Item>("items");
}

export function bytes(id: string): Promise<Blob | undefined> {
  return db.get<Blob>("files", id);
}

function newItem(
  kind: Item["kind"],
  id: string,
  of: { user: number; visit: string; stop: number },
  now: number,
): Item {
  return {
    id,
    kind,
    ...{ user: of.user, visit: of.visit, stop: of.stop },
    state: kind === "note" ? "waiting" : "draft",
    created_at: now,
    tries: 0,
    next_at: 0,
    problem: null,
    warnings: [],
    received_at: "",
    payload: null,
    media: null,
    conflicts: [],
  };
}

/**
 * Keep a photograph, a memo or a signature; it stays a draft until its stop is handed in. A signature may use the room
 * that is set aside; photographs and memos, which are many, may not.
 */
export async function keepFile(
  of: { user: number; visit: string; stop: number },
  id: string,
  media: MediaInfo,
  blob: Blob,
  now: number,
): Promise<Item> {
  const item = { ...newItem("media", id, of, now), media };
  const write = async (table: (name: db.Table) => IDBObjectStore) => {
    await db.ask(table("files").put(blob, id));
    await db.ask(table("items").put(item));
  };
  const way = media.kind === "signature" ? db.withReserve : db.within;
  await way(["items", "files"], "readwrite", write);
  return item;
}

/** Put other bytes in the place of a draft's (faces made unrecognisable): the first ones are gone from here. */
export async function replaceBytes(id: string, blob: Blob, media: MediaInfo): Promise<void> {
  await db.within(["items", "files"], "readwrite", async (table) => {
    const item = await db.ask<Item | undefined>(table("items").get(id));
    if (item?.state !== "draft") return;
    await db.ask(table("files").put(blob, id));
    await db.ask(table("items").put({ ...item, media }));
  });
}

export function changeItem(id: string, how: (now: Item) => Item): Promise<Item | undefined> {
  return db.change<Item>("items", id, (now) => (now ? how(now) : undefined));
}

/** A memo ends with what was kept of it last. */
export async function endMemo(id: string): Promise<void> {
  await changeItem(id, (now) => ({ ...now, media: now.media && { ...now.media, recording: "" } }));
}

/**
 * Take something off this device because its owner says so; never done by the program itself. What a note said that
 * the server does not have can be handed in again.
 */
export async function discard(id: string): Promise<void> {
  await db.withReserve(["items", "files", "drafts"], "readwrite", async (table) => {
    const item = await db.ask<Item | undefined>(table("items").get(id));
    await db.ask(table("items").delete(id));
    await db.ask(table("files").delete(id));
    if (item?.payload && !item.received_at) await takeBack(table, item, item.payload);
  });
}

async function takeBack(
  table: (name: db.Table) => IDBObjectStore,
  of: Item,
  removed: NotePayload,
): Promise<void> {
  const draft = await db.ask<Draft | undefined>(table("drafts").get(keyOf(of.user, of.stop)));
  if (draft) await db.ask(table("drafts").put(takenBack(draft, removed)));
  for (const later of await db.ask<Item[]>(table("items").getAll())) {
    if (later.payload && !later.received_at && later.user === of.user) {
      await db.ask(table("items").put({ ...later, payload: without(later.payload, removed) }));
    }
  }
}

/** Hand in everything of a stop that was not handed in: a note, and its files begin to wait for a signal. */
export async function handInStop(
  of: { user: number; visit: string; stop: number },
  note: { id: string; device: string; version: number; now: string },
  at: number,
): Promise<void> {
  await db.withReserve(["drafts", "items"], "readwrite", async (table) => {
    const every = await db.ask<Item[]>(table("items").getAll());
    const files = every.filter(
      (one) => one.kind === "media" && one.stop === of.stop && one.user === of.user,
    );
    const fresh = files.filter((one) => one.state === "draft" && !one.media?.recording);
    const known = await db.ask<Draft | undefined>(table("drafts").get(keyOf(of.user, of.stop)));
    const draft = known ?? newDraft(of.user, of.visit, of.stop);
    const handed = handIn(draft, { ...note, media: fresh.map((one) => one.id) });
    for (const file of fresh) await db.ask(table("items").put({ ...file, state: "waiting" }));
    await put(table, of, handed, at);
  });
}

async function put(
  table: (name: db.Table) => IDBObjectStore,
  of: { user: number; visit: string; stop: number },
  handed: HandedIn,
  at: number,
): Promise<void> {
  const item = { ...newItem("note", handed.payload.id, of, at), payload: handed.payload };
  if (!isEmpty(handed.payload)) await db.ask(table("items").put(item));
  await db.ask(table("drafts").put(handed.draft));
}

function isEmpty(payload: NotePayload): boolean {
  const lists = [payload.findings, payload.commitments, payload.media];
  return !Object.keys(payload.changes).length && lists.every((list) => !list.length);
}

/** End a conflict with the value a person chose: the old note is settled, a new one says how. */
export async function decideConflict(
  item: Item,
  field: string,
  value: Json,
  note: { id: string; device: string; version: number; now: string },
  at: number,
): Promise<void> {
  const of = { user: item.user, visit: item.visit, stop: item.stop };
  await db.withReserve(["drafts", "items"], "readwrite", async (table) => {
    const now = await db.ask<Item | undefined>(table("items").get(item.id));
    const conflict = now?.conflicts.find((one) => one.field === field);
    if (!now || !conflict) return;
    const known = await db.ask<Draft | undefined>(table("drafts").get(keyOf(of.user, of.stop)));
    const draft = known ?? newDraft(of.user, of.visit, of.stop);
    const choice = { field, theirs: conflict.theirs, value, conflict: item.id };
    await put(table, of, decide(draft, choice, note), at);
    const conflicts = now.conflicts.filter((one) => one.field !== field);
    const state = conflicts.length ? "needs_you" : "received";
    const problem = conflicts.length ? now.problem : null;
    await db.ask(table("items").put({ ...now, conflicts, state, problem }));
  });
}

/**
 * Write down what the server answered. Only its receipt lets go of bytes, and only of those that it stored; what it
 * holds for repair stays here too.
 */
export async function settle(id: string, answer: Answer, now: number): Promise<Item | undefined> {
  return db.withReserve(["items", "files", "drafts"], "readwrite", async (table) => {
    const item = await db.ask<Item | undefined>(table("items").get(id));
    if (!item) return undefined;
    const after = settled(item, answer, now);
    await db.ask(table("items").put(after));
    if (after.kind === "media" && after.state === "received") {
      await db.ask(table("files").delete(id));
    }
    if (answer.kind === "receipt" && "outcome" in answer.receipt) {
      const key = keyOf(item.user, item.stop);
      const draft = await db.ask<Draft | undefined>(table("drafts").get(key));
      if (draft) await db.ask(table("drafts").put(received(draft, answer.receipt)));
    }
    return after;
  });
}

/** Forget the list of what the server has; nothing else is touched. */
export async function clearReceived(user: number): Promise<void> {
  await db.within(["items"], "readwrite", async (table) => {
    for (const item of await db.ask<Item[]>(table("items").getAll())) {
      if (item.user === user && item.state === "received") {
        await db.ask(table("items").delete(item.id));
      }
    }
  });
}

/**
 * Forget what is known and what was received, of one person or of everybody, and who was signed in. What was written
 * and is not received stays, and is shown again to its owner only.
 */
export async function forget(user?: number): Promise<void> {
  await db.within(["carried", "drafts", "items", "meta"], "readwrite", async (table) => {
    const mine = (one: { user: number }) => user === undefined || one.user === user;
    for (const one of await db.ask<Carried[]>(table("carried").getAll())) {
      if (mine(one)) await db.ask(table("carried").delete(one.key));
    }
    await letGo(table, mine);
    await db.ask(table("meta").delete("person"));
  });
}
