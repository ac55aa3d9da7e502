/**
 * Copy Be Vietnam Pro from its npm package into the site's static files, where `design/fonts.css` names them. A
 * browser fetches a subset only where a page needs its letters (unicode-range).
 */
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const from = join(here, "../node_modules/@fontsource/be-vietnam-pro");
const to = join(here, "../../diaban/design/static/design/fonts");
const SUBSETS = ["latin-ext", "latin", "vietnamese"];
const WEIGHTS = [400, 500, 600, 700];

rmSync(to, { recursive: true, force: true });
mkdirSync(to, { recursive: true });
const files = WEIGHTS.flatMap((weight) =>
  SUBSETS.map((subset) => `be-vietnam-pro-${subset}-${weight}-normal.woff2`),
);
for (const file of files) copyFileSync(join(from, "files", file), join(to, file));
copyFileSync(join(from, "LICENSE"), join(to, "OFL.txt"));
console.log(`fonts: ${files.length} files → diaban/design/static/design/fonts`);
