/**
 * When and where a photograph says that it was taken: the few EXIF tags that are read before the picture is made
 * smaller, which drops them. Pure. Anything odd is no answer, never an error.
 */

export interface Exif {
  /** ISO text without a zone: cameras write the local time. "" unknown. */
  taken: string;
  /** Longitude and latitude in degrees. */
  position: [number, number] | null;
}

const NOTHING: Exif = { taken: "", position: null };
const MOST_ENTRIES = 200;

export function readExif(buffer: ArrayBuffer): Exif {
  try {
    const view = new DataView(buffer);
    const start = findTiff(view);
    return start === null ? NOTHING : readTiff(view, start);
  } catch {
    return NOTHING;
  }
}

/** The offset of the TIFF header inside a JPEG's APP1 segment, or null. */
function findTiff(view: DataView): number | null {
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return null;
  let at = 2;
  while (at + 4 <= view.byteLength) {
    const marker = view.getUint16(at);
    if (marker === 0xffe1 && view.getUint32(at + 4) === 0x45786966) return at + 10;
    if ((marker & 0xff00) !== 0xff00 || marker === 0xffda) return null;
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

type Tags = Map<number, { type: number; count: number; at: number }>;

function readTiff(view: DataView, start: number): Exif {
  const little = view.getUint16(start) === 0x4949;
  const u16 = (at: number) => view.getUint16(at, little);
  const u32 = (at: number) => view.getUint32(at, little);

  const tagsAt = (offset: number): Tags => {
    const tags: Tags = new Map();
    const count = Math.min(u16(start + offset), MOST_ENTRIES);
    for (let n = 0; n < count; n += 1) {
      const entry = start + offset + 2 + 12 * n;
      tags.set(u16(entry), { type: u16(entry + 2), count: u32(entry + 4), at: entry + 8 });
    }
    return tags;
  };
  const pointer = (tags: Tags, tag: number): Tags => {
    const entry = tags.get(tag);
    return entry ? tagsAt(u32(entry.at)) : new Map();
  };
  const text = (tags: Tags, tag: number): string => {
    const entry = tags.get(tag);
    if (entry?.type !== 2) return "";
    const from = entry.count <= 4 ? entry.at : start + u32(entry.at);
    let said = "";
    for (let n = 0; n < Math.min(entry.count, 64); n += 1) {
      const sign = view.getUint8(from + n);
      if (sign === 0) break;
      said += String.fromCharCode(sign);
    }
    return said;
  };
  const degrees = (tags: Tags, tag: number): number | null => {
    const entry = tags.get(tag);
    if (entry?.type !== 5 || entry.count !== 3) return null;
    const from = start + u32(entry.at);
    const part = (n: number) => u32(from + 8 * n) / u32(from + 8 * n + 4);
    const value = part(0) + part(1) / 60 + part(2) / 3600;
    return Number.isFinite(value) ? value : null;
  };

  const first = tagsAt(u32(start + 4));
  const exif = pointer(first, 0x8769);
  const gps = pointer(first, 0x8825);
  const latitude = degrees(gps, 2);
  const longitude = degrees(gps, 4);
  const south = text(gps, 1) === "S";
  const west = text(gps, 3) === "W";
  return {
    taken: isoOf(text(exif, 0x9003) || text(first, 0x0132)),
    position:
      latitude === null || longitude === null
        ? null
        : [west ? -longitude : longitude, south ? -latitude : latitude],
  };
}

/** "2026:11:26 08:30:00" → "2026-11-26T08:30:00". */
function isoOf(text: string): string {
  const match = /^(\d{4}):(\d{2}):(\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(text);
  return match ? `${match[1]}-${match[2]}-${match[3]}T${match[4]}` : "";
}
