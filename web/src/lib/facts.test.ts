import { describe, expect, it } from "vitest";
import { arrange, compare, nameOf, noteOf, piecesOf, textOf } from "./facts.ts";
import type { Claim, Fact, FeatureDetail } from "./types.ts";

function fact(field: string, value: Claim["value"], more: Partial<Fact> = {}): Fact {
  return { field, label: { vi: `${field} vi`, en: `${field} en` }, value, source: "s", ...more };
}

function detail(key: string, facts: Fact[]): FeatureDetail {
  return {
    type: "Feature",
    id: key,
    geometry: null,
    properties: { key, layer: "infrastructure_projects" },
    facts,
  };
}

describe("a note", () => {
  it("is told in the reader's language", () => {
    const claim = fact("area", 1, { note: "By the crosswalk", note_vi: "Theo bảng chuyển đổi" });
    expect(noteOf(claim, "vi")).toEqual({ text: "Theo bảng chuyển đổi", lang: "vi" });
    expect(noteOf(claim, "en")).toEqual({ text: "By the crosswalk", lang: "en" });
  });

  it("is marked as the other language where it is told in that alone", () => {
    expect(noteOf(fact("area", 1, { note: "Rough" }), "vi")).toEqual({ text: "Rough", lang: "en" });
    expect(noteOf(fact("area", 1, { note_vi: "Thô" }), "en")).toEqual({ text: "Thô", lang: "vi" });
    expect(noteOf(fact("area", 1, { note: "", note_vi: null }), "vi")).toBeNull();
  });
});

describe("a value in words", () => {
  it("carries its unit, and a year stays a year", () => {
    expect(textOf(fact("area", 1105.9, { unit: "ha" }), "vi")).toBe("1.105,9 ha");
    expect(textOf(fact("established", 2015), "vi")).toBe("2015");
    expect(textOf(fact("population", 24_105, { unit: "persons" }), "en")).toBe("24,105 people");
  });

  it("is unknown when there is none, and zero when it is zero", () => {
    expect(piecesOf(fact("free_area", null), "vi")).toBeNull();
    expect(piecesOf(fact("localities", []), "vi")).toBeNull();
    expect(piecesOf(fact("developer", { vi: "", en: "" }), "vi")).toBeNull();
    expect(textOf(fact("free_area", 0, { unit: "ha" }), "en")).toBe("0 ha");
  });

  it("is in the reader's language, or in the one there is", () => {
    const words = fact("developer", { vi: "Công ty A", en: "" });
    expect(textOf(words, "en")).toBe("Công ty A");
  });

  it("names subjects and leads to them", () => {
    const places = fact("localities", ["locality:1", "locality:2"], {
      value_label: { vi: ["Hải Hà", "Vân Đồn"], en: ["Hai Ha", "Van Don"] },
    });
    expect(piecesOf(places, "en")).toEqual([
      { text: "Hai Ha", key: "locality:1" },
      { text: "Van Don", key: "locality:2" },
    ]);
    expect(textOf(fact("decided_on", "2015-03-31"), "en")).toBe("31/03/2015");
  });
});

describe("a card", () => {
  it("puts the key figures first and loses nothing", () => {
    const card = detail("infrastructure_project:a", [
      fact("name", { vi: "A", en: "A" }),
      fact("developer", { vi: "B", en: "B" }),
      fact("area", 10, { unit: "ha" }),
      fact("occupancy", 40, { unit: "%" }),
    ]);
    const { figures, others } = arrange(card);
    expect(figures.map((one) => one.field)).toEqual(["area", "occupancy"]);
    expect(others.map((one) => one.field)).toEqual(["developer"]);
  });

  it("is named in the reader's language", () => {
    expect(nameOf({ key: "park:a", name_vi: "Đông Mai", name_en: "Dong Mai" }, "en")).toBe(
      "Dong Mai",
    );
    expect(nameOf({ key: "park:a", name_vi: "Đông Mai" }, "en")).toBe("Đông Mai");
    expect(nameOf({ key: "park:a" }, "vi")).toBe("park:a");
  });
});

describe("the comparison", () => {
  const rows = compare(
    [
      detail("infrastructure_project:a", [
        fact("developer", { vi: "X", en: "X" }),
        fact("area", 10, { unit: "ha" }),
      ]),
      detail("infrastructure_project:b", [
        fact("area", 12, { unit: "ha" }),
        fact("free_area", null),
      ]),
      detail("infrastructure_project:c", [fact("area", 10, { unit: "ha" }), fact("term_to", 2058)]),
    ],
    "en",
  );

  it("has a row for each field that somebody knows, key figures first", () => {
    expect(rows.map((row) => row.field)).toEqual(["area", "developer", "term_to"]);
  });

  it("says unknown as unknown and marks differences", () => {
    expect(rows[0]).toMatchObject({ texts: ["10 ha", "12 ha", "10 ha"], differs: true });
    expect(rows[1]).toMatchObject({ texts: ["X", null, null], differs: true });
    const same = compare(
      [detail("a:a", [fact("area", 1)]), detail("a:b", [fact("area", 1)])],
      "en",
    );
    expect(same[0]?.differs).toBe(false);
  });
});
