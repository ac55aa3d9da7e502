/**
 * Symbols: a glyph on a plate. Drawn on a canvas when the map first needs one, and as SVG for the interface, from the
 * same paths. A hollow plate is planned, a dashed ring approximate, "?" unverified, a clock overdue for a check.
 */

import type { Map as MapLibre } from "maplibre-gl";
import { FLAVORS, type Flavor, type Tone } from "../style/flavors.ts";
import { type Plate, symbolOf } from "../style/kinds.ts";
import type { FlavorName } from "../style/types.ts";
import { EVEN_ODD, GLYPHS } from "./glyphs.ts";

/** Plates on a grid of 24 × 24, all of about the same weight for the eye. */
const PLATES: Record<Plate, { path: string; glyph: number; top?: number }> = {
  square: {
    path: "M6 2h12a4 4 0 0 1 4 4v12a4 4 0 0 1-4 4H6a4 4 0 0 1-4-4V6a4 4 0 0 1 4-4z",
    glyph: 13,
  },
  circle: { path: "M12 1.5a10.5 10.5 0 1 1 0 21 10.5 10.5 0 0 1 0-21z", glyph: 13 },
  hexagon: {
    path: "M10.8 1.1a2.4 2.4 0 0 1 2.4 0l7.6 4.4A2.4 2.4 0 0 1 22 7.600v8.800a2.4 2.4 0 0 1-1.2 2.100l-7.6 4.400a2.4 2.4 0 0 1-2.4 0l-7.6-4.400A2.4 2.4 0 0 1 2 16.400V7.600a2.4 2.4 0 0 1 1.2-2.100z",
    glyph: 12.5,
  },
  diamond: {
    path: "M9.9 1.300a3 3 0 0 1 4.2 0l8.6 8.600a3 3 0 0 1 0 4.200l-8.6 8.600a3 3 0 0 1-4.2 0l-8.6-8.600a3 3 0 0 1 0-4.200z",
    glyph: 11.5,
  },
  pin: {
    path: "M7 3h10a4 4 0 0 1 4 4v10a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V7a4 4 0 0 1 4-4z",
    glyph: 13,
  },
};

/** How a thing is known, as letters: planned, closed, approximate, low confidence, stale. */
interface Looks {
  planned: boolean;
  closed: boolean;
  approximate: boolean;
  low: boolean;
  stale: boolean;
}

/** CSS pixels of an image: the plate, and room for ring and marks around it. */
const PLATE_PX = 25;
const IMAGE_PX = 35;

interface Drawn {
  width: number;
  height: number;
  data: Uint8ClampedArray;
}

/** Draw the style's icons when a map first needs each. Call once for each map, before or after it has loaded. */
export function registerIcons(map: MapLibre): void {
  const ratio = Math.max(2, Math.ceil(devicePixelRatio));
  map.setMissingStyleImageResolver((id) => {
    const drawn = draw(id, ratio);
    if (drawn && !map.hasImage(id)) map.addImage(id, drawn, { pixelRatio: ratio });
  });
}

/** The image of an id that `symbolLayer` or `placeLayers` made up; null for one that is not ours. */
function draw(id: string, ratio: number): Drawn | null {
  const [family, flavorName = "", ...rest] = id.split("/");
  const flavor = FLAVORS[flavorName as FlavorName];
  if (!flavor) return null;
  if (family === "place") return canvas(12, ratio, (pen) => drawPlace(pen, flavor, rest[0] ?? ""));
  if (family !== "symbol") return null;
  const [layer = "", kind = "", commodity = "", letters = ""] = rest;
  return canvas(IMAGE_PX, ratio, (pen) =>
    drawSymbol(pen, flavor, layer, kind, commodity, looksOf(letters)),
  );
}

function looksOf(letters: string): Looks {
  const has = (letter: string) => letters.includes(letter);
  return {
    planned: has("p"),
    closed: has("c"),
    approximate: has("a"),
    low: has("l"),
    stale: has("s"),
  };
}

type Pen = CanvasRenderingContext2D;

/** A square picture: `paint` draws in CSS pixels around the middle. */
function canvas(size: number, ratio: number, paint: (pen: Pen) => void): Drawn | null {
  const sheet = document.createElement("canvas");
  sheet.width = sheet.height = size * ratio;
  const pen = sheet.getContext("2d", { willReadFrequently: true });
  if (!pen) return null;
  pen.scale(ratio, ratio);
  pen.translate(size / 2, size / 2);
  paint(pen);
  const { width, height, data } = pen.getImageData(0, 0, sheet.width, sheet.height);
  return { width, height, data };
}

