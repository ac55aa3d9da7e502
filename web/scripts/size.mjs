/**
 * Print what a reader's browser fetches of our JavaScript, with brotli, and refuse more than the budget: of the map
 * everything counts, MapLibre, its worker and the lazily loaded chunks included; of the field application every file.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

const STATIC = join(dirname(fileURLToPath(import.meta.url)), "../../diaban");
const PARTS = [
  { what: "JavaScript of the map", root: "explorer/static/map", counted: /\.js$/, budget: 480 },
  { what: "Field application", root: "visits/static/field", counted: /./, budget: 100 },
];

const kb = (bytes) => (bytes / 1000).toFixed(1).padStart(8);

for (const { what, root, counted, budget } of PARTS) {
  const files = readdirSync(join(STATIC, root), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(js|css|png)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const params = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      return {
        name: relative(STATIC, path),
        raw: bytes.length,
        brotli: brotliCompressSync(bytes, { params }).length,
      };
    })
    .sort((a, b) => b.brotli - a.brotli);
  for (const file of files)
    console.log(`${kb(file.raw)} kB ${kb(file.brotli)} kB br  ${file.name}`);
  const total = files
    .filter((file) => counted.test(file.name))
    .reduce((sum, file) => sum + file.brotli, 0);
  console.log(`${what} in all: ${kb(total)} kB br of ${budget} kB`);
  if (total > budget * 1000) {
    console.error(`${what}: over its budget.`);
    process.exitCode = 1;
  }
}
