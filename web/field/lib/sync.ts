/**
 * Sending what waits: one sender at a time, whichever window or worker it is. Nothing depends on its order, and
 * nothing is lost if it is killed: an item is received only when the server's receipt is on this disk.
 */

import type { Api, Session, Signed } from "./api.ts";
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
  if (!session || typeof session === "string") return { session, sent: 0, busy: false };
  await store.rememberPerson(session.user);
  const device = await store.device();
  let sent = 0;
  for (const item of due(await store.items(), session.user.id, Date.now())) {
    if (item.state === "waiting") {
      await store.changeItem(item.id, (now) => ({ ...now, state: "sending" }));
      tell();
    }
    const answer = await deliver(api, item, session, device);
    const after = await store.settle(item.id, answer, Date.now());
    tell();
    if (after?.state === "received") sent += 1;
    if (answer.kind === "sign_in") return { session: null, sent, busy: false };
    // A dead line fails for every other item too: wait for a better moment.
    if (answer.kind === "later" && answer.problem === null) break;
  }
  return { session, sent, busy: false };
}

async function deliver(api: Api, item: Item, session: Session, device: string): Promise<Answer> {
  // Known beforehand: nobody's mobile data is spent on what will be refused.
  if (item.media && item.media.size > session.most_bytes) {
    return { kind: "refused", problem: { code: "too_large", text: "" } };
  }
  const bytes = item.kind === "media" ? await store.bytes(item.id) : undefined;
  return api.send(item, bytes, session, device);
}

/** What the end of the page cut off: sendings wait again, a memo ends where it was kept last. */
export async function recover(): Promise<void> {
  for (const item of await store.items()) {
    if (item.media?.recording) {
      await store.changeItem(item.id, (now) => ({
        ...now,
        media: now.media && { ...now.media, recording: false },
      }));
    }
    if (item.state === "sending") {
      await store.changeItem(item.id, (now) => ({ ...now, state: "waiting", next_at: 0 }));
    }
  }
}
