/** The small map of a form on which a point is chosen. The form's two fields of degrees are the truth. */

import { Map as MapLibre, Marker, NavigationControl } from "maplibre-gl";
import { buildStyle, loadFonts } from "../style/index.ts";
import { effectiveTheme } from "./theme.ts";

/** Where the map looks while no point is known: Quảng Ninh. */
const HOME: [number, number] = [107.2, 21.05];

interface Degrees {
  longitude: HTMLInputElement;
  latitude: HTMLInputElement;
}

/** The point as typed, with a decimal point or comma; null where it is none. */
export function pointOf(longitude: string, latitude: string): [number, number] | null {
  const point = [longitude, latitude].map((text) => Number(text.trim().replace(",", ".") || "x"));
  const [lon = Number.NaN, lat = Number.NaN] = point;
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : null;
}

/** Draw the map in `box` and tie it to the fields `longitude` and `latitude` of its form. */
export async function showPicker(box: HTMLElement): Promise<void> {
  const fields = box.closest("[data-picker]");
  const input = (name: string) => fields?.querySelector<HTMLInputElement>(`[name=${name}]`);
  const longitude = input("longitude");
  const latitude = input("latitude");
  if (!fields || !longitude || !latitude) return;
  const degrees = { longitude, latitude };
  await loadFonts();
  const { lang = "vi", label = "", baseVersion = "" } = box.dataset;
  const start = pointOf(longitude.value, latitude.value);
  const map = new MapLibre({
    container: box,
    center: start ?? HOME,
    zoom: start ? 12 : 8,
    attributionControl: false,
    locale: {
      "NavigationControl.ZoomIn": box.dataset.zoomIn ?? "",
      "NavigationControl.ZoomOut": box.dataset.zoomOut ?? "",
      "Map.Title": label,
    },
    style: buildStyle({
      flavor: effectiveTheme(),
      lang: lang.startsWith("en") ? "en" : "vi",
      baseTiles: baseVersion ? `${location.origin}/tiles/base/${baseVersion}/{z}/{x}/{y}` : null,
    }),
  });
  map.addControl(new NavigationControl({ showCompass: false }));
  map.getCanvas().setAttribute("aria-label", label);
  tie(map, degrees, fields);
  map.once("load", () => {
    box.dataset.ready = "true";
  });
}

function tie(map: MapLibre, { longitude, latitude }: Degrees, fields: Element): void {
  const marker = new Marker({ color: "#b23a10", draggable: true });
  const said = fields.querySelector("[data-picker-said]");

  function follow(): void {
    const point = pointOf(longitude.value, latitude.value);
    if (point) marker.setLngLat(point).addTo(map);
    else marker.remove();
    if (said) said.textContent = point ? `${latitude.value}, ${longitude.value}` : "";
  }

  function choose({ lng, lat }: { lng: number; lat: number }): void {
    longitude.value = lng.toFixed(5);
    latitude.value = lat.toFixed(5);
    follow();
  }

  map.on("click", (event) => choose(event.lngLat));
  marker.on("dragend", () => choose(marker.getLngLat()));
  for (const field of [longitude, latitude]) field.addEventListener("input", follow);
  const press = (name: string, act: () => void) =>
    fields.querySelector(`[data-picker-${name}]`)?.addEventListener("click", act);
  press("centre", () => choose(map.getCenter()));
  press("clear", () => {
    longitude.value = "";
    latitude.value = "";
    follow();
  });
  follow();
}
