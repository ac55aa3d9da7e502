import { describe, expect, it } from "vitest";
import { Api, ApiError, isAbort } from "./api.ts";

function answering(status: number, body: unknown, seen: string[] = []): Api {
  return new Api("/api/v1/", "vi", async (input) => {
    seen.push(String(input));
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return new Response(text, { status });
  });
}

describe("asking the API", () => {
  it("passes the question on as it is written, with a limit", async () => {
    const seen: string[] = [];
    await answering(200, { features: [] }, seen).explore("layers=parks&q=h%E1%BA%A3i", 500);
    await answering(200, { features: [] }, seen).explore("", 500);
    expect(seen).toEqual([
      "/api/v1/explore?layers=parks&q=h%E1%BA%A3i&limit=500",
      "/api/v1/explore?limit=500",
    ]);
  });

  it("leaves out what is not asked", async () => {
    const seen: string[] = [];
    await answering(200, {}, seen).feature("park:dong-mai", "20261123T210500Z-abcdef12");
    await answering(200, { matches: [] }, seen).search("hải", { edition: null, on: null });
    expect(seen).toEqual([
      "/api/v1/features/park%3Adong-mai?edition=20261123T210500Z-abcdef12",
      "/api/v1/search?q=h%E1%BA%A3i&limit=10",
    ]);
  });

  it("says what a problem document says, and which parameter is meant", async () => {
    const body = { title: "Bad request", detail: "area_min: not a number", parameter: "area_min" };
    const failing = answering(400, body).explore("area_min=x", 1);
    await expect(failing).rejects.toMatchObject({
      message: "area_min: not a number",
      status: 400,
      parameter: "area_min",
    });
  });

  it("survives an answer that is no problem document", async () => {
    await expect(answering(404, "<html>").layers(null)).rejects.toBeInstanceOf(ApiError);
    await expect(answering(502, "<html>").layers(null)).rejects.toMatchObject({ status: 502 });
  });

  it("tells a lost connection from a request that was given up", async () => {
    const lost = new Api("/", "vi", () => Promise.reject(new TypeError("Failed to fetch")));
    await expect(lost.layers(null)).rejects.toMatchObject({ status: 0 });
    const aborted = new Api("/", "vi", () => Promise.reject(new DOMException("", "AbortError")));
    await expect(aborted.layers(null).catch(isAbort)).resolves.toBe(true);
  });
});
