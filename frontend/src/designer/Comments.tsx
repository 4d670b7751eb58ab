import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { threadsQuery } from '../api/threads.ts';
import { edgeId } from '../workflow/edges.ts';
import { placesToComment } from './commenting.ts';
import own from './comments.module.css';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { NewThread } from './NewThread.tsx';
import { ThreadCard } from './ThreadCard.tsx';
import { isAbout, sortedFor, type Thread } from './threads.ts';

/** Threads about what is on the canvas and about the whole workflow; viewers may write them, too. */
export default function Comments() {
  const designer = useDesigner();
  const selected = useSignal(designer.selected);
  const edge = useSignal(designer.selectedEdge);
  useSignal(designer.commentPoint);
  const places = placesToComment(designer);
  const [task] = designer.selectedTasks();
  const about = edge ? edgeId(edge) : task;
  const [showsResolved, setShowsResolved] = useState(false);
  const threads = useQuery(threadsQuery(designer.workflowId, showsResolved));
  const wanted = useWantedThread(threads.data, showsResolved, setShowsResolved);
  const shown = threads.data && sortedFor(about, threads.data, wanted);
  const top = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is about the selection stands first
  useEffect(() => {
    top.current?.scrollIntoView({ block: 'nearest' });
  }, [selected, edge]);

  return (
    <div className={own.comments}>
      <div ref={top}>
        <NewThread places={places} />
      </div>
      {threads.error && <p role="alert">{threads.error.message}</p>}
      {shown?.length === 0 && <p className={css.faint}>No open comments.</p>}
      {shown?.map((thread) => (
        <ThreadCard
          key={thread.id}
          thread={thread}
          isAbout={isAbout(thread, about)}
          isWanted={thread.id === wanted}
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

/** The thread that a mark or a link leads to: it stands first and has the focus once it is read. */
function useWantedThread(
  threads: readonly Thread[] | undefined,
  showsResolved: boolean,
  setShowsResolved: (shows: boolean) => void,
): string | undefined {
  const designer = useDesigner();
  const wanted = useSignal(designer.wantedThread);
  const [first, setFirst] = useState(wanted);
  useEffect(() => {
    if (wanted === undefined || threads === undefined) return;
    setFirst(wanted);
    const isThere = threads.some(({ id }) => id === wanted);
    if (!isThere && !showsResolved) return setShowsResolved(true);
    designer.wantedThread.set(undefined);
    if (!isThere) designer.tell('That comment is not here any more.');
    else requestAnimationFrame(() => document.getElementById(`thread-${wanted}`)?.focus());
  }, [designer, wanted, threads, showsResolved, setShowsResolved]);
  return wanted ?? first;
}
