/** Where a photograph was taken: what it says itself, or where the device is, if it was taken just now. Pure. */

import type { Exif } from "./exif.ts";
import type { MediaInfo } from "./types.ts";

/** A picture taken at most so long ago counts as taken here: nobody drives to another site meanwhile. */
export const TAKEN_NOW_MS = 3 * 60_000;

/**
 * `here` is the last position that the device knows; `modified` the file's time. Of a picture that the camera has
 * just given the file's time stands for a missing one; of a chosen one it may be that of a copy and says nothing.
 */
export function positionOf(
  exif: Exif,
  here: MediaInfo["position"],
  told: { now: number; modified: number; camera: boolean },
): MediaInfo["position"] {
  if (exif.position) return [...exif.position, null];
  const unsaid = told.camera ? told.modified : Number.NaN;
  const taken = exif.taken ? new Date(exif.taken).getTime() : unsaid;
  // Of an unreadable time the comparison is false.
  return Math.abs(told.now - taken) <= TAKEN_NOW_MS ? here : null;
}
