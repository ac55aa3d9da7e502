/** Addresses of the site's pages, as `diaban/explorer/links.py` gives them. */

import type { Lang } from "./format.ts";

const FOLDERS: Record<string, string> = {
  park: "parks",
  infrastructure_project: "projects",
  economic_zone: "zones",
  locality: "localities",
  material: "materials",
  commodity: "commodities",
  facility: "facilities",
  osm_park: "osm-parks",
  osm_transport: "osm-transport",
  osm_line: "osm-lines",
  gem_mine: "gem-mines",
  gem_power: "gem-power",
  sfi_cement: "sfi-cement",
};

/** The page of a subject: "park:dong-mai" in "vi" is "/vi/parks/dong-mai/"; null for a kind without one. */
export function profilePath(key: string, lang: Lang, edition: string | null = null): string | null {
  const colon = key.indexOf(":");
  const kind = key.slice(0, colon);
  const code = encodeURIComponent(key.slice(colon + 1));
  const query = edition ? `?edition=${edition}` : "";
  if (kind === "statement") return `/${lang}/figures/statements/${query}#${code}`;
  const folder = FOLDERS[kind];
  return folder ? `/${lang}/${folder}/${code}/${query}` : null;
}

/** The same page in the other language: /vi/explore/?… ↔ /en/explore/?… */
export function inLanguage(path: string, search: string, lang: Lang): string {
  return path.replace(/^\/(vi|en)(?=\/|$)/, `/${lang}`) + search;
}
