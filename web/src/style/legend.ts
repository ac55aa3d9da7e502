/** What every symbol means, as data: the legend panel and its printed twin draw from it. */

export interface LegendEntry {
  /** Key of the message that says what the symbol is; kinds are labelled by the edition's own catalogue. */
  message: string;
  /** Edition layer and kind or commodity whose label stands beside the symbol, where it is one of those. */
  layer?: string;
  kind?: string;
  /** An inline SVG, sized 28 × 20, coloured by tokens (currentColor and CSS variables). */
  svg: string;
}

export interface LegendGroup {
  message: string;
  entries: LegendEntry[];
}

export function legend(): LegendGroup[] {
  return [];
}
