import { describe, expect, it } from "vitest";
import {
  both,
  changedFields,
  currentValue,
  decide,
  edit,
  handIn,
  laidOver,
  newDraft,
  received,
  refreshed,
  same,
  takenBack,
  touched,
  unsentCount,
  without,
} from "./drafts.ts";
import type { Draft, NoteReceipt, Stop } from "./types.ts";

const note = (id: string) => ({
  id,
  device: "d",
  version: 3,
  now: "2026-11-26T08:00:00Z",
  media: [],
});

function stop(fields: Stop["fields"] = {}): Stop {
  return { id: 7, version: 3, fields, findings: [], commitments: [], media: [] } as unknown as Stop;
}

const seen = (value: string) => ({ value, version: 1, by: "An", at: "2026-11-20T08:00:00Z" });

function receipt(id: string, more: Partial<NoteReceipt> = {}): NoteReceipt {
  return { id, held: [], conflicts: [], warnings: [], outcome: "applied", ...more } as NoteReceipt;
}

describe("what is written at a stop", () => {
  it("remembers what it was based on", () => {
    const draft = edit(newDraft(1, "TT-1", 7), stop({ note: seen("old") }), "note", "new");
    expect(handIn(draft, note("a")).payload.changes).toEqual({
      note: { base: "old", value: "new" },
    });
  });

  it("is not handed in twice", () => {
    const draft = edit(newDraft(1, "TT-1", 7), stop(), "note", "new");
    const once = handIn(draft, note("a")).draft;
    expect(unsentCount(once)).toBe(0);
    expect(currentValue(once, stop(), "note")).toBe("new");
  });

  it("is no change when it was written back as it was", () => {
    let draft = edit(newDraft(1, "TT-1", 7), stop({ note: seen("old") }), "note", "new");
    draft = edit(draft, stop(), "note", "old ");
    expect(changedFields(draft)).toEqual([]);
  });

  it("names the note that it builds on while that is not received", () => {
    let draft = handIn(edit(newDraft(1, "TT-1", 7), stop(), "note", "one"), note("a")).draft;
    draft = edit(draft, stop(), "note", "two");
    expect(handIn(draft, note("b")).payload.changes).toEqual({
      note: { base: "one", value: "two", after: "a" },
    });
    expect(handIn(received(draft, receipt("a")), note("b")).payload.changes).toEqual({
      note: { base: "one", value: "two" },
    });
  });

  it("still waits for a note that the server holds back", () => {
    let draft = handIn(edit(newDraft(1, "TT-1", 7), stop(), "note", "one"), note("a")).draft;
    draft = received(edit(draft, stop(), "note", "two"), receipt("a", { held: ["note"] }));
    expect(draft.fields.note?.after).toBe("a");
  });

  it("hands in a finding once, and only when it says something", () => {
    const found = { id: "f", category: "power", text: "", point: null, at: "", sent: "" };
    const draft = {
      ...newDraft(1, "TT-1", 7),
      findings: [found, { ...found, id: "g", text: "Cable" }],
    };
    const handed = handIn(draft, note("a"));
    expect(handed.payload.findings.map((one) => one.id)).toEqual(["g"]);
    expect(handIn(handed.draft, note("b")).payload.findings).toEqual([]);
  });
});

describe("a newer bundle", () => {
  it("is followed by what was not touched here", () => {
    const draft = received(
      handIn(edit(newDraft(1, "TT-1", 7), stop(), "note", "one"), note("a")).draft,
      receipt("a"),
    );
    const newer = stop({ note: seen("by the desk") });
    expect(currentValue(refreshed(draft, newer, []), newer, "note")).toBe("by the desk");
  });

  it("leaves what is being written, on its way or in dispute", () => {
    const written = edit(newDraft(1, "TT-1", 7), stop(), "note", "mine");
    const newer = stop({ note: seen("theirs") });
    expect(currentValue(refreshed(written, newer, []), newer, "note")).toBe("mine");
    const sent = handIn(written, note("a")).draft;
    expect(currentValue(refreshed(sent, newer, []), newer, "note")).toBe("mine");
    const told = received(sent, receipt("a"));
    expect(currentValue(refreshed(told, newer, ["note"]), newer, "note")).toBe("mine");
  });
});

