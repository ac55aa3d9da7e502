/**
 * What the screen is made from: the view-state, the edition's catalogue and the answers to the question. Components
 * read it and call `change`; nothing else holds state that a link would have to carry.
 */

import { TILED_ABOVE, undecided } from "./answer.ts";
import { type Api, isAbort } from "./api.ts";
import type { Lang } from "./format.ts";
import {
  countFilters,
  DEFAULT_LAYERS,
  type Ignored,
  MAX_COMPARED,
  parse,
  questionOf,
  serialise,
  type ViewState,
} from "./state.ts";
import type { Answer, Feature, FeatureDetail, LayerInfo } from "./types.ts";

export interface Config {
  lang: Lang;
  /** The edition the page was made for. */
  edition: string;
  baseVersion: string;
  onlineBase: boolean;
}

export interface Loading<T> {
  status: "idle" | "loading" | "ready" | "error";
  data: T | null;
  error: string | null;
}

const IDLE: Loading<never> = { status: "idle", data: null, error: null };
const LIMIT = 5000;

export class Explorer {
  view = $state.raw<ViewState>(parse("").state);
  ignored = $state.raw<Ignored[]>([]);
  catalogue = $state.raw<Loading<LayerInfo[]>>(IDLE);
  /** Everything in the small layers on the chosen day, whatever is filtered: counts and choices come from it. */
  everything = $state.raw<Loading<Answer>>(IDLE);
  /** The answer to the filtered question; idle when nothing is filtered. */
  filtered = $state.raw<Loading<Answer>>(IDLE);
  details = $state.raw<Record<string, Loading<FeatureDetail>>>({});
  /** A hover or a list item under the pointer: shown, and forgotten. */
  pointed = $state.raw<string | null>(null);

  /** The day that is looked at. */
  readonly day = $derived(
    this.view.on ?? this.everything.data?.on ?? new Date().toISOString().slice(0, 10),
  );
  readonly edition = $derived(this.view.edition ?? this.config.edition);
  readonly layerNames = $derived(this.view.layers ?? [...DEFAULT_LAYERS]);
  readonly filterCount = $derived(countFilters(this.view));
  readonly asked = $derived(this.filterCount ? this.filtered : this.everything);
  /** The last good answer stays on the map while the next one is on its way. */
  readonly features = $derived.by<Feature[]>(() => {
    const shown = new Set(this.layerNames);
    const features = this.asked.data?.features ?? [];
    return features.filter((feature) => shown.has(feature.properties.layer));
  });
  readonly matched = $derived(this.features.length);
  readonly undecided = $derived.by<Feature[]>(() => {
    const shown = new Set(this.layerNames);
    const pool = this.everything.data?.features ?? [];
    return undecided(
      pool.filter((feature) => shown.has(feature.properties.layer)),
      this.view,
    );
  });
  readonly unplaced = $derived(this.features.filter((feature) => feature.geometry === null).length);
  readonly tiled = $derived(
    (this.catalogue.data ?? [])
      .filter((layer) => layer.count > TILED_ABOVE)
      .map((layer) => layer.name),
  );
  readonly selected = $derived(this.view.sel ? (this.details[this.view.sel] ?? IDLE) : IDLE);

  #requests = new Map<string, AbortController>();

  constructor(
    readonly api: Api,
    readonly config: Config,
  ) {}

  /** Read the address, then ask for what it needs. Returns when the first answer is there, or has failed. */
  async start(): Promise<void> {
    this.#read();
    addEventListener("popstate", () => {
      this.#read();
      void this.#ask();
    });
    await this.loadCatalogue();
    await this.#ask();
  }

