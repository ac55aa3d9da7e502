/**
 * The small map of the whole country with its islands, which a printed map of one province carries: Hoàng Sa and
 * Trường Sa lie outside the frame, and belong on it all the same.
 */

import { Map as MapLibre } from "maplibre-gl";
import type { MapDriver } from "./driver.svelte.ts";

const COUNTRY: [number, number, number, number] = [101.8, 5.6, 122.2, 24];
const PATIENCE_MS = 6000;

/** Things of an edition have no place on a map of the whole country; the ground and its names do. */
function ofThings(source: string): boolean {
  return source === "features" || source === "extents" || source.startsWith("tiles-");
}

/** Draw the inset at a size in CSS pixels; null if the browser cannot, in time. */
export async function insetOf(
  driver: MapDriver,
  width: number,
  height: number,
): Promise<HTMLCanvasElement | null> {
  const frame = document.createElement("div");
  Object.assign(frame.style, {
    position: "fixed",
    left: "-10000px",
    top: "0",
    width: `${width}px`,
    height: `${height}px`,
  });
  document.body.append(frame);
  const style = driver.map.getStyle();
  const ground = style.layers.filter((layer) => !("source" in layer && ofThings(layer.source)));
  let map: MapLibre | null = null;
  try {
    map = new MapLibre({
      container: frame,
      style: { ...style, layers: ground },
      bounds: COUNTRY,
      interactive: false,
      attributionControl: false,
      fadeDuration: 0,
      pixelRatio: Math.max(2, devicePixelRatio),
    });
    driver.registerIcons(map);
    await drawn(map);
    map.redraw();
    const canvas = map.getCanvas();
    const copy = document.createElement("canvas");
    copy.width = canvas.width;
    copy.height = canvas.height;
    copy.getContext("2d")?.drawImage(canvas, 0, 0);
    return copy;
  } catch {
    return null;
  } finally {
    map?.remove();
    frame.remove();
  }
}

function drawn(map: MapLibre): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("timeout")), PATIENCE_MS);
    map.once("idle", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
