/** How letters are set. The first name of a stack carries the weight; the second is the family that is loaded. */

import type { ExpressionSpecification } from "maplibre-gl";
import type { Lang } from "./types.ts";

const FAMILY = "Be Vietnam Pro";
export const REGULAR = [`${FAMILY} Regular`, FAMILY];
export const MEDIUM = [`${FAMILY} Medium`, FAMILY];
export const SEMIBOLD = [`${FAMILY} SemiBold`, FAMILY];

/** A thing's name in the reader's language, in the other one where it has none. */
export function nameIn(lang: Lang, property = "name"): ExpressionSpecification {
  const other = lang === "vi" ? "en" : "vi";
  return ["coalesce", ["get", `${property}_${lang}`], ["get", `${property}_${other}`], ""];
}
