import { piecesOf } from './marking.ts';

/** A text with what was searched for marked in it. */
export function Marked({ text, search }: { text: string; search: string }) {
  let from = 0;
  return piecesOf(text, search).map((piece) => {
    const key = from;
    from += piece.text.length;
    return piece.isHit ? <mark key={key}>{piece.text}</mark> : piece.text;
  });
}
