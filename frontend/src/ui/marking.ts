export interface Piece {
  readonly text: string;
  readonly isHit: boolean;
}

/** A text around what was searched for in it. */
export function piecesOf(text: string, search: string): readonly Piece[] {
  if (search === '') return [{ text, isHit: false }];
  const pieces: Piece[] = [];
  const [lower, wanted] = [text.toLowerCase(), search.toLowerCase()];
  // Lower case may be longer than the text itself; then nothing can be marked in it.
  if (lower.length !== text.length) return [{ text, isHit: false }];
  let from = 0;
  for (let at = lower.indexOf(wanted); at >= 0; at = lower.indexOf(wanted, from)) {
    if (at > from) pieces.push({ text: text.slice(from, at), isHit: false });
    pieces.push({ text: text.slice(at, at + wanted.length), isHit: true });
    from = at + wanted.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), isHit: false });
  return pieces;
}
