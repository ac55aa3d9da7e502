/**
 * The view as one picture: title, map, legend, scale, north, sovereignty labels, attribution and the id of the
 * edition, so that it can stand on its own in a report. Loaded only when somebody asks for it.
 */

import { iconSvg } from "../style/index.ts";
import type { MapDriver } from "./driver.svelte.ts";
import type { Explorer } from "./explorer.svelte.ts";
import { formatDate, formatLength } from "./format.ts";
import { metresPerPixel, roundLength } from "./geodesy.ts";
import { insetOf } from "./inset.ts";
import { layerTitle, partLabel } from "./labels.ts";
import { partOf } from "./layers.ts";
import { t, tn } from "./messages.ts";
import { DEFAULT_LAYERS } from "./state.ts";

export interface PrintOptions {
  explorer: Explorer;
  driver: MapDriver;
}

export interface LegendRow {
  svg: string;
  label: string;
  count: number;
}

export function fileName(explorer: Explorer): string {
  return `diaban-${explorer.day}-${explorer.edition || "map"}.png`;
}

/** What the picture shows, in the words of its heading. */
export function titleOf(explorer: Explorer): { title: string; line: string } {
  const { lang } = explorer.config;
  const place = document.querySelector(".brand-place")?.textContent?.trim() ?? "Quảng Ninh";
  const line = [
    tn("summary.matched", explorer.matched, String(explorer.matched)),
    t("picture.on", { date: formatDate(explorer.day, lang) }),
  ];
  return { title: t("picture.title", { place }), line: line.join(" · ") };
}

/** The legend of what is drawn, and nothing else: a row per layer, or per part of a divided one. */
export function legendRows(explorer: Explorer): LegendRow[] {
  const rows: LegendRow[] = [];
  for (const layer of DEFAULT_LAYERS) {
    const own = explorer.features.filter((one) => one.properties.layer === layer && one.geometry);
    if (!own.length) continue;
    const divided = layer === "facilities" || layer === "materials";
    const parts = divided ? [...new Set(own.map((one) => partOf(one.properties)))] : [""];
    for (const part of parts) {
      const count = own.filter((one) => !divided || partOf(one.properties) === part).length;
      rows.push({
        svg:
          layer === "materials"
            ? iconSvg(layer, undefined, part)
            : iconSvg(layer, part || undefined),
        label: part ? partLabel(explorer, layer, part) : layerTitle(explorer, layer),
        count,
      });
    }
  }
  return rows;
}

/** Pixels: the inset is drawn larger than it is shown, so that its labels have room. */
export const INSET = { drawn: 330, shown: 230 };
const FONT = '"Be Vietnam Pro", system-ui, sans-serif';
const COLOURS = { ink: "#14191b", soft: "#414a4d", paper: "#fcfbf8", line: "#878479" };

/** A PNG of the view. Lengths are in CSS pixels times the device's pixel ratio. */
export async function pictureOf({ explorer, driver }: PrintOptions): Promise<Blob> {
  const map = driver.snapshot();
  const scale = map.width / driver.map.getContainer().clientWidth;
  const rows = legendRows(explorer);
  const icons = await Promise.all(rows.map(({ svg }) => imageOf(svg)));
  const inset = await insetOf(driver, INSET.drawn, INSET.drawn);

  const head = 76 * scale;
  const width = map.width;
  const perColumn = Math.max(1, Math.floor(width / (230 * scale)));
  const legendHeight = Math.ceil(rows.length / perColumn) * 26 * scale + 20 * scale;
  const foot = 62 * scale;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = head + map.height + legendHeight + foot;
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("no canvas");

  pen.fillStyle = COLOURS.paper;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(map, 0, head);
  drawHead(pen, explorer, width, scale);
  drawScaleAndNorth(
    pen,
    driver,
    explorer,
    { left: 20 * scale, bottom: head + map.height - 18 * scale },
    scale,
  );
  if (inset) drawInset(pen, inset, width, head + map.height, scale);
  drawLegend(pen, rows, icons, { top: head + map.height + 12 * scale, perColumn, width }, scale);
  drawFoot(pen, explorer, canvas, scale);

  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no blob"))), "image/png"),
  );
}

type Pen = CanvasRenderingContext2D;

function write(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  size: number,
  weight = 400,
  colour = COLOURS.ink,
): void {
  pen.font = `${weight} ${size}px ${FONT}`;
  pen.fillStyle = colour;
  pen.fillText(text, x, y);
}

