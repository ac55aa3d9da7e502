import { describe, expect, it } from "vitest";
import { newDraft } from "./drafts.ts";
import { done, type Entry, entries, note, type Shelf } from "./journal.ts";

function shelf(most = Number.POSITIVE_INFINITY): Shelf {
  const kept = new Map<string, string>();
  return {
    get length() {
      return kept.size;
    },
    key: (n) => [...kept.keys()][n] ?? null,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (value.length > most) throw new Error("full");
      kept.set(key, value);
    },
    removeItem: (key) => void kept.delete(key),
  };
}

const NOTHING = { fields: [], findings: [], commitments: [] };

function written(page: string, fields: Record<string, string>): Entry {
  const kept = Object.entries(fields).map(([name, value]) => [
    name,
    { base: null, value, after: "" },
  ]);
  const draft = { ...newDraft(1, "TT-1", 7), fields: Object.fromEntries(kept) };
  return { page, draft, touched: { ...NOTHING, fields: Object.keys(fields) } };
}

describe("the journal of keystrokes", () => {
  it("has what the store had not answered yet", () => {
    const on = shelf();
    const entry = written("a", { note: "x" });
    note(on, entry);
    expect(entries(on)).toEqual([entry]);
  });

  it("is empty when the store has it, but keeps a later keystroke", () => {
    const on = shelf();
    const first = written("a", { note: "x" });
    const text = note(on, first);
    const later = written("a", { note: "xy" });
    const more = note(on, later);
    done(on, first, text);
    expect(entries(on)).toEqual([later]);
    done(on, later, more);
    expect(entries(on)).toEqual([]);
  });

  it("knows everything touched since the store answered last", () => {
    const on = shelf();
    note(on, written("a", { note: "x" }));
    const later = written("a", { note: "x", met: "An" });
    note(on, { ...later, touched: { ...NOTHING, fields: ["met"] } });
    expect(entries(on)[0]?.touched.fields).toEqual(["note", "met"]);
  });

  it("keeps what each window writes apart", () => {
    const on = shelf();
    note(on, written("a", { note: "x" }));
    note(on, written("b", { met: "An" }));
    expect(entries(on).map((one) => one.page)).toEqual(["a", "b"]);
  });

  it("takes no harm from a full shelf or from what it cannot read", () => {
    expect(() => note(shelf(3), written("a", { note: "x" }))).not.toThrow();
    const on = shelf();
    on.setItem("field-journal/a/1/7", "{half");
    on.setItem("field-journal/b/1/7", JSON.stringify(written("a", { note: "x" })));
    on.setItem("theme", "dark");
    expect(entries(on)).toEqual([]);
  });
});
