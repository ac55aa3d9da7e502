import { describe, expect, it } from "vitest";
import { inLanguage, profilePath } from "./links.ts";

describe("addresses", () => {
  it("are those of the site", () => {
    expect(profilePath("park:dong-mai", "vi")).toBe("/vi/parks/dong-mai/");
    expect(profilePath("economic_zone:van-don", "en", "20261123T210500Z-abcdef12")).toBe(
      "/en/zones/van-don/?edition=20261123T210500Z-abcdef12",
    );
    expect(profilePath("statement:leased-2025-q1", "en")).toBe(
      "/en/figures/statements/#leased-2025-q1",
    );
    expect(profilePath("plot:1", "en")).toBeNull();
  });

  it("keep the view when the language changes", () => {
    expect(inLanguage("/vi/explore/", "?sel=park:a", "en")).toBe("/en/explore/?sel=park:a");
    expect(inLanguage("/videos/", "", "en")).toBe("/videos/");
  });
});
