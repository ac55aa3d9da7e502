/** The site's language links are made by the server for the view that was opened; here they follow the view. */

import type { Explorer } from "./explorer.svelte.ts";
import type { Lang } from "./format.ts";
import { inLanguage } from "./links.ts";
import { serialise } from "./state.ts";

export function keepViewInLanguageLinks(explorer: Explorer): void {
  document.addEventListener(
    "click",
    (event) => {
      const link = event.target instanceof Element ? event.target.closest("a[hreflang]") : null;
      if (!(link instanceof HTMLAnchorElement) || !link.pathname.startsWith("/language/")) return;
      const query = serialise(explorer.view);
      const search = query ? `?${query}` : "";
      const url = new URL(link.href);
      url.searchParams.set(
        "next",
        inLanguage(location.pathname, search, link.hreflang as Lang) + location.hash,
      );
      link.href = url.href;
    },
    { capture: true },
  );
}
