/** The server's interface under /field/api/. Nothing here throws for an answer; only a dead line is an error. */

import type { Answer } from "./queue.ts";
import { answerOf } from "./queue.ts";
import type { Bundle, Item, Told, VisitBrief } from "./types.ts";

export interface Session {
  user: { id: number; name: string };
  token: string;
  now: string;
  most_bytes: number;
}

/** "lost": somebody has said that this device is lost; it forgets what it carries. */
export type Signed = Session | null | "forbidden" | "unreachable" | "lost";

const PATIENCE_MS = 30_000;
const PATIENCE_WITH_FILES_MS = 180_000;

export class Api {
  constructor(
    private readonly base: string,
    private readonly lang: () => string,
    private readonly device: () => string,
  ) {}

  /** Who is signed in: null nobody, "forbidden" somebody who records no visits, "unreachable" without an answer. */
  async session(): Promise<Signed> {
    const answer = await this.read("session/");
    if (answer === "unreachable") return answer;
    if (answer.status === 410 && (answer.body as Told | null)?.code === "lost") return "lost";
    if (answer.status === 200 && isSession(answer.body)) return answer.body;
    return refusedOr(answer.status, answer.body);
  }

  /** End the session; false where the server did not hear it. */
  async signOut(session: Session): Promise<boolean> {
    try {
      const response = await fetch(`${this.base}session/`, {
        method: "DELETE",
        credentials: "same-origin",
        headers: { "X-CSRFToken": session.token, "X-Device": this.device() },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return response.ok || response.status === 401;
    } catch {
      return false;
    }
  }

  async visits(): Promise<VisitBrief[] | null> {
    const answer = await this.read("visits/");
    if (answer === "unreachable" || answer.status !== 200) return null;
    const { visits } = answer.body as { visits?: VisitBrief[] };
    return Array.isArray(visits) ? visits : null;
  }

  async bundle(number: string): Promise<Bundle | null> {
    const answer = await this.read(`bundle/${encodeURIComponent(number)}/`);
    if (answer === "unreachable" || answer.status !== 200) return null;
    const bundle = answer.body as Bundle;
    return Array.isArray(bundle?.stops) ? bundle : null;
  }

  /** Send a note or a file, or ask again about a note that the server holds. */
  async send(item: Item, bytes: Blob | undefined, session: Session): Promise<Answer> {
    const common = {
      "X-Device": this.device(),
      "X-CSRFToken": session.token,
      "Accept-Language": this.lang(),
      Accept: "application/json",
    };
    try {
      if (item.kind === "media") return await this.sendFile(item, bytes, common);
      if (item.state === "held") return await this.ask(`submissions/${item.id}/`);
      return await this.call("submissions/", PATIENCE_MS, {
        method: "POST",
        headers: { ...common, "Content-Type": "application/json" },
        body: JSON.stringify(item.payload),
      });
    } catch {
      return { kind: "later", problem: null };
    }
  }

  private async sendFile(
    item: Item,
    bytes: Blob | undefined,
    common: Record<string, string>,
  ): Promise<Answer> {
    const media = item.media;
    if (!media || !bytes) {
      return { kind: "refused", problem: { code: "bytes_gone", text: "" } };
    }
    return this.call(`media/${item.id}/`, PATIENCE_WITH_FILES_MS, {
      method: "PUT",
      headers: {
        ...common,
        "Content-Type": "application/octet-stream",
        "X-Kind": media.kind,
        "X-Stop": String(item.stop),
        "X-Name": encodeURIComponent(media.name),
        "X-Side": media.side,
        "X-Caption": encodeURIComponent(media.caption),
        "X-Sha256": media.sha256,
        "X-Taken-At": media.taken_at,
        "X-Device-Time": new Date().toISOString(),
        "X-Position": (media.position ?? []).filter((one) => one !== null).join(","),
        "X-Blurred": media.blurred ? "1" : "",
      },
      body: bytes,
    });
  }

  private async ask(path: string): Promise<Answer> {
    const answer = await this.read(path);
    if (answer === "unreachable") return { kind: "later", problem: null };
    return answerOf(answer.status, answer.body);
  }

  private async call(path: string, patience: number, init: RequestInit): Promise<Answer> {
    const response = await fetch(this.base + path, {
      ...init,
      credentials: "same-origin",
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    return answerOf(response.status, await bodyOf(response));
  }

  private async read(path: string): Promise<{ status: number; body: unknown } | "unreachable"> {
    try {
      const response = await fetch(this.base + path, {
        credentials: "same-origin",
        redirect: "manual",
        cache: "no-store",
        headers: {
          "X-Device": this.device(),
          "Accept-Language": this.lang(),
          Accept: "application/json",
        },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      return { status: response.status, body: await bodyOf(response) };
    } catch {
      return "unreachable";
    }
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function isSession(body: unknown): body is Session {
  return typeof body === "object" && body !== null && "token" in body && "user" in body;
}

/** A wireless network's sign-in page or a failing server is no answer about who is signed in. */
function refusedOr(status: number, body: unknown): null | "forbidden" | "unreachable" {
  // In the program's own words only: visits leave the device by this answer.
  if (status === 403) {
    return (body as Told | null)?.code === "not_yours" ? "forbidden" : "unreachable";
  }
  return status === 401 ? null : "unreachable";
}
