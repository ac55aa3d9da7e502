/** A sheet of paper of the view: map, legend, sources, scale and date, in place of the page while it is printed. */

import { sourceTitle } from "./facts.ts";
import { formatDate, formatLength } from "./format.ts";
import { metresPerPixel, roundLength } from "./geodesy.ts";
import { insetOf } from "./inset.ts";
import { t } from "./messages.ts";
import { INSET, legendRows, type PrintOptions, titleOf } from "./picture.ts";
import type { Source } from "./types.ts";

const MOST_SOURCES = 40;

export async function printSheet(options: PrintOptions): Promise<void> {
  const { explorer, driver } = options;
  const [inset, sources] = await Promise.all([
    insetOf(driver, INSET.drawn, INSET.drawn),
    explorer.api.sources(explorer.edition).catch(() => []),
  ]);
  const sheet = build(options, inset, sources);
  document.body.append(sheet);
  document.documentElement.classList.add("printing-map");
  try {
    await Promise.all([...sheet.querySelectorAll("img")].map((image) => image.decode()));
    window.print();
  } finally {
    document.documentElement.classList.remove("printing-map");
    sheet.remove();
  }
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

function picture(canvas: HTMLCanvasElement, alt: string, name = ""): HTMLImageElement {
  const image = document.createElement("img");
  image.src = canvas.toDataURL("image/png");
  image.alt = alt;
  image.className = name;
  return image;
}

function element(tag: string, name = "", text = ""): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  if (text) made.textContent = text;
  return made;
}
