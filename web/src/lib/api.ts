/** Asks `/api/v1/` and turns everything that can go wrong into one kind of error with words for people. */

import type { Lang } from "./format.ts";
import { t } from "./messages.ts";
import type { Answer, FeatureDetail, LayerInfo, Match, Problem, Source } from "./types.ts";

export class ApiError extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly parameter: string | null = null,
  ) {
    super(message);
    this.name = "ApiError";
  }
}

/** Thrown by a request that a newer one replaced; nobody needs to hear of it. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

export class Api {
  constructor(
    readonly root: string,
    readonly lang: Lang = "vi",
    readonly fetcher: typeof fetch = (...args) => fetch(...args),
  ) {}

  async layers(edition: string | null, signal?: AbortSignal): Promise<LayerInfo[]> {
    const body = await this.get<{ layers: LayerInfo[] }>("layers", { edition }, signal);
    return body.layers;
  }

  /** A layer with its fields, their labels and choices. */
  layer(name: string, edition: string | null, signal?: AbortSignal): Promise<LayerInfo> {
    return this.get(`layers/${encodeURIComponent(name)}`, { edition }, signal);
  }

  async sources(edition: string | null, signal?: AbortSignal): Promise<Source[]> {
    const body = await this.get<{ sources: Source[] }>("sources", { edition }, signal);
    return body.sources;
  }

  /** `question` is a canonical query string of the explorer. */
  explore(question: string, limit: number, signal?: AbortSignal): Promise<Answer> {
    const query = question ? `${question}&limit=${limit}` : `limit=${limit}`;
    return this.fetch<Answer>(`explore?${query}`, signal);
  }

  feature(key: string, edition: string | null, signal?: AbortSignal): Promise<FeatureDetail> {
    return this.get(`features/${encodeURIComponent(key)}`, { edition }, signal);
  }

  async search(
    text: string,
    scope: { edition: string | null; on: string | null; limit?: number },
    signal?: AbortSignal,
  ): Promise<Match[]> {
    const { edition, on, limit = 10 } = scope;
    const body = await this.get<{ matches: Match[] }>(
      "search",
      { q: text, limit, on, edition },
      signal,
    );
    return body.matches;
  }

  private get<T>(
    path: string,
    query: Record<string, string | number | null>,
    signal?: AbortSignal,
  ): Promise<T> {
    const given = Object.entries(query).filter(([, value]) => value !== null);
    const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
    return this.fetch<T>(given.length ? `${path}?${text}` : path, signal);
  }

  private async fetch<T>(path: string, signal?: AbortSignal): Promise<T> {
    let response: Response;
    try {
      response = await this.fetcher(this.root + path, {
        signal,
        headers: { Accept: "application/json", "Accept-Language": this.lang },
      });
    } catch (error) {
      if (isAbort(error)) throw error;
      throw new ApiError(t("error.offline"), 0);
    }
    if (response.ok) return (await response.json()) as T;
    throw await problem(response);
  }
}

async function problem(response: Response): Promise<ApiError> {
  if (response.status >= 500) return new ApiError(t("error.server"), response.status);
  try {
    const body = (await response.json()) as Problem;
    return new ApiError(body.detail || body.title, response.status, body.parameter ?? null);
  } catch {
    return new ApiError(t("error.server"), response.status);
  }
}
