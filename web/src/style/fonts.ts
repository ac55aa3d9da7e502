/** The text of the map is drawn with the page's own font, which has to be there before the first label is. */

const FAMILY = '"Be Vietnam Pro"';
const LETTERS = "Địa bàn ế ẵ ơ ư Ạ Ộ";

/** Load the weights that the style uses, with the subset of Vietnamese letters. Never fails: a fallback font is drawn. */
export async function loadFonts(): Promise<void> {
  const weights = [400, 500, 600];
  await Promise.allSettled(
    weights.map((weight) => document.fonts.load(`${weight} 24px ${FAMILY}`, LETTERS)),
  );
}
