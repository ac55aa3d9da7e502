/**
 * Print what a reader's browser fetches of our JavaScript, with brotli, and refuse more than the budget.
 * Everything counts, MapLibre, its worker and the lazily loaded chunks included.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const BUDGET_KB = 480;
const root = join(dirname(fileURLToPath(import.meta.url)), "../../diaban/explorer/static/map");

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(js|css)$/.test(entry.name))
  .map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const bytes = readFileSync(path);
    const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    return {
      name: relative(root, path),
      raw: bytes.length,
      brotli: brotliCompressSync(bytes, { params }).length,
    };
  })
  .sort((a, b) => b.brotli - a.brotli);

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(8);
for (const file of files) console.log(`${kb(file.raw)} kB ${kb(file.brotli)} kB br  ${file.name}`);
const total = files
  .filter((file) => file.name.endsWith(".js"))
  .reduce((sum, file) => sum + file.brotli, 0);
console.log(`JavaScript in all: ${kb(total)} kB br of ${BUDGET_KB} kB`);
if (total > BUDGET_KB * 1000) {
  console.error("JavaScript is over its budget.");
  process.exitCode = 1;
}
