/** The maps: the explorer's, which shows the view that the address names, an import's, and a form's. */

import "maplibre-gl/dist/maplibre-gl.css";
import { mount } from "svelte";
import App from "./components/App.svelte";
import type { Bounds } from "./lib/answer.ts";
import { Api } from "./lib/api.ts";
import { Explorer } from "./lib/explorer.svelte.ts";
import type { Lang } from "./lib/format.ts";
import { keepViewInLanguageLinks } from "./lib/languages.ts";
import { setMessages } from "./lib/messages.ts";
import { showPicker } from "./lib/picker.ts";
import { showPreview } from "./lib/preview.ts";
import "./map.css";

/** Where the map looks when nobody says: Quảng Ninh, unless the page gives the bounds of its own authority. */
const HOME: Bounds = [106.43, 20.67, 108.1, 21.68];

declare global {
  interface Window {
    /** For tests and embedding pages. */
    diaban?: { ready: Promise<void>; explorer: Explorer };
  }
}

function start(): void {
  const root = document.getElementById("map-app");
  if (!root) return;
  const {
    api = "/api/v1/",
    lang = "vi",
    edition = "",
    baseVersion = "",
    online,
    plots,
    plotsPage = "",
    plotsInvented,
    bounds,
  } = root.dataset;
  const language: Lang = lang === "en" ? "en" : "vi";
  setMessages(JSON.parse(document.getElementById("messages")?.textContent ?? "{}"), language);

  const explorer = new Explorer(new Api(api, language), {
    lang: language,
    edition,
    baseVersion,
    onlineBase: online === "1",
    plots: plots
      ? {
          data: new URL(plots, location.href).href,
          page: plotsPage,
          invented: plotsInvented === "1",
        }
      : null,
  });
  const asked = explorer.start();
  root.replaceChildren();
  const usable = Promise.withResolvers<void>();
  const drawn = Promise.withResolvers<void>();
  mount(App, {
    target: root,
    props: {
      explorer,
      home: boundsOf(bounds),
      onusable: usable.resolve,
      ondrawn: drawn.resolve,
    },
  });
  keepViewInLanguageLinks(explorer);

  // Usable: the panel has its answer, the map takes input. Ready: its first picture is complete as well.
  void Promise.all([asked, usable.promise]).then(() => mark(root, "interactive"));
  const ready = Promise.all([asked, drawn.promise]).then(() => mark(root, "ready"));
  window.diaban = { ready, explorer };
}

/** Tell tests, benchmarks and embedding pages how far the page is: `data-interactive`, `data-ready`. */
function mark(root: HTMLElement, state: "interactive" | "ready"): void {
  root.dataset[state] = "true";
  performance.mark(`diaban-${state}`);
}

function boundsOf(text: string | undefined): Bounds {
  const numbers = (text ?? "").split(",").map(Number);
  return numbers.length === 4 && numbers.every(Number.isFinite) ? (numbers as Bounds) : HOME;
}

const preview = document.getElementById("import-preview");
const picker = document.getElementById("place-picker");
if (preview) void showPreview(preview);
else if (picker) void showPicker(picker);
else start();
