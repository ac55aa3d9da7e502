/**
 * The service worker of /field/: keeps one whole version of the application, and sends what waits when the browser
 * says that there is a signal, whether or not a page is open. The server writes `diabanField` before it.
 */

import { Api } from "./lib/api.ts";
import { device, language } from "./lib/store.ts";
import { CHANNEL, syncOnce } from "./lib/sync.ts";

interface Version {
  version: string;
  shell: string;
  files: string[];
}

/** What is used here of a worker's own surroundings: the page's types and the worker's do not go together. */
interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Surroundings {
  diabanField: Version;
  location: Location;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(name: "install" | "activate", heard: (event: Waiting) => void): void;
  addEventListener(name: "message", heard: (event: MessageEvent) => void): void;
  addEventListener(name: "sync", heard: (event: Waiting & { tag: string }) => void): void;
  addEventListener(
    name: "fetch",
    heard: (
      event: Event & { request: Request; respondWith(answer: Promise<Response>): void },
    ) => void,
  ): void;
}

const worker = self as unknown as Surroundings;
const { version, shell, files } = worker.diabanField;
const PREFIX = "diaban-field-";
const CACHE = PREFIX + version;

worker.addEventListener("install", (event) => {
  event.waitUntil(keep());
});

/** All or nothing: a version that has not arrived whole is not installed. */
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll([shell, ...files].map((url) => new Request(url, { cache: "no-cache" })));
}

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) {
        if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
      }
      await worker.clients.claim();
    })(),
  );
});

worker.addEventListener("message", (event) => {
  if (event.data === "use-new-version") void worker.skipWaiting();
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (url.pathname.startsWith(`${shell}api/`)) return;
  if (request.mode === "navigate") {
    if (url.pathname === shell) event.respondWith(kept(new Request(shell), request));
    return;
  }
  if (files.includes(url.pathname)) event.respondWith(kept(request, request));
});

async function kept(named: Request, asked: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  return (await cache.match(named, { ignoreSearch: true, ignoreVary: true })) ?? fetch(asked);
}

worker.addEventListener("sync", (event) => {
  if (event.tag !== "outbox") return;
  event.waitUntil(send());
});

async function send(): Promise<void> {
  const channel = new BroadcastChannel(CHANNEL);
  const [lang, name] = [await language(), await device()];
  const api = new Api(
    `${shell}api/`,
    () => lang,
    () => name,
  );
  const outcome = await syncOnce(api, () => channel.postMessage("changed"));
  channel.close();
  // Thrown, so that the browser tries again later by itself.
  if (outcome.session === "unreachable" && !outcome.busy) throw new Error("no signal");
}
