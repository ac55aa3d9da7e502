/** The state of the application on the screen: a picture of what is in the device's store, renewed after each change. */

import type { Lang } from "../../src/lib/format.ts";
import { setMessages } from "../../src/lib/messages.ts";
import type { Session, Signed } from "./api.ts";
import { Api } from "./api.ts";
import { setAside } from "./db.ts";
import {
  both,
  holdsUnsent,
  keyOf,
  laidOver,
  newDraft,
  type Touched,
  touched,
  unsentCount,
} from "./drafts.ts";
import { newId } from "./ids.ts";
import * as journal from "./journal.ts";
import { toLeave } from "./leaving.ts";
import * as pages from "./pages.ts";
import { nextAt } from "./queue.ts";
import type { Space } from "./space.ts";
import { room } from "./space.ts";
import * as store from "./store.ts";
import { CHANNEL, recover, syncOnce } from "./sync.ts";
import type { Carried, Draft, Item, Json, Stop, VisitBrief, Words } from "./types.ts";

export type Line = "unknown" | "online" | "offline" | "signed_out" | "forbidden" | "lost";

const LOOK_AGAIN_MS = 30_000;
const TICK_MS = 2_000;
const TELL_MS = 300;

/** In the place of what could not be done, and need not be for the rest to go on. */
const nothing = (): undefined => undefined;

export class App {
  lang = $state<Lang>("vi");
  line = $state<Line>("unknown");
  person = $state<store.Person | null>(null);
  session = $state<Session | null>(null);
  offered = $state<VisitBrief[]>([]);
  listed = $state(false);
  carried = $state<Carried[]>([]);
  drafts = $state<Draft[]>([]);
  items = $state<Item[]>([]);
  space = $state<Space | null>(null);
  now = $state(Date.now());
  syncing = $state(false);
  busy = $state("");
  /** What this browser or address does not give: told on every page. */
  limits = $state<("worker" | "insecure")[]>([]);
  update = $state<ServiceWorker | null>(null);
  /** Another window let a newer version in; this one goes on until the person wants it here too. */
  renewed = $state(false);
  route = $state<string[]>([]);
  /** Titles of visits that left this device by themselves. */
  gone = $state<string[]>([]);
  device = "";

  readonly api: Api;
  private readonly channel = new BroadcastChannel(CHANNEL);
  private readonly words: Record<Lang, Record<string, string>>;
  private readonly writing = new Map<string, number>();
  /** What of each draft is on the screen and in the journal, but was refused by the store. */
  private unkept = $state.raw<ReadonlyMap<string, Touched>>(new Map());
  private again = 0;
  private telling = 0;
  private asked = false;

  constructor(base: string, words: Record<Lang, Record<string, string>>) {
    this.words = words;
    this.api = new Api(
      base,
      () => this.lang,
      () => this.device,
    );
    this.channel.onmessage = () => void this.renew();
  }

