/** A photograph on its way into the store: made smaller, counted, with a small picture for lists. */

import { readExif } from "./exif.ts";
import type { MediaInfo } from "./types.ts";
import { positionOf } from "./where.ts";

const LONGEST_SIDE = 2048;
const QUALITY = 0.82;
const THUMB_SIDE = 192;
/** EXIF stands at the beginning of a file. */
const HEAD_BYTES = 256 * 1024;

export interface Prepared {
  blob: Blob;
  info: Omit<MediaInfo, "side" | "caption">;
}

/**
 * Read a picture file. One that this browser cannot open is kept as it is and marked, never left out.
 * `here` is the last position that the device knows; `camera`: it was taken for this, not chosen.
 */
export async function preparePhoto(
  file: File,
  here: MediaInfo["position"],
  camera: boolean,
): Promise<Prepared> {
  const exif = readExif(await file.slice(0, HEAD_BYTES).arrayBuffer());
  const taken = exif.taken ? new Date(exif.taken) : new Date(file.lastModified || Date.now());
  const info = {
    kind: "photo" as const,
    name: file.name || "photo.jpg",
    taken_at: Number.isNaN(taken.getTime()) ? new Date().toISOString() : taken.toISOString(),
    position: positionOf(exif, here, { now: Date.now(), modified: file.lastModified, camera }),
    blurred: false,
  };
  const picture = await openPicture(file);
  if (!picture) {
    // As it is, without taking it into memory: it may be larger than that.
    const whole = file.slice(0, file.size, file.type);
    return {
      blob: whole,
      info: { ...info, ...(await counted(whole)), unreadable: true, thumb: null },
    };
  }
  try {
    const blob = await drawn(picture, LONGEST_SIDE, QUALITY);
    const thumb = await drawn(picture, THUMB_SIDE, 0.7);
    return { blob, info: { ...info, ...(await counted(blob)), unreadable: false, thumb } };
  } finally {
    picture.close();
  }
}

/** The picture, or null where this browser cannot open it. */
export async function openPicture(blob: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

/** Drawn at most `side` pixels long, as JPEG; never larger than it was. */
async function drawn(picture: ImageBitmap, side: number, quality: number): Promise<Blob> {
  const scale = Math.min(1, side / Math.max(picture.width, picture.height));
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(picture.width * scale)),
    Math.max(1, Math.round(picture.height * scale)),
  );
  const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
  context.imageSmoothingQuality = "high";
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas.convertToBlob({ type: "image/jpeg", quality });
}

export async function thumbOf(blob: Blob): Promise<Blob | null> {
  const picture = await openPicture(blob);
  if (!picture) return null;
  try {
    return await drawn(picture, THUMB_SIDE, 0.7);
  } finally {
    picture.close();
  }
}

/** Beyond this a file is not taken into memory to be counted; the server counts it then. */
const MOST_COUNTED_BYTES = 40_000_000;

/** Size, type and SHA-256 of the bytes that will be sent; no browser counts on an address that is not protected. */
export async function counted(blob: Blob): Promise<{ size: number; type: string; sha256: string }> {
  if (blob.size > MOST_COUNTED_BYTES || !crypto.subtle)
    return { size: blob.size, type: blob.type, sha256: "" };
  const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0"));
  return { size: blob.size, type: blob.type, sha256: hex.join("") };
}
