/** Moments, ages and sizes as a reader expects them. */

import type { Lang } from "../../src/lib/format.ts";
import { formatNumber } from "../../src/lib/format.ts";
import { t, tn } from "../../src/lib/messages.ts";

const LOCALE: Record<Lang, string> = { vi: "vi-VN", en: "en-GB" };

const DAY = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
const MOMENT = { ...DAY, hour: "2-digit", minute: "2-digit" } as const;

export function moment(value: string | number, lang: Lang): string {
  const date = new Date(value);
  if (!value || Number.isNaN(date.getTime())) return t("unknown");
  return new Intl.DateTimeFormat(LOCALE[lang], MOMENT).format(date);
}

export function day(value: string | null, lang: Lang): string {
  if (!value) return "";
  return new Intl.DateTimeFormat(LOCALE[lang], DAY).format(new Date(`${value}T12:00`));
}

/** How long ago something was, roughly. */
export function age(then: number, now: number): string {
  const minutes = Math.max(0, Math.round((now - then) / 60_000));
  if (minutes < 1) return t("age.now");
  if (minutes < 90) return tn("age.minutes", minutes);
  if (minutes < 36 * 60) return tn("age.hours", Math.round(minutes / 60));
  return tn("age.days", Math.round(minutes / 1440));
}

export function megabytes(bytes: number, lang: Lang): string {
  return `${formatNumber(bytes / 1e6, lang, bytes < 1e8 ? 1 : 0)} MB`;
}
