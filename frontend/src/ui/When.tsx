import { when } from './time.ts';

const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'full', timeStyle: 'medium' });

/** How long ago, and exactly when on a look at it. */
export function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={EXACT.format(Date.parse(at))}>
      {when(at)}
    </time>
  );
}