describe("a note removed before the server had it", () => {
  const written = edit(newDraft(1, "TT-1", 7), stop({ note: seen("old") }), "note", "one");
  const finding = { id: "f", category: "power", text: "x", point: null, at: "", sent: "" };
  const promise = { id: "c", what: "y", sent: "" };
  const first = handIn(
    { ...written, findings: [finding], commitments: [promise] } as unknown as Draft,
    note("a"),
  );

  it("leaves what it said to be handed in again, based on what it was based on", () => {
    const draft = takenBack(first.draft, first.payload);
    expect(unsentCount(first.draft)).toBe(0);
    expect(unsentCount(draft)).toBe(3);
    const again = handIn(draft, note("b")).payload;
    expect(again.changes).toEqual({ note: { base: "old", value: "one" } });
    expect([again.findings.length, again.commitments.length]).toEqual([1, 1]);
  });

  it("leaves a later note no reason to wait for it", () => {
    const second = handIn(edit(first.draft, stop(), "note", "two"), note("b"));
    expect(second.payload.changes.note?.after).toBe("a");
    expect(without(second.payload, first.payload).changes).toEqual({
      note: { base: "old", value: "two" },
    });
    expect(takenBack(second.draft, first.payload).fields).toEqual(second.draft.fields);
  });

  it("waits for what the removed one waited for", () => {
    const second = handIn(edit(first.draft, stop(), "note", "two"), note("b"));
    expect(takenBack(second.draft, second.payload).fields.note).toEqual({
      base: "one",
      value: "two",
      after: "a",
    });
  });
});

describe("a decided conflict", () => {
  it("is a note that builds on what the other side wrote", () => {
    const draft = newDraft(1, "TT-1", 7);
    const choice = { field: "note", theirs: "theirs", value: "both", conflict: "c" };
    const { payload, draft: after } = decide(draft, choice, note("d"));
    expect(payload.changes).toEqual({ note: { base: "theirs", value: "both", resolves: "c" } });
    expect(after.fields.note).toEqual({ base: "both", value: "both", after: "d" });
  });
});

describe("what says the same", () => {
  it.each([
    ["", null],
    [[], null],
    [" a\r\nb", "a\nb"],
    [
      { name: "An", position: "" },
      { position: null, name: "An" },
    ],
  ])("%j and %j", (one, other) => {
    expect(same(one, other)).toBe(true);
  });

  it("does not take zero or no for nothing", () => {
    expect(same(0, null)).toBe(false);
    expect(same(false, null)).toBe(false);
  });
});

describe("a draft in two windows", () => {
  const at = stop();
  const written = (draft: Draft, field: string, text: string) => edit(draft, at, field, text);

  it("keeps what each of them wrote, whichever was closed before the store answered", () => {
    const begun = newDraft(1, "TT-1", 7);
    const there = written(begun, "note", "in the store");
    const here = written(begun, "met", "in the journal");
    const found = laidOver(there, here, touched(begun, here));
    expect(found.fields.note?.value).toBe("in the store");
    expect(found.fields.met?.value).toBe("in the journal");
  });

  it("lays over only findings that were written, changed or removed there", () => {
    const one = (id: string, text: string) => ({
      ...{ id, text, category: "power", point: null, at: "", sent: "" },
    });
    const begun = { ...newDraft(1, "TT-1", 7), findings: [one("a", "a"), one("b", "b")] };
    const there = { ...begun, findings: [...begun.findings, one("c", "c")] };
    const here = { ...begun, findings: [one("b", "b, and more"), one("d", "d")] };
    const found = laidOver(there, here, touched(begun, here));
    expect(found.findings.map((each) => each.text)).toEqual(["b, and more", "c", "d"]);
  });

  it("remembers what was touched before as well", () => {
    const begun = newDraft(1, "TT-1", 7);
    const first = written(begun, "note", "x");
    const second = written(first, "met", "y");
    const what = both(touched(begun, first), touched(first, second));
    expect(what.fields).toEqual(["note", "met"]);
  });
});
