import { Fragment } from 'react';
import { type Flow, seenFrom } from '../../runs/exchanges.ts';
import { readSubject, useRunHere } from '../../runs/runContext.ts';
import { isObject } from '../../workflow/json.ts';
import css from './exchanges.module.css';
import { Arrow } from './PairList.tsx';

const SHOWN = 3;

interface Props {
  /** The run that was asked, or that answered. */
  readonly subject: string;
  readonly flows: readonly Flow[];
}

/** `Researcher → (Merge) → Writer`: whom a task was asked by. */
export function Asked({ subject, flows }: Props) {
  return (
    <p className={css.route}>
      {flows.length === 0 && <span className={css.faint}>Workflow</span>}
      {flows.slice(0, SHOWN).map(({ source, through }, at) => (
        <Fragment key={source}>
          {at > 0 && <span className={css.faint}>and</span>}
          <Who task={source} from={subject} />
          <Between tasks={through} />
        </Fragment>
      ))}
      <More count={flows.length - SHOWN} />
      <Arrow />
      <Who task={readSubject(subject).task} from={subject} />
    </p>
  );
}

/** `Writer → Editor and Judge`: who was told what it answered. */
export function Answered({ subject, flows }: Props) {
  return (
    <p className={css.route}>
      <Who task={readSubject(subject).task} from={subject} />
      <Arrow />
      {flows.length === 0 && <span className={css.faint}>Workflow</span>}
      {flows.slice(0, SHOWN).map(({ target, through }, at) => (
        <Fragment key={target}>
          {at > 0 && <span className={css.faint}>and</span>}
          <Between tasks={through} isBefore />
          <Who task={target} from={subject} />
        </Fragment>
      ))}
      <More count={flows.length - SHOWN} />
    </p>
  );
}

/** Tasks without an agent that a message came by. */
function Between({ tasks, isBefore }: { tasks: readonly string[]; isBefore?: boolean }) {
  const { nameOf } = useRunHere();
  return tasks.map((task) => (
    <Fragment key={task}>
      {!isBefore && <Arrow />}
      <span className={css.faint}>({nameOf(task)})</span>
      {isBefore && <Arrow />}
    </Fragment>
  ));
}

function More({ count }: { count: number }) {
  return count > 0 && <span className={css.faint}>and {count} more</span>;
}

/** A task by its name, with the item or turn where there are several; opens its details. */
export function Who({ task, from }: { task: string; from: string }) {
  const { nameOf, document, select } = useRunHere();
  const tasks = isObject(document.tasks) ? document.tasks : {};
  const subject = seenFrom(task, readSubject(from), tasks);
  const { path } = readSubject(subject);
  return (
    <button type="button" className={css.who} onClick={() => select(subject)}>
      {nameOf(task)}
      {path !== '' && <span className={css.path}>{path}</span>}
    </button>
  );
}
