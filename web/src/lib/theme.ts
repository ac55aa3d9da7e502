/** The reader's theme, kept where the site keeps it (`design/theme.js`), and what it amounts to now. */

export type Theme = "auto" | "light" | "dark";

const DARK = "(prefers-color-scheme: dark)";

export function chosenTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "auto";
}

export function chooseTheme(theme: Theme): void {
  const root = document.documentElement;
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // A forbidden storage only means that the choice lasts for this page.
  }
}

export function effectiveTheme(): "light" | "dark" {
  const chosen = chosenTheme();
  if (chosen !== "auto") return chosen;
  return matchMedia(DARK).matches ? "dark" : "light";
}

/** Calls back whenever the effective theme may have changed. Returns what stops it. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  const media = matchMedia(DARK);
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}