  /** What is on the device first; the server is asked afterwards. Rejected only where nothing can be kept. */
  async start(): Promise<void> {
    this.device = await store.device();
    this.person = (await store.lastPerson().catch(nothing)) ?? null;
    pages.live();
    await recover(
      () => this.tell(),
      (entry) => this.adopt(entry),
    ).catch(nothing);
    await this.renew().catch(nothing);
    if (room(this.space) === "plenty") void setAside();
    this.readRoute();
    addEventListener("hashchange", () => this.readRoute());
    addEventListener("online", () => void this.sync());
    addEventListener("offline", () => {
      this.line = "offline";
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState !== "visible") return;
      void this.renew();
      void this.sync();
    });
    setInterval(() => void this.tick(), TICK_MS);
    void this.sync();
  }

  choose(lang: Lang): void {
    this.lang = lang;
    setMessages(this.words[lang], lang);
    document.documentElement.lang = lang;
    // Where nothing can be kept, `start` finds out and it is told.
    store.rememberLanguage(lang).catch(nothing);
    try {
      localStorage.setItem("field-language", lang);
    } catch {
      // A forbidden storage only means that the choice lasts for this page.
    }
  }

  say(words: Words | undefined): string {
    return words ? words[this.lang] || words.vi || words.en : "";
  }

  private readRoute(): void {
    const parts = location.hash.replace(/^#\/?/, "").split("/").filter(Boolean);
    try {
      this.route = parts.map(decodeURIComponent);
    } catch {
      // An address cut off in the middle of a letter: the list.
      this.route = [];
    }
    this.gone = [];
  }

  private async tick(): Promise<void> {
    this.now = Date.now();
    if (document.visibilityState !== "visible" || this.syncing) return;
    const next = this.person ? nextAt(this.items, this.person.id) : null;
    const due = next !== null && next <= this.now && this.line === "online";
    if (due || this.now >= this.again) await this.sync();
  }

  /** Read again what is on the device. */
  async renew(): Promise<void> {
    const items = await store.items();
    this.items = items.sort((one, other) => one.created_at - other.created_at);
    const user = this.person?.id;
    this.carried = user === undefined ? [] : await store.carried(user);
    const kept = user === undefined ? [] : await store.drafts(user);
    this.drafts = this.newest(kept, user);
    await this.measure();
  }

  /** What is being written at this moment, or was refused by the store, is newer on the screen than there. */
  private newest(kept: Draft[], user: number | undefined): Draft[] {
    const newest = new Map(kept.map((one) => [one.key, one]));
    for (const one of this.drafts.filter((shown) => shown.user === user)) {
      const there = newest.get(one.key);
      const refused = this.unkept.get(one.key);
      if (this.writing.get(one.key)) newest.set(one.key, one);
      else if (refused) newest.set(one.key, there ? laidOver(there, one, refused) : one);
    }
    return [...newest.values()];
  }

  private async measure(): Promise<void> {
    if (!navigator.storage?.estimate) return;
    const { usage = 0, quota = 0 } = await navigator.storage.estimate();
    this.space = { used: usage, quota, kept: (await navigator.storage.persisted?.()) ?? false };
  }

  private tell(): void {
    this.channel.postMessage("changed");
    void this.renew();
  }

  /** Other windows show what is written here a moment later, not with each keystroke. */
  private tellSoon(): void {
    clearTimeout(this.telling);
    this.telling = window.setTimeout(() => this.channel.postMessage("changed"), TELL_MS);
  }

  /** Send what waits, and learn what is new; without a signal it only says so. */
  async sync(): Promise<void> {
    if (this.syncing) return;
    this.syncing = true;
    this.again = Date.now() + LOOK_AGAIN_MS;
    try {
      const outcome = await syncOnce(this.api, () => this.tell());
      if (outcome.busy) return;
      await this.heard(outcome.session);
    } finally {
      this.syncing = false;
      // What was received has left room.
      for (const key of this.unkept.keys()) await this.catchUp(key).catch(nothing);
      await this.renew();
    }
  }

  private async heard(session: Signed): Promise<void> {
    if (session === "lost") this.nobody();
    if (session === "forbidden") await this.letLeave([]);
    if (typeof session === "string") {
      this.line = session === "unreachable" ? "offline" : session;
      return;
    }
    this.session = session;
    this.line = session ? "online" : "signed_out";
    if (!session) return;
    this.person = session.user;
    const visits = await this.api.visits();
    this.listed = true;
    if (!visits) return;
    this.offered = visits;
    await this.letLeave(visits);
  }

  private async letLeave(visits: VisitBrief[]): Promise<void> {
    await this.renew();
    for (const one of toLeave(this.carried, visits, (kept) => this.waits(kept))) {
      await store.leaveBehind(one.user, one.number);
      this.gone = [...this.gone, one.bundle.visit.title];
    }
  }

  /** Whether anything of a visit is on this device that the server has not received. */
  private waits(one: Carried): boolean {
    const moving = this.items.some(
      (item) => item.user === one.user && item.visit === one.number && item.state !== "received",
    );
    const written = this.drafts.some((draft) => draft.visit === one.number && holdsUnsent(draft));
    return moving || written || one.bundle.stops.some((stop) => this.unsent(stop.id));
  }

  /** How many things of this person are only on this device. */
  notReceived(): number {
    const mine = this.items.filter(
      (one) => one.user === this.person?.id && one.state !== "received",
    );
    return this.drafts.reduce((sum, draft) => sum + unsentCount(draft), mine.length);
  }

  private nobody(): void {
    this.person = null;
    this.session = null;
    this.offered = [];
    this.listed = false;
  }

  /** Sign out of this device: what is known goes, what is not received stays. False without an answer. */
  async signOut(): Promise<boolean> {
    if (!this.session || !this.person || !(await this.api.signOut(this.session))) return false;
    await store.forget(this.person.id);
    this.nobody();
    this.line = "signed_out";
    this.tell();
    return true;
  }

  /** The person asks: what failed a moment ago is tried at once. */
  async sendNow(): Promise<void> {
    for (const item of this.items) {
      if (item.state === "waiting" || item.state === "held") {
        await store.changeItem(item.id, (now) => ({ ...now, next_at: 0 }));
      }
    }
    await this.sync();
  }

  /** The newer version is used now, because the person says so; what is written is on the device. */
  useNewVersion(): void {
    if (this.renewed) location.reload();
    this.asked = true;
    this.update?.postMessage("use-new-version");
  }

  /** A window that did not ask goes on as it is. `served`: a worker gave out this page, so it is not the first one. */
  workerChanged(served: boolean): void {
    if (this.asked) location.reload();
    else if (served) this.renewed = true;
  }

  /** Take a visit along, or take its newest state along. */
  async take(number: string): Promise<boolean> {
    if (!this.person) return false;
    this.busy = number;
    try {
      // Asked here, where the person means to keep something: a browser may clear what it may not keep.
      await navigator.storage?.persist?.();
      const bundle = await this.api.bundle(number);
      if (!bundle) return false;
      await store.carry(this.person.id, bundle, Date.now());
      this.tell();
      return true;
    } finally {
      this.busy = "";
    }
  }

  async leave(number: string): Promise<void> {
    if (this.person) await store.leaveBehind(this.person.id, number);
    this.tell();
  }

  visit(number: string): Carried | undefined {
    return this.carried.find((one) => one.number === number);
  }

  stop(number: string, id: number): Stop | undefined {
    return this.visit(number)?.bundle.stops.find((one) => one.id === id);
  }

  draft(stop: number): Draft | undefined {
    return this.drafts.find((one) => one.stop === stop);
  }

  files(stop: number): Item[] {
    return this.items.filter(
      (one) => one.kind === "media" && one.stop === stop && one.user === this.person?.id,
    );
  }

  /** What of a stop was not handed in yet: changes and files; a memo counts when it is spoken to its end. */
  unsent(stop: number): number {
    const draft = this.draft(stop);
    const files = this.files(stop).filter(
      (one) => one.state === "draft" && !one.media?.recording,
    ).length;
    return (draft ? unsentCount(draft) : 0) + files;
  }

  /**
   * Change a draft: on the screen and in the journal at once, in the store as soon as it answers. Rejected if the
   * store could not keep it.
   */
  async change(visit: string, stop: Stop, how: (now: Draft) => Draft): Promise<void> {
    if (!this.person) return;
    const of = { user: this.person.id, visit, stop: stop.id };
    const before = this.draft(stop.id) ?? newDraft(of.user, visit, stop.id);
    const after = how(before);
    this.drafts = [...this.drafts.filter((one) => one.key !== after.key), after];
    const entry = { page: pages.here, draft: after, touched: touched(before, after) };
    const noted = journal.note(journal.shelf(), entry);
    this.writing.set(after.key, (this.writing.get(after.key) ?? 0) + 1);
    try {
      await store.changeDraft(of, how);
      await this.catchUp(after.key);
      journal.done(journal.shelf(), entry, noted);
      this.tellSoon();
    } catch (error) {
      this.refused(after.key, entry.touched);
      throw error;
    } finally {
      this.writing.set(after.key, (this.writing.get(after.key) ?? 1) - 1);
    }
  }

  /** Whether the store has not taken all that is shown of a stop. */
  isBehind(stop: number): boolean {
    return this.person !== null && this.unkept.has(keyOf(this.person.id, stop));
  }

  private refused(key: string, what: Touched): void {
    const earlier = this.unkept.get(key);
    this.unkept = new Map(this.unkept).set(key, earlier ? both(earlier, what) : what);
  }

  /** Put into the store what it refused of a draft, as the screen has it now. Rejected if it refuses again. */
  private async catchUp(key: string): Promise<void> {
    const refused = this.unkept.get(key);
    const draft = this.drafts.find((one) => one.key === key);
    if (!refused || !draft) return;
    const entry = { page: pages.here, draft, touched: refused };
    const noted = journal.note(journal.shelf(), entry);
    // Read from what was noted: the store needs it plain, and what is on the screen is watched.
    await store.takeFromJournal(JSON.parse(noted) as journal.Entry);
    journal.done(journal.shelf(), entry, noted);
    if (this.unkept.get(key) !== refused) return;
    this.unkept = new Map([...this.unkept].filter(([one]) => one !== key));
  }

  /** What a window that is gone had noted and the store refuses: this one shows it, and keeps it when it can. */
  private adopt(entry: journal.Entry): void {
    const { key, user } = entry.draft;
    if (user !== this.person?.id) return;
    const shown = this.drafts.find((one) => one.key === key);
    const draft = shown ? laidOver(shown, entry.draft, entry.touched) : entry.draft;
    this.drafts = [...this.drafts.filter((one) => one.key !== key), draft];
    this.refused(key, entry.touched);
    const shelf = journal.shelf();
    journal.note(shelf, { page: pages.here, draft, touched: entry.touched });
    const here = journal
      .entries(shelf)
      .some((one) => one.page === pages.here && one.draft.key === key);
    if (here) journal.done(shelf, entry, JSON.stringify(entry));
  }

  private note(version: number) {
    const now = new Date().toISOString();
    return { id: newId(), device: this.device, version, now };
  }

  async handIn(visit: string, stop: Stop): Promise<void> {
    if (!this.person) return;
    const of = { user: this.person.id, visit, stop: stop.id };
    await this.catchUp(keyOf(of.user, of.stop));
    await store.handInStop(of, this.note(stop.version), Date.now());
    this.soon();
  }

  async decide(item: Item, field: string, value: Json): Promise<void> {
    const version = this.stop(item.visit, item.stop)?.version ?? 0;
    // Plain, as the store needs it: what is on the screen is watched.
    const plain = JSON.parse(JSON.stringify(value)) as Json;
    await store.decideConflict(item, field, plain, this.note(version), Date.now());
    this.soon();
  }

  async retry(item: Item): Promise<void> {
    await store.changeItem(item.id, (now) => ({
      ...now,
      state: "waiting",
      next_at: 0,
      tries: 0,
      problem: null,
    }));
    this.soon();
  }

  async discard(item: Item): Promise<void> {
    await store.discard(item.id);
    this.tell();
  }

  async clearReceived(): Promise<void> {
    if (this.person) await store.clearReceived(this.person.id);
    this.tell();
  }

  /** Try to send now; and ask the browser to send when it can, even after this page is closed. */
  private soon(): void {
    this.tell();
    void this.sync();
    void askForLater();
  }
}

async function askForLater(): Promise<void> {
  try {
    // Not `ready`: it never comes where the worker could not be registered.
    const registration = await navigator.serviceWorker?.getRegistration();
    const manager = (registration as { sync?: { register(tag: string): Promise<void> } })?.sync;
    await manager?.register("outbox");
  } catch {
    // Not every browser has it, or allows it: the open page sends.
  }
}
