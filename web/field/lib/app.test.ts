import { render } from "svelte/server";
import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Api } from "./api.ts";
import { newDraft } from "./drafts.ts";
import type { FakeDb } from "./fake_db.ts";
import type { Draft, Item, Stop } from "./types.ts";

const db = vi.hoisted(() => ({ now: undefined as unknown as FakeDb }));
vi.mock("./db.ts", async () => {
  const { FakeDb } = await import("./fake_db.ts");
  db.now = new FakeDb();
  return db.now.functions();
});

const { default: Outbox } = await import("../components/Outbox.svelte");
const { default: StopPage } = await import("../components/StopPage.svelte");
const { App } = await import("./app.svelte.ts");
const { forget, leaveBehind } = await import("./store.ts");
const { syncOnce } = await import("./sync.ts");

const item = (id: string, more: Partial<Item>): Item => ({
  ...{ id, kind: "note", user: 1, visit: "TT-1", stop: 7, state: "waiting", created_at: 1 },
  ...{ tries: 0, next_at: 0, problem: null, warnings: [], received_at: "", payload: null },
  ...{ media: null, conflicts: [], ...more },
});
const memo = { kind: "voice", size: 9, recording: "a dead window" } as Item["media"];
const shelf = new Map<string, string>();

async function opened() {
  const app = new App("/field/api/", { vi: {}, en: {} });
  await app.start();
  return app;
}

function answers(status: number, body: unknown): void {
  vi.stubGlobal("fetch", async () => ({ status, json: async () => body }));
}

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

const edited = (value: string) => (now: Draft) => ({
  ...now,
  fields: { ...now.fields, [value]: { base: "", value, after: "" } },
});
const stop = { id: 7, version: 1, fields: {} } as unknown as Stop;
const fieldsOf = (drafts: Draft[]) => drafts.map((one) => Object.keys(one.fields));

describe("what the store could not keep", () => {
  it("stays on the screen, is told, and is kept with the next change", async () => {
    const app = await opened();
    db.now.full = true;
    await expect(app.change("TT-1", stop, edited("first"))).rejects.toThrow();
    await app.renew();
    expect(fieldsOf(app.drafts)).toEqual([["first"]]);
    expect(app.isBehind(7)).toBe(true);
    db.now.full = false;
    await app.change("TT-1", stop, edited("second"));
    expect(fieldsOf(db.now.rows("drafts")).flat().sort()).toEqual(["first", "second"]);
    await app.renew();
    expect(fieldsOf(app.drafts).flat().sort()).toEqual(["first", "second"]);
    expect([app.isBehind(7), shelf.size]).toEqual([false, 0]);
  });

  it("is kept although the next change was on its way already", async () => {
    const app = await opened();
    db.now.full = true;
    const first = app.change("TT-1", stop, edited("first")).catch(() => "told");
    db.now.full = false;
    const second = app.change("TT-1", stop, edited("second"));
    await Promise.all([first, second]);
    expect(fieldsOf(db.now.rows("drafts")).flat().sort()).toEqual(["first", "second"]);
    expect(shelf.size).toBe(0);
  });

  it("is handed in with the rest, or nothing is", async () => {
    const app = await opened();
    db.now.full = true;
    await app.change("TT-1", stop, edited("first")).catch(() => "told");
    await expect(app.handIn("TT-1", stop)).rejects.toThrow();
    db.now.full = false;
    await app.handIn("TT-1", stop);
    const [note] = db.now.rows<Item>("items");
    expect(Object.keys(note?.payload?.changes ?? {})).toEqual(["first"]);
  });

  it("is kept without another keystroke once there is room", async () => {
    const app = await opened();
    db.now.full = true;
    await app.change("TT-1", stop, edited("first")).catch(() => "told");
    db.now.full = false;
    await vi.waitFor(() => expect(app.syncing).toBe(false));
    await app.sync();
    expect(fieldsOf(db.now.rows("drafts"))).toEqual([["first"]]);
    expect(shelf.size).toBe(0);
  });

  it("of a window that is gone is shown in the next one, and what is written there builds on it", async () => {
    const draft = edited("old")(newDraft(1, "TT-1", 7));
    const touched = { fields: ["old"], findings: [], commitments: [] };
    shelf.set("field-journal/dead/1/7", JSON.stringify({ page: "dead", draft, touched }));
    db.now.full = true;
    const app = await opened();
    expect(fieldsOf(app.drafts)).toEqual([["old"]]);
    db.now.full = false;
    const newer = { base: "", value: "newer", after: "" };
    await app.change("TT-1", stop, (now) => ({ ...now, fields: { ...now.fields, old: newer } }));
    expect(shelf.size).toBe(0);
    const [kept] = db.now.rows<Draft>("drafts");
    expect(kept?.fields.old?.value).toBe("newer");
  });
});

