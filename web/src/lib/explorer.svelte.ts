/**
 * What the screen is made from: the view-state, the edition's catalogue and the answers to the question. Components
 * read it and call `change`; nothing else holds state that a link would have to carry.
 */

import { TILED_ABOVE } from "./answer.ts";
import { type Api, ApiError, isAbort } from "./api.ts";
import type { Lang } from "./format.ts";
import { isShown, readShown, type Shown, withLayer, withPart, writeShown } from "./layers.ts";
import {
  countFilters,
  DEFAULT_LAYERS,
  type Ignored,
  MAX_COMPARED,
  parse,
  questionOf,
  serialise,
  type ViewState,
  withoutParameter,
} from "./state.ts";
import { editionDay, isoToday } from "./time.ts";
import type { Answer, Feature, FeatureDetail, LayerInfo } from "./types.ts";

export interface Config {
  lang: Lang;
  /** The edition the page was made for. */
  edition: string;
  baseVersion: string;
  onlineBase: boolean;
  /** Where the plots of the edition are, and the page that lists them; null where it has none. */
  plots: { data: string; page: string; invented: boolean } | null;
}

export interface Loading<T> {
  status: "idle" | "loading" | "ready" | "error";
  data: T | null;
  error: string | null;
  /** The error is that there is no such thing: asking again changes nothing. */
  missing?: boolean;
}

const IDLE: Loading<never> = { status: "idle", data: null, error: null };
const LIMIT = 5000;

export class Explorer {
  readonly api: Api;
  readonly config: Config;
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

