/**
 * Sending what waits: one sender at a time, whichever window or worker it is. Nothing depends on its order, and
 * nothing is lost if it is killed: an item is received only when the server's receipt is on this disk.
 */

import type { Api, Session, Signed } from "./api.ts";
import * as journal from "./journal.ts";
import * as pages from "./pages.ts";
import { type Answer, due } from "./queue.ts";
import * as store from "./store.ts";
import type { Item } from "./types.ts";

const LOCK = "diaban-field-sync";
export const CHANNEL = "diaban-field";

export interface Outcome {
  session: Signed;
  sent: number;
  /** Another window or the worker is sending already. */
  busy: boolean;
}

/** Send everything that is due. Tells other windows after each step. */
export async function syncOnce(api: Api, tell: () => void): Promise<Outcome> {
  const work = () => sendDue(api, tell);
  if (!("locks" in navigator)) return work();
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) =>
    lock ? work() : { session: "unreachable" as const, sent: 0, busy: true },
  );
}

async function sendDue(api: Api, tell: () => void): Promise<Outcome> {
  const session = await api.session();
  if (session === "lost") {
    await store.forget();
    tell();
  }
  if (!session || typeof session === "string") return { session, sent: 0, busy: false };
  await store.rememberPerson(session.user);
  let sent = 0;
  for (const item of due(await store.items(), session.user.id, Date.now())) {
    if (item.state === "waiting") {
      await kept(() => store.changeItem(item.id, (now) => ({ ...now, state: "sending" })));
      tell();
    }
    const answer = await deliver(api, item, session);
    const after = await store.settle(item.id, answer, Date.now());
    tell();
    if (after?.state === "received") sent += 1;
    if (answer.kind === "sign_in") return { session: null, sent, busy: false };
    // A dead line fails for every other item too: wait for a better moment.
    if (answer.kind === "later" && answer.problem === null) break;
  }
  return { session, sent, busy: false };
}

async function deliver(api: Api, item: Item, session: Session): Promise<Answer> {
  // Known beforehand: nobody's mobile data is spent on what will be refused.
  if (item.media && item.media.size > session.most_bytes) {
    return { kind: "refused", problem: { code: "too_large", text: "" } };
  }
  const bytes = item.kind === "media" ? await store.bytes(item.id) : undefined;
  return api.send(item, bytes, session);
}

/** A step that a full device may refuse: what it is about stays as it was, and the rest goes on. */
async function kept(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch {
    // Tried again at the next opening.
  }
}

/**
 * What the end of a window cut off: sendings wait again, keystrokes come out of the journal, a memo ends where it was
 * kept last. What another window is still writing is taken when that one has ended; `tell` says so then. `refused` is
 * given the keystrokes that a full device does not take.
 */
export async function recover(
  tell: () => void,
  refused: (entry: journal.Entry) => void,
): Promise<void> {
  const shelf = journal.shelf();
  for (const entry of journal.entries(shelf)) {
    await pages.after(entry.page, () => takeEntry(shelf, entry, tell, refused));
  }
  for (const item of await store.items()) {
    if (item.media?.recording) {
      const end = async () => {
        await store.endMemo(item.id);
        tell();
      };
      await pages.after(item.media.recording, () => kept(end));
    }
    if (item.state === "sending") {
      const again = (now: Item): Item =>
        now.state === "sending" ? { ...now, state: "waiting", next_at: 0 } : now;
      await kept(() => store.changeItem(item.id, again));
    }
  }
}

/** As the journal has it when the window is dead: it may have written more, or the store may have answered. */
async function takeEntry(
  shelf: journal.Shelf,
  of: journal.Entry,
  tell: () => void,
  refused: (entry: journal.Entry) => void,
): Promise<void> {
  const same = (one: journal.Entry) => one.page === of.page && one.draft.key === of.draft.key;
  const entry = journal.entries(shelf).find(same);
  if (!entry) return;
  try {
    await store.takeFromJournal(entry);
    journal.done(shelf, entry, JSON.stringify(entry));
  } catch {
    refused(entry);
  }
  tell();
}
