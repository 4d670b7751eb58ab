import type { UseQueryResult } from '@tanstack/react-query';
import { Elapsed } from '../../runs/Elapsed.tsx';
import { lookOf, wordOf } from '../../runs/states.ts';
import { amount, money } from '../../ui/money.ts';
import { Said } from '../../ui/Said.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { Waiting, Wrong } from '../../ui/Told.tsx';
import css from './panel.module.css';
import type { TaskRunDetail } from './useTaskRun.ts';

type Attempt = TaskRunDetail['attempts'][number];

/** Every try of the task, the newest first. */
export function Attempts({ detail }: { detail: UseQueryResult<TaskRunDetail | null> }) {
  if (detail.error) return <Wrong error={detail.error} onRetry={() => void detail.refetch()} />;
  if (detail.isPending) return <Waiting rows={2} />;
  const attempts = [...(detail.data?.attempts ?? [])].reverse();
  if (attempts.length === 0) return <p className={css.faint}>No attempt has ended yet.</p>;
  return (
    <ol className={css.attempts}>
      {attempts.map((attempt) => (
        <li key={attempt.epoch}>
          <h3>
            Attempt {attempt.number}{' '}
            <StateMark look={lookOf(attempt.state)} word={wordOf(attempt.state)} />
          </h3>
          <dl className={css.facts}>
            {factsOf(attempt).map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
            <div>
              <dt>Took</dt>
              <dd>
                <Elapsed from={attempt.started_at} to={attempt.ended_at} />
              </dd>
            </div>
          </dl>
          {attempt.error_message && (
            <pre className={css.said}>
              <Said>{attempt.error_message}</Said>
            </pre>
          )}
          {attempt.explanation && <p className={css.faint}>{attempt.explanation}</p>}
        </li>
      ))}
    </ol>
  );
}

function factsOf(attempt: Attempt): readonly (readonly [string, string])[] {
  const tokens = attempt.input_tokens + attempt.output_tokens;
  const memory = attempt.peak_memory_bytes;
  const all: readonly (readonly [string, string])[] = [
    ['Agent', attempt.agent ?? ''],
    ['Model', attempt.model],
    [
      'Tokens',
      tokens > 0 ? `${amount(attempt.input_tokens)} / ${amount(attempt.output_tokens)}` : '',
    ],
    ['Cost', attempt.cost_microusd > 0 ? money(attempt.cost_microusd) : ''],
    ['CPU', attempt.cpu_s === null ? '' : `${attempt.cpu_s.toFixed(2)} s`],
    ['Memory', memory === null ? '' : `${Math.round(memory / 1_000_000)} MB`],
    ['Worker', attempt.worker],
    ['Error', attempt.error_code],
  ];
  return all.filter(([, value]) => value !== '');
}
