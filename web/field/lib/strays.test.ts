import { describe, expect, it } from "vitest";
import { newDraft } from "./drafts.ts";
import { strays } from "./strays.ts";
import type { Draft, Item } from "./types.ts";

const note = (stop: number, value = "words"): Draft => ({
  ...newDraft(1, "TT-1", stop),
  fields: { note: { base: "", value, after: "" } },
});
const file = (stop: number, more: object = {}) =>
  ({ id: "f", visit: "TT-1", stop, state: "draft", media: { recording: "" }, ...more }) as Item;
const of = (found: ReturnType<typeof strays>) => found.map((one) => [one.stop, one.count]);

describe("what is written at stops that are not on the device", () => {
  it("is found by its words and by its files, each stop once", () => {
    const found = strays([note(7), note(8)], [file(8), file(9)], () => false);
    expect(of(found)).toEqual([
      [7, 1],
      [8, 2],
      [9, 1],
    ]);
  });

  it("is not what is shown at its stop, was handed in, or is still being spoken", () => {
    const items = [file(8, { state: "waiting" }), file(9, { media: { recording: "a window" } })];
    expect(strays([note(7), note(10, "")], items, (_visit, stop) => stop === 7)).toEqual([]);
  });

  it("is half a finding too, although it cannot be handed in yet", () => {
    const half = { id: "a", category: "", text: "half", point: null, at: "", sent: "" };
    const found = strays([{ ...newDraft(1, "TT-1", 7), findings: [half] }], [], () => false);
    expect(of(found)).toEqual([[7, 0]]);
  });
});
