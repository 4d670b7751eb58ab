/** Finding by what somebody types in a hurry: words in any order, letters left out. */

export interface Findable {
  readonly title: string;
  /** Whatever else it is found by. */
  readonly more?: string;
}

/**
 * Those that a text finds, the best first; an empty text finds all, as they stand.
 *
 * Every word has to be found. In a title a word may leave out letters (`trnsf`), elsewhere not: in a
 * long text any few letters are found in some order.
 */
export function found<Item>(
  items: readonly Item[],
  text: string,
  read: (item: Item) => Findable,
): readonly Item[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return items;
  return items
    .map((item) => ({ item, rank: rankOf(read(item), words) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank)
    .map(({ item }) => item);
}

/** Longer titles are no names that anybody wrote: looking for left-out letters in them takes seconds. */
const LONGEST_TITLE = 500;

/** 0: not found. Earlier words decide before later ones; a whole title counts more than a part of it. */
function rankOf({ title, more = '' }: Findable, words: readonly string[]): number {
  const [lower, rest] = [title.slice(0, LONGEST_TITLE).toLowerCase(), more.toLowerCase()];
  const ranks = words.map((word) => {
    if (lower === word) return 6;
    if (lower.startsWith(word)) return 5;
    if (lower.split(/[^\p{L}\p{N}]+/u).some((each) => each.startsWith(word))) return 4;
    if (lower.includes(word)) return 3;
    if (rest.includes(word)) return 2;
    return word.length > 2 && isLeftOutOf(word, lower) ? 1 : 0;
  });
  return ranks.includes(0) ? 0 : ranks.reduce<number>((all, rank) => all * 7 + rank, 0);
}

/** Whether all letters stand in the text in this order, the first one at the beginning of a word. */
function isLeftOutOf(word: string, text: string): boolean {
  const starts = [...text.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu)];
  return starts.some(({ index }) => {
    let at = index;
    for (const letter of word) {
      const next = text.indexOf(letter, at);
      if (next < 0 || (at === index && next !== index)) return false;
      at = next + 1;
    }
    return true;
  });
}
