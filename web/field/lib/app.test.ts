import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "./api.ts";
import { newDraft } from "./drafts.ts";
import type { FakeDb } from "./fake_db.ts";
import type { Item } from "./types.ts";

const db = vi.hoisted(() => ({ now: undefined as unknown as FakeDb }));
vi.mock("./db.ts", async () => {
  const { FakeDb } = await import("./fake_db.ts");
  db.now = new FakeDb();
  return db.now.functions();
});

const { App } = await import("./app.svelte.ts");
const { syncOnce } = await import("./sync.ts");

const item = (id: string, more: Partial<Item>): Item => ({
  ...{ id, kind: "note", user: 1, visit: "TT-1", stop: 7, state: "waiting", created_at: 1 },
  ...{ tries: 0, next_at: 0, problem: null, warnings: [], received_at: "", payload: null },
  ...{ media: null, conflicts: [], ...more },
});
const memo = { kind: "voice", size: 9, recording: "a dead window" } as Item["media"];
const shelf = new Map<string, string>();

beforeEach(() => {
  db.now.clear();
  db.now.tables.get("meta")?.set("device", "here");
  db.now.tables.get("meta")?.set("person", { id: 1, name: "An" });
  shelf.clear();
  vi.useFakeTimers();
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("location", { hash: "" });
  vi.stubGlobal("document", { addEventListener: () => undefined, visibilityState: "hidden" });
  vi.stubGlobal(
    "BroadcastChannel",
    class {
      postMessage() {}
    },
  );
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("localStorage", {
    get length() {
      return shelf.size;
    },
    key: (n: number) => [...shelf.keys()][n] ?? null,
    getItem: (key: string) => shelf.get(key) ?? null,
    setItem: (key: string, value: string) => void shelf.set(key, value),
    removeItem: (key: string) => void shelf.delete(key),
  });
  vi.stubGlobal("fetch", async () => {
    throw new TypeError("no signal");
  });
});
// What a page has stays: something of the application may still be under way.
afterAll(() => vi.useRealTimers());

describe("a full device", () => {
  it("opens all the same, with what is kept on it", async () => {
    db.now.fill("items", item("a", { state: "sending" }));
    db.now.fill("items", item("b", { kind: "media", state: "draft", media: memo }));
    const draft = {
      ...newDraft(1, "TT-1", 7),
      fields: { note: { base: "", value: "x", after: "" } },
    };
    const touched = { fields: ["note"], findings: [], commitments: [] };
    shelf.set("field-journal/dead/1/7", JSON.stringify({ page: "dead", draft, touched }));
    db.now.full = true;
    const app = new App("/field/api/", { vi: {}, en: {} });
    await app.start();
    expect(app.items.map((one) => one.id)).toEqual(["a", "b"]);
    expect(app.person?.name).toBe("An");
    expect(shelf.size).toBe(1);
  });

  it("does not open where not even its name can be kept", async () => {
    db.now.tables.get("meta")?.delete("device");
    db.now.full = true;
    await expect(new App("/field/api/", { vi: {}, en: {} }).start()).rejects.toThrow();
  });

  it("sends what waits, whoever signed in last", async () => {
    db.now.fill("items", item("a", { user: 2 }));
    db.now.full = true;
    const sent: string[] = [];
    const api = {
      session: async () => ({ user: { id: 2, name: "Bình" }, token: "", now: "", most_bytes: 99 }),
      send: async (one: Item) => {
        sent.push(one.id);
        return { kind: "later", problem: null };
      },
    } as unknown as Api;
    await syncOnce(api, () => undefined).catch(() => undefined);
    expect(sent).toEqual(["a"]);
  });
});

describe("an address that cannot be read", () => {
  it("opens the list", async () => {
    vi.stubGlobal("location", { hash: "#/visit/%E0" });
    const app = new App("/field/api/", { vi: {}, en: {} });
    await app.start();
    expect(app.route).toEqual([]);
  });
});