  readonly edition = $derived.by(() => this.view.edition ?? this.config.edition);
  /** The day that is looked at. */
  readonly day = $derived(
    this.view.on ?? this.everything.data?.on ?? editionDay(this.edition) ?? isoToday(),
  );
  // A step of its own: the camera moves all the time, and must not make everything be drawn anew.
  readonly #layerWords = $derived(this.view.layers);
  readonly shown = $derived<Shown>(readShown(this.#layerWords));
  readonly filterCount = $derived(countFilters(this.view));
  readonly asked = $derived(this.filterCount ? this.filtered : this.everything);
  /** The last good answer stays on the map while the next one is on its way. */
  readonly features = $derived.by<Feature[]>(() => {
    const shown = this.shown;
    return (this.asked.data?.features ?? []).filter((one) => isShown(shown, one.properties));
  });
  readonly matched = $derived(this.features.length);
  /** Places that are neither matches nor misses, because a value that the question needs is unknown. */
  readonly undecided = $derived(
    Object.values(this.asked.data?.unknown ?? {}).reduce((sum, count) => sum + count, 0),
  );
  readonly unplaced = $derived(this.features.filter((feature) => feature.geometry === null).length);
  readonly tiled = $derived(
    (this.catalogue.data ?? [])
      .filter((layer) => layer.count > TILED_ABOVE)
      .map((layer) => layer.name),
  );
  readonly selected = $derived(this.view.sel ? (this.details[this.view.sel] ?? IDLE) : IDLE);

  #requests = new Map<string, AbortController>();

  constructor(api: Api, config: Config) {
    this.api = api;
    this.config = config;
  }

  /** Read the address, then ask for what it needs. Returns when the first answer is there, or has failed. */
  async start(): Promise<void> {
    this.#read();
    addEventListener("popstate", () => {
      this.#read();
      void this.#ask();
    });
    // The question does not wait for the catalogue: it is asked for the layers that an edition usually has, and
    // asked again only where the catalogue says otherwise.
    const [first] = await Promise.allSettled([this.#ask(), this.loadCatalogue()]);
    await this.#ask();
    if (first.status === "rejected") throw first.reason;
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

  /** The same view of another edition: a page of its own, which the server begins. */
  open(patch: Pick<ViewState, "known" | "edition">): void {
    const query = serialise({ ...this.view, ...patch });
    location.assign(location.pathname + (query ? `?${query}` : ""));
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
    this.#show(withLayer(this.shown, name, on));
  }

  /** Switch a kind or a commodity of a layer; `all` are those that the layer has. */
  togglePart(layer: string, part: string, on: boolean, all: readonly string[]): void {
    this.#show(withPart(this.shown, layer, part, on, all));
  }

  #show(shown: Shown): void {
    const known = (this.catalogue.data ?? []).map((layer) => layer.name);
    this.change({ layers: writeShown(shown, [...DEFAULT_LAYERS, ...known]) });
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
      (signal) => this.api.layers(this.edition, signal),
      (next) => {
        this.catalogue = { ...next, data: next.data ?? this.catalogue.data };
      },
    );
    this.#dropUnknownLayers();
    void this.#describeLayers();
  }

  /** Labels of fields and choices; the map can be read before they are there, so nothing waits for them. */
  async #describeLayers(): Promise<void> {
    const layers = this.catalogue.data ?? [];
    const described = await Promise.allSettled(
      layers.map((layer) => this.api.layer(layer.name, this.edition)),
    );
    const data = layers.map((layer, index) => {
      const answer = described[index];
      return answer?.status === "fulfilled" ? answer.value : layer;
    });
    this.catalogue = { ...this.catalogue, data };
  }

  /** A layer that this edition does not have is no reason to show nothing. */
  #dropUnknownLayers(): void {
    const known = this.catalogue.data?.map((layer) => layer.name);
    const wanted = this.view.layers;
    const isKnown = (word: string) => known?.includes(word.split(":")[0] ?? "") ?? true;
    if (!wanted || wanted.every(isKnown)) return;
    const strange = wanted.filter((word) => !isKnown(word));
    this.ignored = [...this.ignored, ...strange.map((value) => ({ parameter: "layers", value }))];
    const left = wanted.filter(isKnown);
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
    // Every request names the edition: one page never mixes two, and answers may be kept for ever.
    const { on } = this.view;
    const edition = this.edition || null;
    const small = this.#smallLayers();
    const wide = questionOf({ ...parse("").state, layers: small, on, edition });
    if (wide !== this.#asked.everything) {
      this.#asked.everything = wide;
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
    const layers = (this.view.layers ?? [...DEFAULT_LAYERS]).filter((word) =>
      small.includes(word.split(":")[0] ?? ""),
    );
    const narrow =
      this.filterCount && layers.length
        ? questionOf({ ...this.view, layers, edition, known: null })
        : "";
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
            (parameter) => this.#drop(parameter),
          ),
        );
      else this.filtered = IDLE;
    }
    const keys = new Set([...(this.view.sel ? [this.view.sel] : []), ...this.view.cmp]);
    for (const key of keys) if (!this.details[key]) jobs.push(this.#detail(key));
    await Promise.all(jobs);
  }

  /**
   * A value that this edition does not know (an old link names a kind that is gone) is left out and named, and the
   * question asked again without it.
   */
  #drop(parameter: string): boolean {
    const without = withoutParameter(this.view, parameter);
    if (!without) return false;
    this.ignored = [...this.ignored, without.ignored];
    this.#asked.filtered = "";
    this.change(without.state, "replace");
    return true;
  }

  #smallLayers(): string[] {
    const known = this.catalogue.data;
    if (!known?.length) return [...DEFAULT_LAYERS, "commodities"];
    const small = known.filter((layer) => layer.count <= TILED_ABOVE).map((layer) => layer.name);
    // Commodities are not drawn; their names are needed wherever a material is named.
    const wanted = new Set<string>([...DEFAULT_LAYERS, "commodities", ...this.shown.keys()]);
    return [...wanted].filter((name) => small.includes(name));
  }

  #detail(key: string): Promise<void> {
    return this.#load(
      `detail ${key}`,
      (signal) => this.api.feature(key, this.edition, signal),
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
    refused?: (parameter: string) => boolean,
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
      if (error instanceof ApiError && error.parameter && refused?.(error.parameter)) return;
      const missing = error instanceof ApiError && error.status === 404;
      const words = error instanceof Error ? error.message : "";
      put({ status: "error", data: null, error: words, missing });
    }
  }
}
