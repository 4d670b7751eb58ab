import { partsOf } from './said.ts';
import css from './ui.module.css';

/** A message of the server, with what it puts between backticks as code; all of it is text. */
export function Said({ children }: { children: string }) {
  return partsOf(children).map(({ text, isCode }, at) =>
    isCode ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts have no identity but their place
      <code key={at} className={css.saidCode}>
        {text}
      </code>
    ) : (
      text
    ),
  );
}
