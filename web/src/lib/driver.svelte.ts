/**
 * The map itself: MapLibre behind a few verbs. It shows what it is given and says what was pointed at; what is shown
 * is decided elsewhere, how it looks in `../style`.
 */

import {
  type GeoJSONSource,
  type LngLatLike,
  type MapGeoJSONFeature,
  Map as MapLibre,
  type MapMouseEvent,
  prewarm,
  setWorkerUrl,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import {
  INTERACTIVE,
  type MapData,
  mapData,
  registerIcons,
  SOURCE,
  stateTargets,
} from "../style/index.ts";
import { type Bounds, isTiny } from "./answer.ts";
import type { Position } from "./geodesy.ts";
import {
  composeStyle,
  HERE,
  hereData,
  type Look,
  MEASURE,
  measureData,
  type Tools,
} from "./look.ts";
import type { Camera } from "./state.ts";
import type { Feature } from "./types.ts";

setWorkerUrl(workerUrl);
// The workers read their script while the page is still being put together.
prewarm();

const HOME_MARGIN = 12;
/** Pixels around a click in which a thing is still meant: fingers are wider than pointers. */
const REACH = { mouse: 4, touch: 14 };

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

export type Mark = "selected" | "hover" | "compared";

export interface DriverEvents {
  /** The camera rests somewhere new. */
  moved(camera: Camera): void;
  /** Something was clicked; null is the ground. */
  chosen(key: string | null): void;
  /** Something is under the pointer, at these pixels. */
  hovered(key: string | null, at: { x: number; y: number }): void;
}

export class MapDriver {
  bounds = $state.raw<Bounds | null>(null);
  camera = $state.raw<Camera | null>(null);
  readonly map: MapLibre;
  #look: Look;
  #data: MapData = mapData([]);
  #tools: Tools = { measure: [], mode: "distance", here: null };
  #marks: Record<Mark, readonly string[]> = { selected: [], hover: [], compared: [] };
  #loaded = false;
  #unfilled = false;
  #pick: ((position: Position) => void) | null = null;
  #home: Bounds;
  #calm = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(
    container: HTMLElement,
    options: {
      look: Look;
      features: readonly Feature[];
      home: Bounds;
      padding: Padding;
      at: Camera | null;
      label: string;
    },
    private readonly events: DriverEvents,
  ) {
    this.#look = options.look;
    this.#data = mapData(options.features);
    this.#home = options.home;
    const { at } = options;
    this.map = new MapLibre({
      container,
      style: composeStyle(this.#look, this.#data, this.#tools),
      ...(at ? { center: [at.lon, at.lat] as [number, number], zoom: at.zoom } : {}),
      minZoom: 4,
      maxZoom: 18,
      maxPitch: 0,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      attributionControl: false,
      fadeDuration: this.#calm.matches ? 0 : 200,
    });
    registerIcons(this.map);
    this.map.setPadding(options.padding);
    if (!at) this.map.fitBounds(options.home, { padding: HOME_MARGIN, animate: false });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.getCanvas().setAttribute("aria-label", options.label);
    this.map.on("load", () => {
      this.#loaded = true;
      if (this.#unfilled) this.#fill();
      this.#remark();
      this.#rested();
    });
    this.map.on("moveend", () => this.#rested());
    this.map.on("click", (event) => this.#clicked(event));
    this.map.on("mousemove", (event) => this.#hovered(event));
    this.map.on("mouseout", () => this.events.hovered(null, { x: 0, y: 0 }));
  }

  /** Resolves when the first picture stands. */
  loaded(): Promise<void> {
    return this.#loaded
      ? Promise.resolve()
      : new Promise((resolve) => this.map.once("load", () => resolve()));
  }

  remove(): void {
    this.map.remove();
  }

  // ---- what is shown ----

  /** Change theme, ground, tiled layers: the style is made anew, data and marks stay. */
  setLook(look: Look): void {
    this.#look = look;
    this.map.setStyle(composeStyle(look, this.#data, this.#tools));
    this.map.once("idle", () => this.#remark());
  }

  setFeatures(features: readonly Feature[]): void {
    this.#data = mapData(features);
    this.#fill();
  }

  /** What arrives before the style has its sources is given to it once it has. */
  #fill(): void {
    const [own, around] = [this.#source(SOURCE.features), this.#source(SOURCE.extents)];
    this.#unfilled = !own || !around;
    own?.setData(this.#data.features);
    around?.setData(this.#data.extents);
  }

  /** Mark subjects on the map, and unmark those that were. */
  mark(state: Mark, keys: readonly string[]): void {
    const before = this.#marks[state];
    this.#marks[state] = keys;
    if (!this.#loaded) return;
    for (const key of before) if (!keys.includes(key)) this.#setState(key, state, false);
    for (const key of keys) this.#setState(key, state, true);
  }

  drawMeasure(points: readonly Position[], mode: "distance" | "area"): void {
    this.#tools = { ...this.#tools, measure: points, mode };
    this.#source(MEASURE)?.setData(measureData(this.#tools));
  }

  /** Give clicks to a listener instead of choosing features. Returns what ends it. */
  onPick(listener: (position: Position) => void): () => void {
    this.#pick = listener;
    this.map.getCanvas().style.cursor = "crosshair";
    this.map.doubleClickZoom.disable();
    return () => {
      this.#pick = null;
      this.map.getCanvas().style.cursor = "";
      this.map.doubleClickZoom.enable();
    };
  }

  // ---- where one looks ----

  setPadding(padding: Padding): void {
    const now = this.map.getPadding();
    const sides = ["top", "right", "bottom", "left"] as const;
    if (sides.some((side) => now[side] !== padding[side])) this.map.setPadding(padding);
  }

  goTo(position: Position, minZoom: number): void {
    const zoom = Math.max(this.map.getZoom(), minZoom);
    this.#fly({ center: [position[0], position[1]], zoom });
  }

  /** Bring a position into view if it is not, without changing the scale. */
  reveal(position: Position): void {
    if (!this.#inSight(position)) this.#fly({ center: [position[0], position[1]] });
  }

  fit(box: Bounds): void {
    if (isTiny(box)) {
      this.goTo([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], 12);
      return;
    }
    this.map.fitBounds(box, { padding: 48, maxZoom: 13, animate: !this.#calm.matches });
  }

  home(): void {
    this.map.fitBounds(this.#home, { padding: HOME_MARGIN, animate: !this.#calm.matches });
  }

  jump(camera: Camera): void {
    this.map.jumpTo({ center: [camera.lon, camera.lat], zoom: camera.zoom });
  }

  zoomBy(step: number): void {
    this.map.zoomTo(this.map.getZoom() + step, { animate: !this.#calm.matches });
  }

  centre(): Position {
    const { lng, lat } = this.map.getCenter();
    return [lng, lat];
  }

  /** Show where the reader is. Rejects with the GeolocationPositionError when that is not told. */
  async locate(): Promise<void> {
    if (!navigator.geolocation) throw new Error("no geolocation");
    const { coords } = await new Promise<GeolocationPosition>((resolve, reject) =>
      navigator.geolocation.getCurrentPosition(resolve, reject, {
        enableHighAccuracy: true,
        timeout: 15_000,
        maximumAge: 60_000,
      }),
    );
    const here: Position = [coords.longitude, coords.latitude];
    this.#tools = { ...this.#tools, here };
    this.#source(HERE)?.setData(hereData(this.#tools));
    this.goTo(here, 11);
  }

  /** The picture of this moment. */
  snapshot(): HTMLCanvasElement {
    // Drawn and read in one turn, so that the drawing buffer need not be kept for every frame.
    this.map.redraw();
    const canvas = this.map.getCanvas();
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    copy.getContext("2d")?.drawImage(canvas, 0, 0);
    return copy;
  }

  /** Icons for another map that draws with this one's style. */
  registerIcons(map: MapLibre): void {
    registerIcons(map);
  }

  // ---- inside ----

  #source(id: string): GeoJSONSource | undefined {
    return this.map.getSource(id) as GeoJSONSource | undefined;
  }

  #setState(key: string, state: Mark, on: boolean): void {
    for (const { source, sourceLayer, id } of stateTargets(key, this.#look.tiled)) {
      if (!this.map.getSource(source)) continue;
      this.map.setFeatureState({ source, sourceLayer, id }, { [state]: on });
    }
  }

  #remark(): void {
    for (const state of Object.keys(this.#marks) as Mark[])
      for (const key of this.#marks[state]) this.#setState(key, state, true);
  }

  #rested(): void {
    const box = this.map.getBounds();
    const { lng, lat } = this.map.getCenter();
    const before = this.camera;
    this.bounds = [box.getWest(), box.getSouth(), box.getEast(), box.getNorth()];
    this.camera = { lon: lng, lat, zoom: this.map.getZoom() };
    // The first picture is where the link or the province put it: nobody has moved yet.
    if (before) this.events.moved(this.camera);
  }

  #clicked(event: MapMouseEvent): void {
    if (this.#pick) {
      this.#pick([event.lngLat.lng, event.lngLat.lat]);
      return;
    }
    const coarse = (event.originalEvent as PointerEvent).pointerType === "touch";
    const found = this.#at(event.point, coarse ? REACH.touch : REACH.mouse);
    this.events.chosen(found ? keyOf(found) : null);
  }

  #hovered(event: MapMouseEvent): void {
    if (this.#pick) return;
    const found = this.#at(event.point, REACH.mouse);
    this.map.getCanvas().style.cursor = found ? "pointer" : "";
    this.events.hovered(found ? keyOf(found) : null, event.point);
  }

  /** The topmost thing near a pixel; what is exactly there goes before what is near. */
  #at(point: { x: number; y: number }, reach: number): MapGeoJSONFeature | undefined {
    if (!this.#loaded) return undefined;
    const layers = INTERACTIVE.filter((id) => this.map.getLayer(id));
    const around: [[number, number], [number, number]] = [
      [point.x - reach, point.y - reach],
      [point.x + reach, point.y + reach],
    ];
    const exact = this.map.queryRenderedFeatures([point.x, point.y], { layers });
    const isSymbol = (one: MapGeoJSONFeature) => one.geometry.type === "Point";
    const found = exact.find(isSymbol);
    if (found) return found;
    const near = this.map.queryRenderedFeatures(around, { layers });
    return near.find(isSymbol) ?? exact[0] ?? near[0];
  }

  #inSight(position: Position): boolean {
    const { x, y } = this.map.project(position as LngLatLike);
    const { clientWidth, clientHeight } = this.map.getContainer();
    const { top = 0, right = 0, bottom = 0, left = 0 } = this.map.getPadding();
    return (
      x > left + 20 &&
      x < clientWidth - right - 20 &&
      y > top + 20 &&
      y < clientHeight - bottom - 20
    );
  }

  #fly(to: { center: [number, number]; zoom?: number }): void {
    if (this.#calm.matches) this.map.jumpTo(to);
    else this.map.easeTo({ ...to, duration: 600 });
  }
}

function keyOf(feature: MapGeoJSONFeature): string | null {
  const key = feature.properties.key ?? feature.id;
  return typeof key === "string" ? key : null;
}
