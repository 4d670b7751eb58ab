import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import type { PanelView } from '../../app/search.ts';
import { readSubject, subjectOf, useRunHere } from '../../runs/runContext.ts';
import { useExecutionFeed, useTaskStatus } from '../../runs/useExecution.ts';
import { Button } from '../../ui/Button.tsx';
import { Pencil, X } from '../../ui/icons.ts';
import list from '../../ui/list.module.css';
import { StateMark } from '../../ui/StateMark.tsx';
import { inWords } from '../../workflow/settingsChanged.ts';
import { Attempts } from './Attempts.tsx';
import { Conversation } from './Conversation.tsx';
import { LogView } from './LogView.tsx';
import css from './panel.module.css';
import { RunPicker } from './RunPicker.tsx';
import { TaskError } from './TaskError.tsx';
import { TaskInput } from './TaskInput.tsx';
import { TaskOutput } from './TaskOutput.tsx';
import { useTaskRun } from './useTaskRun.ts';

const route = getRouteApi('/shell/executions/$executionId');
const TABS: Readonly<Record<PanelView, string>> = {
  output: 'Output',
  input: 'Input',
  messages: 'Messages',
  attempts: 'Attempts',
  log: 'Log',
};

/** One task run: what it gave, what it was given, its attempts and its log. */
export function TaskPanel({ subject }: { subject: string }) {
  const { nameOf, select, changes } = useRunHere();
  const { task, path } = readSubject(subject);
  const status = useTaskStatus(task);
  const feed = useExecutionFeed();
  const run = status?.runs.find((each) => each.path === path) ?? status?.runs[0];
  const { view = 'output' } = route.useSearch();
  const navigate = route.useNavigate();
  const detail = useTaskRun(feed?.id ?? '', run);
  const asksModels = run?.kind === 'agent' || detail.data?.kind === 'agent';
  const tabs = Object.entries(TABS).filter(([name]) => name !== 'messages' || asksModels);
  const tab = view === 'messages' && !asksModels ? 'output' : view;
  const show = (next: PanelView) =>
    void navigate({ search: (before) => ({ ...before, view: next }), replace: true });
  const title = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented) select(undefined);
    };
    window.addEventListener('keydown', close);
    return () => window.removeEventListener('keydown', close);
  }, [select]);

  return (
    <aside className={css.panel} aria-label="Task">
      <header className={css.head}>
        <h2 ref={title} tabIndex={-1} className={css.title}>
          {nameOf(task)}
        </h2>
        {run && <StateMark look={run.look} />}
        <Button look="quiet" aria-label="Close the task" onClick={() => select(undefined)}>
          <X size={16} />
        </Button>
      </header>
      {changes.has(task) && (
        <p className={css.changed}>
          <Pencil size={12} aria-hidden /> The draft has changed since:{' '}
          {inWords(changes.get(task) ?? [])}
        </p>
      )}
      {status && status.runs.length > 1 && (
        <RunPicker
          runs={status.runs}
          path={run?.path ?? ''}
          onPick={(next) => select(subjectOf(task, next))}
        />
      )}
      <div className={`${list.tabs} ${css.tabs}`} role="tablist" aria-label="Of the task">
        {tabs.map(([name, label]) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={name === tab}
            data-on={name === tab || undefined}
            onClick={() => show(name as PanelView)}
          >
            {label}
          </button>
        ))}
      </div>
      <div className={css.body} role="tabpanel" aria-label={TABS[tab]}>
        {run === undefined && <p className={css.faint}>This task was not part of the run.</p>}
        {run && tab !== 'log' && <TaskError run={run} detail={detail.data} />}
        {run && tab === 'output' && <TaskOutput run={run} detail={detail} />}
        {run && tab === 'input' && <TaskInput detail={detail} isFailed={run.look === 'failed'} />}
        {run && tab === 'messages' && <Conversation detail={detail} />}
        {run && tab === 'attempts' && <Attempts detail={detail} />}
        {run && tab === 'log' && detail.data && <LogView taskRun={detail.data.id} />}
      </div>
    </aside>
  );
}