const bundle = (state: string) => ({
  visit: { number: "TT-1", title: "A visit", state },
  stops: [stop],
});
const carried = (state = "planned") => ({
  ...{ key: "1/TT-1", user: 1, number: "TT-1", taken_at: 1, bundle: bundle(state) },
});
const whole = {
  ...bundle("planned"),
  stops: [{ ...stop, title: {}, known: { vi: [], en: [] }, findings: [], commitments: [] }],
  ...{ checklist: { questions: [], answers: [], outcomes: [] }, categories: [], bodies: [] },
};
const handedIn = (of: number) => ({
  ...newDraft(1, "TT-1", of),
  fields: { note: { base: "x", value: "x", after: "" } },
});
const half = { id: "f", category: "", text: "half said", point: null, at: "", sent: "" };

describe("a visit that leaves the device", () => {
  it("takes along what was received and handed in, and nothing else", async () => {
    db.now.fill("carried", carried());
    db.now.fill("drafts", handedIn(7), handedIn(8), edited("unsent")(newDraft(1, "TT-1", 9)));
    db.now.fill("drafts", { ...newDraft(1, "TT-1", 10), findings: [half] });
    db.now.fill("drafts", { ...handedIn(11), visit: "TT-2" });
    db.now.fill("items", item("a", { state: "received" }), item("b", { stop: 8 }));
    db.now.fill("items", item("c", { state: "received", visit: "TT-2" }));
    db.now.fill("items", item("d", { state: "received", user: 2 }));
    await leaveBehind(1, "TT-1");
    expect(db.now.rows("carried")).toEqual([]);
    expect(db.now.rows<Draft>("drafts").map((one) => one.stop)).toEqual([8, 9, 10, 11]);
    expect(db.now.rows<Item>("items").map((one) => one.id)).toEqual(["b", "c", "d"]);
  });

  it("does so too when this account may not record visits any more", async () => {
    db.now.fill("carried", carried(), { ...carried(), key: "1/TT-2", number: "TT-2" });
    db.now.fill("items", item("waits", { visit: "TT-2" }));
    answers(403, { code: "not_yours", text: "" });
    const app = await opened();
    await vi.waitFor(() => expect(app.carried.map((one) => one.number)).toEqual(["TT-2"]));
    expect([app.line, app.gone]).toEqual(["forbidden", ["A visit"]]);
  });

  it("does not because a network in between forbids something", async () => {
    db.now.fill("carried", carried());
    answers(403, null);
    const app = await opened();
    await vi.waitFor(() => expect(app.line).toBe("offline"));
    expect(app.carried).toHaveLength(1);
  });

  it("stays while half a finding is written on it, also when its owner signs out", async () => {
    db.now.fill("carried", carried());
    db.now.fill("drafts", { ...newDraft(1, "TT-1", 7), findings: [half] });
    answers(403, { code: "not_yours", text: "" });
    const app = await opened();
    await vi.waitFor(() => expect(app.line).toBe("forbidden"));
    expect(app.carried).toHaveLength(1);
    await forget(1);
    expect(db.now.rows<Draft>("drafts")[0]?.findings).toEqual([half]);
  });
});

describe("after signing out and in again", () => {
  it("the outbox shows its owner what he had not handed in, with the visit to take along", async () => {
    db.now.fill("carried", carried());
    const words = { note: { base: "", value: "seen at the gate", after: "" } };
    db.now.fill("drafts", { ...newDraft(1, "TT-1", 7), fields: words });
    const media = { kind: "photo", name: "gate.jpg" } as Item["media"];
    db.now.fill("items", item("p", { kind: "media", state: "draft", media }));
    db.now.fill("drafts", { ...newDraft(2, "TT-2", 9), fields: words });
    await forget(1);
    db.now.tables.get("meta")?.set("person", { id: 1, name: "An" });
    const app = await opened();
    const page = render(Outbox, { props: { app } }).body;
    for (const told of ["TT-1", "seen at the gate", "gate.jpg", "visit.take"]) {
      expect(page).toContain(told);
    }
    expect(page).not.toContain("TT-2");
  });
});

describe("a stop's page", () => {
  it("tells what the device refused, wherever it was written", async () => {
    db.now.fill("carried", { ...carried(), bundle: whole });
    const app = await opened();
    db.now.full = true;
    await app.change("TT-1", stop, (now) => ({ ...now, findings: [half] })).catch(() => "told");
    const page = render(StopPage, { props: { app, number: "TT-1", id: 7 } }).body;
    expect(page).toContain("store.failed");
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
