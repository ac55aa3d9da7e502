/** The field application: visits taken along, what was seen, and what still has to be sent. */

import { mount } from "svelte";
import type { Lang } from "../src/lib/format.ts";
import FieldApp from "./components/FieldApp.svelte";
import NothingKept from "./components/NothingKept.svelte";
import { App } from "./lib/app.svelte.ts";
import "./field.css";

async function start(): Promise<void> {
  const root = document.getElementById("field-app");
  if (!root) return;
  const words = JSON.parse(document.getElementById("field-words")?.textContent ?? "{}");
  const app = new App(root.dataset.api ?? "/field/api/", words);
  app.choose(chosenLanguage());
  if (!window.isSecureContext) app.limits.push("insecure");
  try {
    await app.start();
  } catch {
    // Nothing can be kept here: better said now than after a day's work.
    root.replaceChildren();
    mount(NothingKept, { target: root });
    root.dataset.ready = "blocked";
    return;
  }
  root.replaceChildren();
  mount(FieldApp, { target: root, props: { app } });
  root.dataset.ready = "true";
  performance.mark("diaban-ready");
  if (root.dataset.worker) await register(root.dataset.worker, app);
}

function chosenLanguage(): Lang {
  try {
    const kept = localStorage.getItem("field-language");
    if (kept === "vi" || kept === "en") return kept;
  } catch {
    // Then the site's choice stands.
  }
  const cookie = /(?:^|; )language=(vi|en)/.exec(document.cookie)?.[1];
  const page = document.documentElement.lang.startsWith("en") ? "en" : "vi";
  return (cookie as Lang | undefined) ?? page;
}

/** Install the worker. A newer version waits until the person lets it in: nothing changes under their hands. */
async function register(url: string, app: App): Promise<void> {
  if (!("serviceWorker" in navigator)) {
    if (window.isSecureContext) app.limits.push("worker");
    return;
  }
  let served = navigator.serviceWorker.controller !== null;
  try {
    const registration = await navigator.serviceWorker.register(url, { scope: "/field/" });
    const offer = (): void => {
      if (registration.waiting && navigator.serviceWorker.controller) {
        app.update = registration.waiting;
      }
    };
    const watch = (): void => registration.installing?.addEventListener("statechange", offer);
    offer();
    watch();
    registration.addEventListener("updatefound", watch);
    navigator.serviceWorker.addEventListener("controllerchange", () => {
      app.workerChanged(served);
      served = true;
    });
  } catch {
    app.limits.push("worker");
  }
}

void start();
