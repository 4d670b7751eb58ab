import { bytes } from '../ui/bytes.ts';
import { Download } from '../ui/icons.ts';
import ui from '../ui/ui.module.css';
import css from './runs.module.css';

interface Props {
  readonly beginning: string;
  readonly size: number;
  readonly href: string;
  readonly name: string;
}

/** What is too large for a page: how it begins, how large it is, and the way to all of it. */
export function LargeOutput({ beginning, size, href, name }: Props) {
  return (
    <>
      <p className={css.large}>
        {bytes(size)}, too large to be shown here{beginning && '; this is how it begins'}.{' '}
        <a className={ui.button} data-kind="plain" href={href} download={name}>
          <Download size={14} aria-hidden /> Download {bytes(size)}
        </a>
      </p>
      {beginning && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
        <pre className={css.json} tabIndex={0}>
          {beginning}…
        </pre>
      )}
    </>
  );
}
