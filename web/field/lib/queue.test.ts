import { describe, expect, it } from "vitest";
import { answerOf, due, nextAt, settled, waitAfter } from "./queue.ts";
import type { Item, MediaReceipt, NoteReceipt } from "./types.ts";

const item = (more: Partial<Item> = {}): Item => ({
  id: "1",
  kind: "note",
  user: 1,
  visit: "TT",
  stop: 1,
  state: "waiting",
  created_at: 1,
  tries: 0,
  next_at: 0,
  problem: null,
  warnings: [],
  received_at: "",
  payload: null,
  media: null,
  conflicts: [],
  ...more,
});

const noteReceipt = (more: Partial<NoteReceipt> = {}): NoteReceipt =>
  ({
    id: "1",
    outcome: "applied",
    received_at: "2026-11-26T08:00:00Z",
    held: [],
    conflicts: [],
    warnings: [],
    ...more,
  }) as NoteReceipt;
const mediaReceipt = (state: "stored" | "held"): MediaReceipt =>
  ({
    id: "1",
    state,
    received_at: "2026-11-26T08:00:00Z",
    warnings: [],
  }) as unknown as MediaReceipt;

describe("what is sent", () => {
  it("goes in the order in which it was made, one's own only, and not before its time", () => {
    const items = [
      item({ id: "b", created_at: 2 }),
      item({ id: "a", created_at: 1 }),
      item({ id: "later", next_at: 100 }),
      item({ id: "other", user: 2 }),
      item({ id: "draft", state: "draft" }),
      item({ id: "done", state: "received" }),
    ];
    expect(due(items, 1, 50).map((one) => one.id)).toEqual(["a", "b"]);
    expect(nextAt(items, 1)).toBe(0);
  });

  it("is taken up again when the page was closed while it was being sent", () => {
    expect(due([item({ state: "sending" })], 1, 0)).toHaveLength(1);
  });
});

describe("an answer", () => {
  it.each([
    [200, noteReceipt(), "receipt"],
    [401, { code: "sign_in", text: "" }, "sign_in"],
    [410, { code: "lost", text: "…" }, "sign_in"],
    [410, { code: "gone", text: "…" }, "refused"],
    [403, { code: "not_yours", text: "…" }, "refused"],
    [413, { code: "too_large", text: "…" }, "refused"],
    [413, "<html>nginx</html>", "refused"],
    [422, { code: "hash", text: "…" }, "later"],
    [429, { code: "slow", text: "…" }, "later"],
    [500, "<html>", "later"],
    [502, null, "later"],
    [200, "<html>Sign in to this wireless network</html>", "later"],
  ])("%i %j is %s", (status, body, kind) => {
    expect(answerOf(status, body).kind).toBe(kind);
  });
});

describe("what becomes of an item", () => {
  it("is received with the server's time and its remarks", () => {
    const warnings = [{ code: "clock", text: "…" }];
    const after = settled(item(), { kind: "receipt", receipt: noteReceipt({ warnings }) }, 0);
    expect(after).toMatchObject({
      state: "received",
      warnings,
      received_at: "2026-11-26T08:00:00Z",
    });
  });

  it("needs a person for a conflict, for a picture nobody can open, and for a refusal", () => {
    const conflict = { field: "note", base: null, mine: "a", theirs: "b", by: "An", at: null };
    const receipt = noteReceipt({ outcome: "conflict", conflicts: [conflict] });
    expect(settled(item(), { kind: "receipt", receipt }, 0)).toMatchObject({
      state: "needs_you",
      conflicts: [conflict],
    });
    const held = settled(
      item({ kind: "media" }),
      { kind: "receipt", receipt: mediaReceipt("held") },
      0,
    );
    expect(held).toMatchObject({ state: "needs_you", problem: { code: "in_repair" } });
    const problem = { code: "too_large", text: "60 MB" };
    expect(settled(item(), { kind: "refused", problem }, 0)).toMatchObject({
      state: "needs_you",
      problem,
    });
  });

  it("is asked for again while the server holds it for an earlier note", () => {
    const receipt = noteReceipt({ outcome: "held", held: ["note"] });
    const after = settled(item(), { kind: "receipt", receipt }, 1000);
    expect(after.state).toBe("held");
    expect(after.next_at).toBeGreaterThan(1000);
  });

  it("waits longer after each failure, at most five minutes", () => {
    const once = settled(item(), { kind: "later", problem: null }, 1000);
    const twice = settled(once, { kind: "later", problem: null }, 1000);
    expect([once.state, twice.tries]).toEqual(["waiting", 2]);
    expect(twice.next_at).toBeGreaterThan(once.next_at);
    expect(waitAfter(50)).toBe(300_000);
  });

  it("waits without a penalty while nobody is signed in", () => {
    expect(settled(item({ state: "sending" }), { kind: "sign_in" }, 9)).toMatchObject({
      state: "waiting",
      tries: 0,
      next_at: 0,
    });
  });
});
