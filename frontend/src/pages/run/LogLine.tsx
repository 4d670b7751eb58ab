import { Marked } from '../../ui/Marked.tsx';
import css from './lines.module.css';
import type { LogRow } from './reading.ts';

interface Props {
  readonly row: LogRow;
  readonly search: string;
  readonly of?: string;
  readonly select?: (subject: string) => void;
}

export function LogLine({ row, search, of, select }: Props) {
  return (
    <>
      <time className={css.at} dateTime={row.at}>
        {row.at.slice(11, 23)}
      </time>
      <span className={css.level} data-level={row.level}>
        {row.level}
      </span>
      {of && select && (
        <button type="button" className={css.of} onClick={() => select(of)}>
          {of}
        </button>
      )}
      <span>
        <Marked text={row.message} search={search} />
      </span>
    </>
  );
}
