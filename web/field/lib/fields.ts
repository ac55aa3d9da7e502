/** What a field of a stop is called, and how its value reads. */

import type { Lang } from "../../src/lib/format.ts";
import { t } from "../../src/lib/messages.ts";
import type { Checklist, Json } from "./types.ts";

const NAMES: Record<string, string> = {
  note: "notes.note",
  met: "met.title",
  state: "notes.state",
  "signed.authority": "signatures.authority",
  "signed.other": "signatures.other",
};

export function fieldName(field: string, checklist: Checklist | undefined, lang: Lang): string {
  const own = NAMES[field];
  if (own) return t(own);
  const question = checklist?.questions.find((one) => one.field === field || one.note === field);
  if (!question) return field;
  const words = question.words[lang];
  return question.field === field ? words : t("checklist.remark_for", { question: words });
}

/** A value in words; nothing noted is said as such. */
export function shown(
  field: string,
  value: Json,
  checklist: Checklist | undefined,
  lang: Lang,
): string {
  if (value === null || value === "" || (Array.isArray(value) && !value.length)) {
    return t("conflict.nothing");
  }
  const choices = field === "state" ? checklist?.outcomes : checklist?.answers;
  const choice = choices?.find((one) => one.value === value);
  if (choice && !field.endsWith(".note") && field !== "note") return choice.words[lang];
  return typeof value === "object" ? signature(value) : String(value);
}

function signature(value: Json): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return String(value);
  const { name, position, refused } = value;
  const said = [
    name,
    position,
    refused && t("signatures.refused_because", { reason: String(refused) }),
  ];
  return said.filter(Boolean).join(", ");
}
