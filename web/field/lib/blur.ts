/** Making faces unrecognisable: rectangles over a picture, filled with a few large squares of its own colours. Pure but for the canvas. */

export interface Box {
  /** In parts of the picture's width and height, 0 to 1. */
  x: number;
  y: number;
  width: number;
  height: number;
}

/** So few squares across a face that nobody can be told from it. */
const SQUARES = 6;
const SMALLEST = 0.02;

/** The box between two points, in any order, inside the picture. */
export function boxBetween(ax: number, ay: number, bx: number, by: number): Box {
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  const [left, right] = [clip(Math.min(ax, bx)), clip(Math.max(ax, bx))];
  const [top, bottom] = [clip(Math.min(ay, by)), clip(Math.max(ay, by))];
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** Moved and grown by steps, kept inside the picture and visible. */
export function nudged(box: Box, dx: number, dy: number, dw: number, dh: number): Box {
  const width = Math.min(1, Math.max(SMALLEST, box.width + dw));
  const height = Math.min(1, Math.max(SMALLEST, box.height + dh));
  const x = Math.min(1 - width, Math.max(0, box.x + dx));
  const y = Math.min(1 - height, Math.max(0, box.y + dy));
  return { x, y, width, height };
}

export function isVisible(box: Box): boolean {
  return box.width >= SMALLEST && box.height >= SMALLEST;
}

/** Draw `boxes` over what a canvas shows, as coarse squares. */
export function coarsen(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  boxes: Box[],
): void {
  const { width, height } = context.canvas;
  const small = new OffscreenCanvas(SQUARES, SQUARES);
  const little = small.getContext("2d") as OffscreenCanvasRenderingContext2D;
  for (const box of boxes) {
    const at = [box.x * width, box.y * height, box.width * width, box.height * height] as const;
    little.imageSmoothingEnabled = true;
    little.drawImage(context.canvas as CanvasImageSource, ...at, 0, 0, SQUARES, SQUARES);
    context.imageSmoothingEnabled = false;
    context.drawImage(small, 0, 0, SQUARES, SQUARES, ...at);
  }
}
