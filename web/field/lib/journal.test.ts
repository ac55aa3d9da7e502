import { describe, expect, it } from "vitest";
import { newDraft } from "./drafts.ts";
import { done, leftBehind, note, type Shelf } from "./journal.ts";

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

describe("the journal of keystrokes", () => {
  it("has what the store had not answered yet", () => {
    const on = shelf();
    note(on, newDraft(1, "TT-1", 7));
    expect(leftBehind(on)).toEqual([newDraft(1, "TT-1", 7)]);
  });

  it("is empty when the store has it, but keeps a later keystroke", () => {
    const on = shelf();
    const first = newDraft(1, "TT-1", 7);
    const text = note(on, first);
    const later = { ...first, fields: { note: { base: null, value: "x", after: "" } } };
    note(on, later);
    done(on, first, text);
    expect(leftBehind(on)).toEqual([later]);
    done(on, later, JSON.stringify(later));
    expect(leftBehind(on)).toEqual([]);
  });

  it("takes no harm from a full shelf or from what it cannot read", () => {
    expect(() => note(shelf(3), newDraft(1, "TT-1", 7))).not.toThrow();
    const on = shelf();
    on.setItem("field-journal/1/7", "{half");
    on.setItem("theme", "dark");
    expect(leftBehind(on)).toEqual([]);
  });
});
