/**
 * The words of the interface. The page embeds them (`#messages`), translated; the keys are those of
 * `diaban/explorer/map_messages.py`, and a test keeps the two sets equal.
 */

import type { Lang } from "./format.ts";

let table: Record<string, string> = {};
let plural = new Intl.PluralRules("vi");

export function setMessages(messages: Record<string, string>, lang: Lang): void {
  table = messages;
  plural = new Intl.PluralRules(lang);
}

/** The message of a key, with `{name}` replaced. A missing key shows itself, so that it is seen and mended. */
export function t(key: string, values: Record<string, string | number> = {}): string {
  const message = table[key] ?? key;
  return message.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in values ? String(values[name]) : whole,
  );
}

/** The message of a countable thing: `key.one` or `key.other`; `{count}` is `shown`, or the number itself. */
export function tn(key: string, count: number, shown: string = String(count)): string {
  const form = plural.select(count) === "one" ? "one" : "other";
  return t(`${key}.${form}`, { count: shown });
}
