import { afterEach, describe, expect, it, vi } from "vitest";
import { newId } from "./ids.ts";

const UUID_4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a name made on the device", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is a UUID, also on an address that is not protected", () => {
    expect(newId()).toMatch(UUID_4);
    const { getRandomValues } = crypto;
    vi.stubGlobal("crypto", { getRandomValues: getRandomValues.bind(crypto) });
    const made = new Set(Array.from({ length: 500 }, newId));
    expect(made.size).toBe(500);
    for (const one of made) expect(one).toMatch(UUID_4);
  });
});
