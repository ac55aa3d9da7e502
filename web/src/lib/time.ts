/** The time slider's scale: days between the first year of the record and today. */

export const FIRST_DAY = "1997-01-01";
/** Two-level local government began, and 54 communes replaced 13 districts and 171 communes. */
export const REFORM = "2025-07-01";
export const BEFORE_REFORM = "2025-06-30";

const DAY_MS = 86_400_000;

/** Days since FIRST_DAY. */
export function dayNumber(day: string): number {
  return Math.round(
    (Date.parse(`${day}T00:00:00Z`) - Date.parse(`${FIRST_DAY}T00:00:00Z`)) / DAY_MS,
  );
}

/** The ISO day of a day number. */
export function dayOf(number: number): string {
  return new Date(Date.parse(`${FIRST_DAY}T00:00:00Z`) + number * DAY_MS)
    .toISOString()
    .slice(0, 10);
}

/** Where a day stands between the first day and the last, 0 … 1. */
export function share(day: string, last: string): number {
  const whole = dayNumber(last);
  return whole <= 0 ? 0 : Math.min(1, Math.max(0, dayNumber(day) / whole));
}

/** Years to be marked on a scale that ends with `last`: every fifth, none too close to the end. */
export function yearMarks(last: string): number[] {
  const end = Number(last.slice(0, 4));
  const marks: number[] = [];
  for (let year = 2000; year <= end - 2; year += 5) marks.push(year);
  return marks;
}

/** The first of January of the year before or after; the next step a reader expects. */
export function stepYear(day: string, step: 1 | -1, last: string): string {
  const year = Number(day.slice(0, 4));
  const start = `${year}-01-01`;
  const target = step === 1 ? year + 1 : day === start ? year - 1 : year;
  const next = `${target}-01-01`;
  if (next < FIRST_DAY) return FIRST_DAY;
  return next > last ? last : next;
}

/** Today where the reader is. */
export function isoToday(now: Date = new Date()): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** The day of an edition where it is made, by the calendar of Viet Nam (UTC+7); null for what is no edition's id. */
export function editionDay(id: string): string | null {
  const found = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z/.exec(id);
  if (!found) return null;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map(Number);
  return new Date(Date.UTC(year, month - 1, day, hour + 7, minute, second))
    .toISOString()
    .slice(0, 10);
}
