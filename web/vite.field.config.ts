import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

/**
 * The field application (`field/main.ts` → field.js, field.css) and, with `--mode worker`, its service worker: each one
 * file without chunks, so that what a device keeps is a short list.
 */
export default defineConfig(({ mode }) => {
  const isWorker = mode === "worker";
  return {
    base: "./",
    publicDir: isWorker ? false : "field/public",
    plugins: isWorker ? [] : [svelte()],
    build: {
      outDir: "../diaban/visits/static/field",
      emptyOutDir: !isWorker,
      target: "es2022",
      cssCodeSplit: false,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: { [isWorker ? "worker" : "field"]: isWorker ? "field/worker.ts" : "field/main.ts" },
        output: {
          entryFileNames: "[name].js",
          assetFileNames: "field[extname]",
          format: isWorker ? "iife" : "es",
          codeSplitting: false,
        },
      },
    },
  };
});
