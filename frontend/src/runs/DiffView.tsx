import css from './diff.module.css';
import type { DiffLine } from './lineDiff.ts';

/** What was taken away and what came, by sign and colour. */
export function DiffView({ lines, label }: { lines: readonly DiffLine[]; label?: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <pre className={css.diff} tabIndex={0} title={label}>
      {lines.map(({ sign, text }, at) => (
        <span key={String(at)} data-sign={sign}>
          {sign} {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}
