import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { threadsQuery } from '../api/threads.ts';
import own from './comments.module.css';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { NewThread } from './NewThread.tsx';
import { ThreadCard } from './ThreadCard.tsx';
import { sortedFor } from './threads.ts';

/** Threads about tasks and about the whole workflow; viewers may write them, too. */
export default function Comments() {
  const designer = useDesigner();
  const selected = useSignal(designer.selected);
  const [task] = designer.selectedTasks();
  const [showsResolved, setShowsResolved] = useState(false);
  const threads = useQuery(threadsQuery(designer.workflowId, showsResolved));
  const shown = threads.data && sortedFor(task, threads.data);
  const top = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is about the selection stands first
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  return (
    <div className={own.comments}>
      <div ref={top}>
        <NewThread key={task} {...(task ? { task } : {})} />
      </div>
      {threads.error && <p role="alert">{threads.error.message}</p>}
      {shown?.length === 0 && <p className={css.faint}>No open comments.</p>}
      {shown?.map((thread) => (
        <ThreadCard
          key={thread.id}
          thread={thread}
          isAbout={thread.place === 'task' && thread.subject === task}
        />
      ))}
      <label className={own.check}>
        <input
          type="checkbox"
          checked={showsResolved}
          onChange={(event) => setShowsResolved(event.target.checked)}
        />{' '}
        Show resolved
      </label>
    </div>
  );
}
