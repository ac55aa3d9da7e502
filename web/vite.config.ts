import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

/**
 * One fixed entry (map.js, map.css) that the page names, hashed chunks beside it. The base is relative, so the
 * files work under any static address.
 */
export default defineConfig({
  base: "./",
  plugins: [svelte()],
  build: {
    outDir: "../diaban/explorer/static/map",
    emptyOutDir: true,
    target: "es2022",
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      input: { map: "src/main.ts" },
      output: {
        entryFileNames: "map.js",
        // The entry holds no code of its own: the page may name it by another address (static files get a hash), and
        // a lazy chunk that imported from it would start a second app.
        codeSplitting: {
          groups: [
            { name: "maplibre", test: /node_modules\/maplibre-gl/, priority: 2 },
            {
              name: "app",
              test: /src\/(?!main\.ts)|node_modules|plugin-svelte/,
              tags: ["$initial"],
            },
          ],
        },
        chunkFileNames: "chunks/[name]-[hash].js",
        // The worker of MapLibre is an .mjs file; some servers know only .js as a script.
        assetFileNames: (asset) => {
          const name = asset.names[0] ?? "";
          if (name.endsWith(".css")) return "map.css";
          if (name.endsWith(".mjs")) return "chunks/[name]-[hash].js";
          return "assets/[name]-[hash][extname]";
        },
      },
    },
  },
  test: {
    include: ["src/**/*.test.ts", "field/**/*.test.ts"],
    environment: "node",
  },
});
