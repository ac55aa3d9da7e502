/** A sheet of paper of the view: map, legend, sources, scale and date, in place of the page while it is printed. */

import { sourceTitle } from "./facts.ts";
import { formatDate, formatLength } from "./format.ts";
import { metresPerPixel, roundLength } from "./geodesy.ts";
import { insetOf } from "./inset.ts";
import { t } from "./messages.ts";
import { INSET, legendRows, type PrintOptions, titleOf } from "./picture.ts";
import { effectiveTheme } from "./theme.ts";
import type { Source } from "./types.ts";

const MOST_SOURCES = 40;

interface Parts {
  inset: HTMLCanvasElement | null;
  sources: Source[];
}
let ready: { of: string; parts: Parts } | null = null;

/** Draw and fetch what a sheet needs and the browser does not wait for; kept until the look or the edition changes. */
export async function prepare({ explorer, driver }: PrintOptions): Promise<void> {
  const of = identity(explorer);
  if (ready?.of === of) return;
  const [inset, sources] = await Promise.all([
    insetOf(driver, INSET.drawn, INSET.drawn),
    explorer.api.sources(explorer.edition).catch(() => []),
  ]);
  ready = { of, parts: { inset, sources } };
}

function identity(explorer: PrintOptions["explorer"]): string {
  return `${explorer.edition} ${effectiveTheme()}`;
}

/** Put the sheet in the page's place, at once: with what was prepared, or without. */
export function layOut(options: PrintOptions): void {
  if (document.querySelector(".print-sheet")) return;
  const fits = ready?.of === identity(options.explorer);
  const { inset, sources } = fits && ready ? ready.parts : { inset: null, sources: [] };
  document.body.append(build(options, inset, sources));
  document.documentElement.classList.add("printing-map");
}

export function clear(): void {
  document.documentElement.classList.remove("printing-map");
  document.querySelector(".print-sheet")?.remove();
}

/** Prepare the sheet and open the browser's own dialogue, which lays it out and clears it again. */
export async function printSheet(options: PrintOptions): Promise<void> {
  await prepare(options);
  layOut(options);
  window.print();
}

function build(
  { explorer, driver }: PrintOptions,
  inset: HTMLCanvasElement | null,
  sources: Source[],
): HTMLElement {
  const { lang } = explorer.config;
  const { title, line } = titleOf(explorer);
  const sheet = element("section", "print-sheet");
  sheet.append(element("h1", "", title), element("p", "", line));

  const frame = element("figure", "print-map");
  frame.append(picture(driver.snapshot(), t("map.label")));
  if (inset) frame.append(picture(inset, t("picture.inset"), "print-inset"));
  else frame.append(element("figcaption", "", t("picture.beyond")));
  sheet.append(frame, scaleBar(scaleOf(explorer, driver)));

  const legend = element("ul", "print-legend");
  for (const row of legendRows(explorer)) {
    const item = element("li");
    const icon = element("span");
    icon.innerHTML = row.svg;
    item.append(icon, `${row.label} (${row.count})`);
    legend.append(item);
  }
  sheet.append(element("h2", "", t("tab.layers")), legend);

  const cited = sources.slice(0, MOST_SOURCES).map((source) => {
    const day = formatDate(source.published_on ?? source.retrieved_on, lang);
    const words = [sourceTitle(source, lang), source.publisher, day].filter(Boolean);
    return element("li", "", words.join(", "));
  });
  const list = element("ul", "print-sources");
  list.append(...cited);
  if (sources.length > MOST_SOURCES)
    list.append(
      element("li", "", t("picture.more_sources", { count: sources.length - MOST_SOURCES })),
    );
  sheet.append(element("h2", "", t("picture.sources")), list);

  const printed = t("picture.printed", { date: formatDate(new Date().toISOString(), lang) });
  const foot = [
    t("map.attribution"),
    t("edition.short", { id: explorer.edition }),
    printed,
    location.href,
  ];
  sheet.append(element("p", "print-foot", foot.join(" · ")));
  return sheet;
}

interface Scale {
  share: number;
  label: string;
}

function scaleOf(explorer: PrintOptions["explorer"], driver: PrintOptions["driver"]): Scale {
  const [, lat] = driver.centre();
  const perPixel = metresPerPixel(lat, driver.map.getZoom());
  const width = driver.map.getContainer().clientWidth;
  const metres = roundLength((perPixel * width) / 5);
  return { share: metres / perPixel / width, label: formatLength(metres, explorer.config.lang) };
}

/** The bar is a share of the picture's width, so that it stays true however wide the paper is. */
function scaleBar({ share, label }: Scale): HTMLElement {
  const bar = element("p", "print-scale");
  const line = element("span");
  line.style.width = `${share * 100}%`;
  bar.append(line, label);
  return bar;
}

/** A canvas is on the paper at once; an image would have to be decoded first. */
function picture(canvas: HTMLCanvasElement, alt: string, name = ""): HTMLCanvasElement {
  const copy = document.createElement("canvas");
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext("2d")?.drawImage(canvas, 0, 0);
  copy.setAttribute("role", "img");
  copy.setAttribute("aria-label", alt);
  copy.className = name;
  return copy;
}

function element(tag: string, name = "", text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}
