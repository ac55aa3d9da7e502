/** The map of an import on the desk. Without it the page keeps its drawing, so nothing here may fail loudly. */

import { Map as MapLibre, NavigationControl } from "maplibre-gl";
import { loadFonts } from "../style/index.ts";
import { previewStyle } from "../style/preview.ts";
import { effectiveTheme } from "./theme.ts";

interface Told extends GeoJSON.FeatureCollection {
  bbox?: [number, number, number, number];
}

/** Replace the drawing beside `box` by a map of what `data-source` tells; `data-ready` says that it is there. */
export async function showPreview(box: HTMLElement): Promise<void> {
  const { source = "", lang = "vi", label = "", baseVersion = "" } = box.dataset;
  const answer = await fetch(source, { headers: { Accept: "application/json" } });
  const data = (await answer.json()) as Told;
  if (!answer.ok || !data.bbox) return;
  await loadFonts();
  box.hidden = false;
  const { origin } = location;
  try {
    const map = new MapLibre({
      container: box,
      bounds: data.bbox,
      fitBoundsOptions: { padding: 32, maxZoom: 15 },
      attributionControl: false,
      locale: {
        "NavigationControl.ZoomIn": box.dataset.zoomIn ?? "",
        "NavigationControl.ZoomOut": box.dataset.zoomOut ?? "",
        "Map.Title": label,
      },
      style: previewStyle(
        {
          flavor: effectiveTheme(),
          lang: lang.startsWith("en") ? "en" : "vi",
          baseTiles: baseVersion ? `${origin}/tiles/base/${baseVersion}/{z}/{x}/{y}` : null,
        },
        data,
      ),
    });
    map.addControl(new NavigationControl({ showCompass: false }));
    map.getCanvas().setAttribute("aria-label", label);
    map.once("load", () => {
      box.dataset.ready = "true";
    });
  } catch {
    box.hidden = true; // no WebGL: the drawing stays
  }
}
