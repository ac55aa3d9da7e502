/**
 * Lengths and areas on the WGS 84 ellipsoid, in metres and square metres. Positions are [longitude, latitude] in
 * degrees (EPSG:4326). Tested against GeographicLib's values.
 */

export type Position = readonly [lon: number, lat: number];

const A = 6378137;
const F = 1 / 298.257223563;
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;

/**
 * Geodesic distance in metres (Vincenty's inverse, within a millimetre; for nearly antipodal points, where it does
 * not converge, the great circle of the mean radius, within 0.6 %).
 */
export function distance(from: Position, to: Position): number {
  const L = (to[0] - from[0]) * RAD;
  const u1 = Math.atan((1 - F) * Math.tan(from[1] * RAD));
  const u2 = Math.atan((1 - F) * Math.tan(to[1] * RAD));
  const [sinU1, cosU1, sinU2, cosU2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
  let lambda = L;
  for (let turn = 0; turn < 100; turn++) {
    const [sinL, cosL] = [Math.sin(lambda), Math.cos(lambda)];
    const sinSigma = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinSigma === 0) return 0;
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sinSigma;
    const cos2Alpha = 1 - sinAlpha ** 2;
    // On the equator cos²α is zero and the middle point is at σm = 0.
    const cos2Sm = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cos2Alpha;
    const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const swing = cos2Sm + C * cosSigma * (2 * cos2Sm ** 2 - 1);
    const next = L + (1 - C) * F * sinAlpha * (sigma + C * sinSigma * swing);
    if (Math.abs(next - lambda) < 1e-12)
      return vincentyLength(cos2Alpha, sigma, sinSigma, cosSigma, cos2Sm);
    lambda = next;
  }
  return greatCircle(from, to);
}

function vincentyLength(
  cos2Alpha: number,
  sigma: number,
  sinSigma: number,
  cosSigma: number,
  cos2Sm: number,
): number {
  const k = cos2Alpha * ((A ** 2 - B ** 2) / B ** 2);
  const a = 1 + (k / 16384) * (4096 + k * (-768 + k * (320 - 175 * k)));
  const b = (k / 1024) * (256 + k * (-128 + k * (74 - 47 * k)));
  const inner = cosSigma * (2 * cos2Sm ** 2 - 1);
  const outer = (b / 6) * cos2Sm * (4 * sinSigma ** 2 - 3) * (4 * cos2Sm ** 2 - 3);
  return B * a * (sigma - b * sinSigma * (cos2Sm + (b / 4) * (inner - outer)));
}

function greatCircle(from: Position, to: Position): number {
  const dLat = (to[1] - from[1]) * RAD;
  const dLon = (to[0] - from[0]) * RAD;
  const h =
    Math.sin(dLat / 2) ** 2 +
    Math.cos(from[1] * RAD) * Math.cos(to[1] * RAD) * Math.sin(dLon / 2) ** 2;
  return 2 * ((2 * A + B) / 3) * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Length in metres of a line through these positions. */
export function lineLength(line: readonly Position[]): number {
  let total = 0;
  for (let i = 1; i < line.length; i++)
    total += distance(line[i - 1] as Position, line[i] as Position);
  return total;
}

/**
 * Area in m² of a simple ring (closed or not, either direction), on the authalic sphere, which has the ellipsoid's
 * area exactly; edges are its great circles, which differ from geodesics by less than 1e-5 of the area for the
 * extent of a province.
 */
export function ringArea(ring: readonly Position[]): number {
  const n = ring.length;
  if (n < 3) return 0;
  let excess = 0;
  for (let i = 0; i < n; i++) {
    const from = ring[i] as Position;
    const to = ring[(i + 1) % n] as Position;
    const dLon = wrap(to[0] - from[0]) * RAD;
    const t1 = Math.tan(authalic(from[1]) / 2);
    const t2 = Math.tan(authalic(to[1]) / 2);
    // Signed area between an edge and the equator (spherical excess of the trapezoid).
    excess += 2 * Math.atan2(Math.tan(dLon / 2) * (t1 + t2), 1 + t1 * t2);
  }
  const radius2 = (A ** 2 / 2) * authalicQ(1);
  return Math.abs(excess) * radius2;
}

/** Whether the outline of a ring crosses itself, so that it has no area to speak of. */
export function crossesItself(ring: readonly Position[]): boolean {
  const n = ring.length;
  const edge = (i: number) => [ring[i] as Position, ring[(i + 1) % n] as Position] as const;
  for (let i = 0; i < n; i++)
    for (let j = i + 2; j < n; j++) {
      const neighbours = i === 0 && j === n - 1;
      if (!neighbours && edgesCross(...edge(i), ...edge(j))) return true;
    }
  return false;
}

function edgesCross(a: Position, b: Position, c: Position, d: Position): boolean {
  return turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;
}

/** Positive where p → q → r turns left, negative where it turns right. */
function turn(p: Position, q: Position, r: Position): number {
  return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0]);
}

/** q(φ) of the equal-area mapping of the ellipsoid, by sin φ. */
function authalicQ(sin: number): number {
  return (1 - E2) * (sin / (1 - E2 * sin ** 2) + Math.atanh(E * sin) / E);
}

/** Authalic latitude in radians of a geodetic latitude in degrees. */
function authalic(lat: number): number {
  const ratio = authalicQ(Math.sin(lat * RAD)) / authalicQ(1);
  return Math.asin(Math.max(-1, Math.min(1, ratio)));
}

function wrap(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** Length in metres of one screen pixel at a latitude, for web tiles of 512 px. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (2 * Math.PI * A * Math.cos(lat * RAD)) / (512 * 2 ** zoom);
}

/** The longest round length (1, 2, 3 or 5 × 10ⁿ metres) that fits in `most` metres. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [5, 3, 2, 1].find((one) => one * power <= most * (1 + 1e-9)) ?? 1;
  return step * power;
}
