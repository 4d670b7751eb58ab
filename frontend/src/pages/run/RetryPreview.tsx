import type { Retry } from '../../runs/reuse.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import css from './run.module.css';

const MOST = 8;

interface Props {
  readonly told: Retry;
  readonly nameOf: (task: string) => string;
  readonly isOther: boolean;
}

export function RetryPreview({ told, nameOf, isOther }: Props) {
  const names = (ids: readonly string[]) =>
    ids.length > MOST
      ? `${ids.slice(0, MOST).map(nameOf).join(', ')} and ${ids.length - MOST} more`
      : ids.map(nameOf).join(', ');
  return (
    <dl className={css.preview}>
      <dt>
        <StateMark look="queued" word={`${told.again.length} run again`} />
      </dt>
      <dd>{names(told.again) || 'nothing'}</dd>
      <dt>
        <StateMark look="cached" word={`${told.kept.length} reused`} />
      </dt>
      <dd>{names(told.kept) || 'nothing'}</dd>
      {isOther && <dd>Tasks that the newest version changed, added or removed count besides.</dd>}
    </dl>
  );
}
