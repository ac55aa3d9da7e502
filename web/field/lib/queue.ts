/** What is sent next, and what becomes of it by what the server answered. Pure. */

import type { Item, MediaReceipt, NoteReceipt, Told } from "./types.ts";

export type Answer =
  | { kind: "receipt"; receipt: NoteReceipt | MediaReceipt }
  /** Kept, and a person has to do something: the server will not take it as it is. */
  | { kind: "refused"; problem: Told }
  /** No answer, or the server is in trouble: tried again later by itself. */
  | { kind: "later"; problem: Told | null }
  /** Nobody is signed in: everything waits. */
  | { kind: "sign_in" };

const FIRST_WAIT_MS = 4_000;
const LONGEST_WAIT_MS = 5 * 60_000;
const HELD_WAIT_MS = 15_000;
/** Answers that say nothing about what was sent, only about the moment. */
const PASSING = new Set([408, 421, 425, 429]);

/** How long to wait after so many failures: doubling, at most five minutes. */
export function waitAfter(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, tries - 1));
}

/** The items that may be sent now, in the order in which they were made. */
export function due(items: Item[], user: number, now: number): Item[] {
  return items
    .filter(
      (one) =>
        one.user === user &&
        (one.state === "waiting" || one.state === "sending" || one.state === "held") &&
        one.next_at <= now,
    )
    .sort((one, other) => one.created_at - other.created_at);
}

/** When something is due next, or null. */
export function nextAt(items: Item[], user: number): number | null {
  const times = items
    .filter((one) => one.user === user && ["waiting", "sending", "held"].includes(one.state))
    .map((one) => one.next_at);
  return times.length ? Math.min(...times) : null;
}

/** Read an HTTP answer. A body that is not the program's own JSON is a proxy's or a failure's. */
export function answerOf(status: number, body: unknown): Answer {
  const told = isTold(body) ? { code: body.code, text: body.text } : null;
  if (status >= 200 && status < 300 && isReceipt(body)) return { kind: "receipt", receipt: body };
  // A lost device is nobody's until it is found; the next question for the session says so.
  if (status === 401 || told?.code === "lost") return { kind: "sign_in" };
  // What arrived damaged is sent again; the bytes here are whole.
  if (told?.code === "hash") return { kind: "later", problem: told };
  if (told && status >= 400 && status < 500 && !PASSING.has(status)) {
    return { kind: "refused", problem: told };
  }
  // A proxy in front may have a smaller limit; trying the same again and again would not help.
  if (status === 413) return { kind: "refused", problem: { code: "proxy_too_large", text: "" } };
  return { kind: "later", problem: { code: `http_${status}`, text: "" } };
}

function isTold(body: unknown): body is Told {
  return (
    typeof body === "object" && body !== null && "code" in body && typeof body.code === "string"
  );
}

function isReceipt(body: unknown): body is NoteReceipt | MediaReceipt {
  return (
    typeof body === "object" &&
    body !== null &&
    "received_at" in body &&
    ("outcome" in body || "state" in body)
  );
}

/** The item after the answer. Nothing is ever removed here: only a receipt lets bytes go. */
export function settled(item: Item, answer: Answer, now: number): Item {
  switch (answer.kind) {
    case "receipt":
      return withReceipt(item, answer.receipt, now);
    case "refused":
      return { ...item, state: "needs_you", problem: answer.problem };
    case "sign_in":
      return { ...item, state: item.state === "held" ? "held" : "waiting", next_at: 0 };
    case "later": {
      const tries = item.tries + 1;
      const state = item.state === "held" ? "held" : "waiting";
      return { ...item, state, tries, next_at: now + waitAfter(tries), problem: answer.problem };
    }
  }
}

function withReceipt(item: Item, receipt: NoteReceipt | MediaReceipt, now: number): Item {
  const kept = {
    ...item,
    problem: null,
    tries: 0,
    warnings: receipt.warnings,
    received_at: receipt.received_at,
  };
  if ("outcome" in receipt) {
    const conflicts = receipt.conflicts;
    if (conflicts.length) {
      return { ...kept, state: "needs_you", conflicts, problem: { code: "conflict", text: "" } };
    }
    if (receipt.held.length) return { ...kept, state: "held", next_at: now + HELD_WAIT_MS };
    // Held for repair there: somebody looks at it; nothing more to do here but to read why.
    if (receipt.outcome === "held") {
      return { ...kept, state: "needs_you", problem: { code: "in_repair", text: "" } };
    }
    return { ...kept, state: "received", conflicts: [] };
  }
  if (receipt.state === "held") {
    return { ...kept, state: "needs_you", problem: { code: "in_repair", text: "" } };
  }
  return { ...kept, state: "received" };
}