function drawHead(pen: Pen, explorer: Explorer, width: number, scale: number): void {
  const { title, line } = titleOf(explorer);
  pen.textBaseline = "alphabetic";
  write(pen, title, 20 * scale, 34 * scale, 20 * scale, 700);
  write(pen, line, 20 * scale, 58 * scale, 13 * scale, 400, COLOURS.soft);
  pen.fillStyle = COLOURS.line;
  pen.fillRect(0, 75 * scale, width, scale);
}

function drawScaleAndNorth(
  pen: Pen,
  driver: MapDriver,
  explorer: Explorer,
  at: { left: number; bottom: number },
  scale: number,
): void {
  const [, lat] = driver.centre();
  const perPixel = metresPerPixel(lat, driver.map.getZoom()) / scale;
  const metres = roundLength(perPixel * 140 * scale);
  const length = metres / perPixel;
  pen.fillStyle = "rgb(252 251 248 / 85%)";
  pen.fillRect(at.left - 10 * scale, at.bottom - 30 * scale, length + 54 * scale, 40 * scale);
  pen.strokeStyle = COLOURS.ink;
  pen.lineWidth = 2 * scale;
  pen.beginPath();
  pen.moveTo(at.left, at.bottom - 8 * scale);
  pen.lineTo(at.left, at.bottom);
  pen.lineTo(at.left + length, at.bottom);
  pen.lineTo(at.left + length, at.bottom - 8 * scale);
  pen.stroke();
  write(
    pen,
    formatLength(metres, explorer.config.lang),
    at.left + 4 * scale,
    at.bottom - 12 * scale,
    12 * scale,
    500,
  );
  const x = at.left + length + 24 * scale;
  pen.fillStyle = COLOURS.ink;
  pen.beginPath();
  pen.moveTo(x, at.bottom - 24 * scale);
  pen.lineTo(x + 7 * scale, at.bottom - 4 * scale);
  pen.lineTo(x, at.bottom - 9 * scale);
  pen.lineTo(x - 7 * scale, at.bottom - 4 * scale);
  pen.fill();
  write(pen, t("picture.north"), x + 8 * scale, at.bottom - 14 * scale, 11 * scale, 600);
}

function drawInset(
  pen: Pen,
  inset: HTMLCanvasElement,
  width: number,
  bottom: number,
  scale: number,
): void {
  const [w, h] = [INSET.shown * scale, INSET.shown * scale];
  const [x, y] = [width - w - 16 * scale, bottom - h - 16 * scale];
  pen.drawImage(inset, x, y, w, h);
  pen.strokeStyle = COLOURS.ink;
  pen.lineWidth = 1.5 * scale;
  pen.strokeRect(x, y, w, h);
}

function drawLegend(
  pen: Pen,
  rows: LegendRow[],
  icons: (HTMLImageElement | null)[],
  at: { top: number; perColumn: number; width: number },
  scale: number,
): void {
  const column = at.width / at.perColumn;
  rows.forEach(({ label, count }, index) => {
    const x = 20 * scale + (index % at.perColumn) * column;
    const y = at.top + Math.floor(index / at.perColumn) * 26 * scale;
    const icon = icons[index];
    if (icon) pen.drawImage(icon, x, y, 18 * scale, 18 * scale);
    write(pen, `${label} (${count})`, x + 26 * scale, y + 14 * scale, 12.5 * scale);
  });
}

function drawFoot(pen: Pen, explorer: Explorer, canvas: HTMLCanvasElement, scale: number): void {
  const y = canvas.height - 40 * scale;
  pen.fillStyle = COLOURS.line;
  pen.fillRect(0, y - 20 * scale, canvas.width, scale);
  write(pen, t("map.attribution"), 20 * scale, y, 11.5 * scale, 400, COLOURS.soft);
  const edition = t("edition.short", { id: explorer.edition });
  write(
    pen,
    `${edition} · ${location.origin}${location.pathname}`,
    20 * scale,
    y + 20 * scale,
    11.5 * scale,
    400,
    COLOURS.soft,
  );
}

/** An icon as an image; null where there is none. */
export async function imageOf(svg: string): Promise<HTMLImageElement | null> {
  if (!svg) return null;
  const named = svg.includes("xmlns=")
    ? svg
    : svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"');
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(named)}`;
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}