function drawSymbol(
  pen: Pen,
  flavor: Flavor,
  layer: string,
  kind: string,
  commodity: string,
  looks: Looks,
): void {
  const symbol = symbolOf(layer, kind, commodity);
  const { plate: colour, glyph: onPlate } = flavor.tones[looks.closed ? "other" : symbol.tone];
  const { path, glyph: glyphSize } = PLATES[symbol.plate];
  const plate = new Path2D();
  plate.addPath(new Path2D(path), new DOMMatrix().scale(PLATE_PX / 24).translate(-12, -12));

  if (looks.approximate) {
    pen.save();
    pen.beginPath();
    pen.arc(0, 0, PLATE_PX / 2 + 2.9, 0, 2 * Math.PI);
    pen.setLineDash([2.6, 2.77]);
    pen.lineWidth = 1.3;
    pen.strokeStyle = colour;
    pen.stroke();
    pen.restore();
  }
  pen.lineJoin = "round";
  pen.strokeStyle = flavor.paper;
  pen.lineWidth = 2.4;
  pen.stroke(plate);
  pen.fillStyle = looks.planned ? flavor.paper : colour;
  pen.fill(plate);
  if (looks.planned) {
    pen.save();
    pen.clip(plate);
    pen.strokeStyle = colour;
    pen.lineWidth = 3.6;
    pen.stroke(plate);
    pen.restore();
  }
  pen.save();
  pen.scale(glyphSize / 15, glyphSize / 15);
  pen.translate(-7.5, -7.5);
  pen.fillStyle = looks.planned ? colour : onPlate;
  pen.fill(new Path2D(GLYPHS[symbol.glyph]), EVEN_ODD.has(symbol.glyph) ? "evenodd" : "nonzero");
  pen.restore();
  if (looks.low) drawMark(pen, flavor, -1, flavor.low, drawQuestion);
  if (looks.stale) drawMark(pen, flavor, 1, flavor.stale, drawClock);
}

/** A small disc at the upper (-1) or lower (1) right of the plate. */
function drawMark(
  pen: Pen,
  flavor: Flavor,
  side: number,
  colour: string,
  inside: (pen: Pen) => void,
): void {
  pen.save();
  pen.translate(11, side * 11);
  pen.beginPath();
  pen.arc(0, 0, 5.2, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.strokeStyle = flavor.paper;
  pen.lineWidth = 2;
  pen.stroke();
  pen.fill();
  pen.strokeStyle = pen.fillStyle = flavor.paper;
  pen.lineWidth = 1.4;
  pen.lineCap = "round";
  inside(pen);
  pen.restore();
}

function drawQuestion(pen: Pen): void {
  pen.beginPath();
  pen.arc(0, -1.1, 1.7, Math.PI, 0.45 * Math.PI);
  pen.lineTo(0, 1.1);
  pen.stroke();
  pen.beginPath();
  pen.arc(0, 3, 0.8, 0, 2 * Math.PI);
  pen.fill();
}

function drawClock(pen: Pen): void {
  pen.beginPath();
  pen.moveTo(0, -2.8);
  pen.lineTo(0, 0.2);
  pen.lineTo(2, 1.4);
  pen.stroke();
}

function drawPlace(pen: Pen, flavor: Flavor, kind: string): void {
  const radius = kind === "town" ? 2 : 2.6;
  pen.strokeStyle = flavor.landLabel;
  pen.fillStyle = flavor.paper;
  pen.lineWidth = 1.3;
  pen.beginPath();
  if (kind === "capital") pen.rect(-radius, -radius, 2 * radius, 2 * radius);
  else pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.fill();
  pen.stroke();
}

/** Colours of SVG symbols follow the page's tokens where there are any; in a picture they stand for themselves. */
const PAGE_TOKENS: Partial<Record<Tone, [plate: string, glyph: string]>> = {
  park: ["--teal", "--on-teal"],
  facility: ["--ink-2", "--paper"],
  locality: ["--ink-3", "--paper"],
};

/**
 * A symbol as inline SVG text, 24 × 24, for the panel, the card and the legend. `commodity` is a code or a key. Made
 * of our own paths only: no word of the data gets into it.
 */
export function iconSvg(layer: string, kind?: string, commodity?: string): string {
  const { glyph, plate, tone } = symbolOf(layer, kind, commodity);
  const { path, glyph: size } = PLATES[plate];
  const tokens = PAGE_TOKENS[tone];
  const colours = FLAVORS.light.tones[tone];
  const plateColour = tokens ? `var(${tokens[0]},${colours.plate})` : colours.plate;
  const glyphColour = tokens ? `var(${tokens[1]},${colours.glyph})` : colours.glyph;
  const scale = (size / 15).toFixed(3);
  const offset = (12 - size / 2).toFixed(2);
  const rule = EVEN_ODD.has(glyph) ? ' fill-rule="evenodd"' : "";
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">' +
    `<path fill="${plateColour}" d="${path}"/>` +
    `<path fill="${glyphColour}"${rule} transform="translate(${offset} ${offset}) scale(${scale})" d="${GLYPHS[glyph]}"/></svg>`
  );
}
