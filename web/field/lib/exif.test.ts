import { describe, expect, it } from "vitest";
import { readExif } from "./exif.ts";

/** A JPEG that holds nothing but an EXIF header with the date and a position. */
function jpeg(options: { west?: boolean; south?: boolean } = {}): ArrayBuffer {
  const bytes = new Uint8Array(400);
  const view = new DataView(bytes.buffer);
  const tiff = 12;
  view.setUint16(0, 0xffd8);
  view.setUint16(2, 0xffe1);
  view.setUint16(4, 380);
  view.setUint32(6, 0x45786966);
  view.setUint16(tiff, 0x4d4d);
  view.setUint16(tiff + 2, 42);
  view.setUint32(tiff + 4, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    view.setUint16(tiff + at, tag);
    view.setUint16(tiff + at + 2, type);
    view.setUint32(tiff + at + 4, count);
    view.setUint32(tiff + at + 8, value);
  };
  const text = (at: number, said: string) => {
    for (let n = 0; n < said.length; n += 1) bytes[tiff + at + n] = said.charCodeAt(n);
  };
  view.setUint16(tiff + 8, 2);
  entry(10, 0x8769, 4, 1, 40);
  entry(22, 0x8825, 4, 1, 60);
  view.setUint16(tiff + 40, 1);
  entry(42, 0x9003, 2, 20, 130);
  text(130, "2026:11:26 08:30:15\0");
  view.setUint16(tiff + 60, 4);
  const ref = (letter: string) => letter.charCodeAt(0) * 0x1000000;
  entry(62, 1, 2, 2, ref(options.south ? "S" : "N"));
  entry(74, 2, 5, 3, 160);
  entry(86, 3, 2, 2, ref(options.west ? "W" : "E"));
  entry(98, 4, 5, 3, 190);
  const degrees = (at: number, [d, m, s]: [number, number, number]) => {
    [d, 1, m, 1, s * 100, 100].forEach((value, n) => {
      view.setUint32(tiff + at + 4 * n, value);
    });
  };
  degrees(160, [20, 57, 30]);
  degrees(190, [107, 3, 36]);
  return bytes.buffer;
}

describe("what a photograph says of itself", () => {
  it("is its time and its place", () => {
    const found = readExif(jpeg());
    expect(found.taken).toBe("2026-11-26T08:30:15");
    expect(found.position?.[0]).toBeCloseTo(107.06, 6);
    expect(found.position?.[1]).toBeCloseTo(20.958333, 5);
  });

  it("knows the other half of the Earth", () => {
    const found = readExif(jpeg({ west: true, south: true }));
    expect(found.position?.every((one) => one < 0)).toBe(true);
  });

  it.each([0, 3, 11, 20, 60, 150])("is nothing where the file ends after %i bytes", (length) => {
    expect(() => readExif(jpeg().slice(0, length))).not.toThrow();
  });

  it("is nothing in a file that is no JPEG", () => {
    expect(
      readExif(new TextEncoder().encode("hello, this is no picture").buffer as ArrayBuffer),
    ).toEqual({ taken: "", position: null });
  });
});
