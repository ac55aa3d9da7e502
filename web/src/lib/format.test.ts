import { describe, expect, it } from "vitest";
import {
  fold,
  formatArea,
  formatDate,
  formatLength,
  formatNumber,
  formatPosition,
  formatQuantity,
  highlight,
  unitLabel,
} from "./format.ts";

const NB = " ";

describe("numbers and units follow the reader", () => {
  it("writes 1 105.9 ha in both languages", () => {
    expect(formatQuantity(1105.9, "ha", "vi")).toBe(`1.105,9${NB}ha`);
    expect(formatQuantity(1105.9, "ha", "en")).toBe(`1,105.9${NB}ha`);
  });

  it("puts words for units", () => {
    expect(unitLabel("m3/day", "vi")).toBe("m³/ngày");
    expect(unitLabel("USD/m2/year", "vi")).toBe("USD/m²/năm");
    expect(unitLabel("t/year", "en")).toBe("t/year");
    expect(unitLabel("billion VND", "vi")).toBe("tỷ đồng");
    expect(unitLabel("quintal", "en")).toBe("quintal");
    expect(unitLabel(null, "en")).toBe("");
  });

  it("sets a percent sign close", () => {
    expect(formatQuantity(52.4, "%", "vi")).toBe("52,4%");
  });

  it("writes small integers without decimals", () => {
    expect(formatNumber(7, "vi")).toBe("7");
    expect(formatNumber(1234567.891, "en")).toBe("1,234,567.89");
  });
});

describe("dates", () => {
  it("are day first, and periods stay periods", () => {
    expect(formatDate("2025-03-31", "vi")).toBe("31/03/2025");
    expect(formatDate("2026-11-23T21:05:00Z", "en")).toBe("23/11/2026");
    expect(formatDate("2025", "vi")).toBe("2025");
    expect(formatDate("2025-Q1", "vi")).toBe("quý I/2025");
    expect(formatDate("2025-Q1", "en")).toBe("Q1 2025");
    expect(formatDate("2025-H2", "vi")).toBe("6 tháng cuối năm 2025");
    expect(formatDate("2025-9M", "en")).toBe("first nine months of 2025");
    expect(formatDate("2025-07", "en")).toBe("07/2025");
    expect(formatDate(null, "en")).toBe("");
  });
});

describe("measured lengths and areas", () => {
  it("choose their unit", () => {
    expect(formatLength(849.6, "vi")).toBe(`850${NB}m`);
    expect(formatLength(12_440, "vi")).toBe(`12,4${NB}km`);
    expect(formatArea(64, "en")).toBe(`64${NB}m²`);
    expect(formatArea(11_059_000, "vi")).toBe(`1.105,9${NB}ha`);
    expect(formatArea(1.2e9, "en")).toBe(`1,200${NB}km²`);
  });

  it("name hemispheres", () => {
    expect(formatPosition(107.0834, 20.9512, "vi")).toBe(`20,9512°${NB}B, 107,0834°${NB}Đ`);
    expect(formatPosition(-70.5, -33, "en")).toBe(`33°${NB}S, 70.5°${NB}W`);
  });
});

describe("text without diacritics", () => {
  it("folds as the server does", () => {
    expect(fold("Đầm Hà – Hải HÀ")).toBe("dam ha – hai ha");
  });

  it("marks the hit in the name as it is written", () => {
    expect(highlight("Khu công nghiệp Hải Hà", "hai ha")).toEqual([
      "Khu công nghiệp ",
      "Hải Hà",
      "",
    ]);
    expect(highlight("Đông Mai", "dong")).toEqual(["", "Đông", " Mai"]);
    expect(highlight("Đông Mai", "06652")).toBeNull();
    expect(highlight("Đông Mai", " ")).toBeNull();
  });
});