  #read(): void {
    const { state, ignored } = parse(location.search);
    this.view = state;
    this.ignored = ignored;
  }

  /**
   * Change the view and the address with it. A step that "back" should undo (a selection, a filter) is pushed; the
   * camera and half-typed words replace the current step.
   */
  change(patch: Partial<ViewState>, step: "push" | "replace" = "push"): void {
    const before = this.view;
    this.view = { ...before, ...patch };
    const query = serialise(this.view);
    if (query === serialise(before)) return;
    const address = location.pathname + (query ? `?${query}` : "") + location.hash;
    history[step === "push" ? "pushState" : "replaceState"](null, "", address);
    if (
      questionOf(before) !== questionOf(this.view) ||
      before.sel !== this.view.sel ||
      before.cmp !== this.view.cmp
    )
      void this.#ask();
  }

  select(key: string | null): void {
    this.change({ sel: key });
  }

  toggleCompared(key: string): void {
    const { cmp } = this.view;
    if (cmp.includes(key)) this.change({ cmp: cmp.filter((one) => one !== key) });
    else if (cmp.length < MAX_COMPARED) this.change({ cmp: [...cmp, key] });
  }

  toggleLayer(name: string, on: boolean): void {
    const wanted = new Set(this.layerNames);
    if (on) wanted.add(name);
    else wanted.delete(name);
    const known = (this.catalogue.data ?? []).map((layer) => layer.name);
    const order = [...new Set<string>([...DEFAULT_LAYERS, ...known])];
    const layers = order.filter((one) => wanted.has(one));
    const isDefault =
      layers.length === DEFAULT_LAYERS.length &&
      DEFAULT_LAYERS.every((one) => layers.includes(one));
    this.change({ layers: isDefault ? null : layers });
  }

  layer(name: string): LayerInfo | undefined {
    return this.catalogue.data?.find((layer) => layer.name === name);
  }

  find(key: string): Feature | undefined {
    return this.everything.data?.features.find((feature) => feature.id === key);
  }

  async loadCatalogue(): Promise<void> {
    await this.#load(
      "catalogue",
      (signal) => this.api.layers(this.view.edition, signal),
      (next) => {
        this.catalogue = { ...next, data: next.data ?? this.catalogue.data };
      },
    );
    this.#dropUnknownLayers();
  }

  /** A layer that this edition does not have is no reason to show nothing. */
  #dropUnknownLayers(): void {
    const known = this.catalogue.data?.map((layer) => layer.name);
    const wanted = this.view.layers;
    if (!known || !wanted?.some((name) => !known.includes(name))) return;
    const strange = wanted.filter((name) => !known.includes(name));
    this.ignored = [
      ...this.ignored,
      ...strange.map((value) => ({ parameter: "layers", value })),
    ];
    const left = wanted.filter((name) => known.includes(name));
    this.view = { ...this.view, layers: left.length ? left : null };
  }

  /** Ask again for everything that failed. */
  retry(): void {
    if (this.catalogue.status === "error") void this.loadCatalogue();
    this.#asked = { everything: "", filtered: "" };
    const failed = Object.entries(this.details).filter(([, one]) => one.status === "error");
    const kept = { ...this.details };
    for (const [key] of failed) delete kept[key];
    this.details = kept;
    void this.#ask();
  }

  #asked = { everything: "", filtered: "" };

  async #ask(): Promise<void> {
    const jobs: Promise<void>[] = [];
    const { on, edition } = this.view;
    const small = this.#smallLayers();
    const wide = questionOf({ ...parse("").state, layers: small, on, edition });
    if (wide !== this.#asked.everything) {
      this.#asked.everything = wide;
      this.details = {};
      jobs.push(
        this.#load(
          "everything",
          (signal) => this.api.explore(wide, LIMIT, signal),
          (next) => {
            this.everything = { ...next, data: next.data ?? this.everything.data };
            if (next.status === "error") this.#asked.everything = "";
          },
        ),
      );
    }
    const layers = this.layerNames.filter((name) => small.includes(name));
    const narrow = this.filterCount && layers.length ? questionOf({ ...this.view, layers }) : "";
    if (narrow !== this.#asked.filtered) {
      this.#asked.filtered = narrow;
      if (narrow)
        jobs.push(
          this.#load(
            "filtered",
            (signal) => this.api.explore(narrow, LIMIT, signal),
            (next) => {
              this.filtered = { ...next, data: next.data ?? this.filtered.data };
              if (next.status === "error") this.#asked.filtered = "";
            },
          ),
        );
      else this.filtered = IDLE;
    }
    const keys = new Set([...(this.view.sel ? [this.view.sel] : []), ...this.view.cmp]);
    for (const key of keys) if (!this.details[key]) jobs.push(this.#detail(key));
    await Promise.all(jobs);
  }

  #smallLayers(): string[] {
    const known = this.catalogue.data;
    if (!known?.length) return [...DEFAULT_LAYERS];
    const drawn = known.filter((layer) => layer.count <= TILED_ABOVE).map((layer) => layer.name);
    return drawn.filter(
      (name) => (DEFAULT_LAYERS as readonly string[]).includes(name) || this.layerNames.includes(name),
    );
  }

  #detail(key: string): Promise<void> {
    return this.#load(
      `detail ${key}`,
      (signal) => this.api.feature(key, this.view.edition, this.view.on, signal),
      (next) => {
        this.details = { ...this.details, [key]: next };
      },
    );
  }

  /** One request at a time for each purpose; a newer one replaces the one on its way. */
  async #load<T>(
    purpose: string,
    ask: (signal: AbortSignal) => Promise<T>,
    put: (next: Loading<T>) => void,
  ): Promise<void> {
    this.#requests.get(purpose)?.abort();
    const controller = new AbortController();
    this.#requests.set(purpose, controller);
    put({ status: "loading", data: null, error: null });
    try {
      const data = await ask(controller.signal);
      if (!controller.signal.aborted) put({ status: "ready", data, error: null });
    } catch (error) {
      if (isAbort(error) || controller.signal.aborted) return;
      put({ status: "error", data: null, error: error instanceof Error ? error.message : "" });
    }
  }
}
