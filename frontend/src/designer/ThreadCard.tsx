import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { answered, api } from '../api/client.ts';
import { Button } from '../ui/Button.tsx';
import { when } from '../ui/time.ts';
import own from './comments.module.css';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { ThreadPlace } from './ThreadPlace.tsx';
import type { Thread } from './threads.ts';
import { WriteComment } from './WriteComment.tsx';

interface Props {
  readonly thread: Thread;
  readonly isAbout: boolean;
  /** A mark or a link led to it. */
  readonly isWanted: boolean;
}

/** One thread: what it is about, its comments, and an answer. Seen is what was on the screen. */
export function ThreadCard({ thread, isAbout, isWanted }: Props) {
  const designer = useDesigner();
  const path = { thread_id: thread.id };
  const comments = useQuery({
    queryKey: ['threads', designer.workflowId, thread.id],
    queryFn: async () =>
      (await answered(api.GET('/api/v1/threads/{thread_id}/comments', { params: { path } }))).items,
  });
  const reply = useMutation({
    mutationFn: (text: string) =>
      answered(
        api.POST('/api/v1/threads/{thread_id}/comments', { params: { path }, body: { text } }),
      ),
  });
  const card = useRef<HTMLElement>(null);
  useMarkRead(card, thread, comments.isSuccess, isWanted);

  return (
    <article
      ref={card}
      id={`thread-${thread.id}`}
      tabIndex={-1}
      className={own.thread}
      data-about={isAbout || isWanted || undefined}
      data-resolved={Boolean(thread.resolved_at) || undefined}
    >
      <ThreadHead thread={thread} />
      {comments.data?.map((comment) => (
        <p key={comment.id}>
          <strong>{comment.author ?? 'somebody'}</strong>{' '}
          <span className={css.faint}>{when(comment.created_at)}</span>
          <br />
          {comment.deleted_at ? <em className={css.faint}>deleted</em> : comment.text}
        </p>
      ))}
      <WriteComment label="Reply" placeholder="Reply" mutation={reply} />
    </article>
  );
}

function ThreadHead({ thread }: { thread: Thread }) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const resolve = useMutation({
    mutationFn: () =>
      answered(
        api.PATCH('/api/v1/threads/{thread_id}', {
          params: { path: { thread_id: thread.id } },
          body: { resolved: !thread.resolved_at },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['threads', designer.workflowId] }),
  });
  return (
    <header>
      <ThreadPlace thread={thread} />
      <Button look="quiet" onClick={() => resolve.mutate()}>
        {thread.resolved_at ? 'Open again' : 'Resolve'}
      </Button>
    </header>
  );
}

/** Once a thread with something new is in sight, the server hears of it. */
function useMarkRead(
  card: RefObject<HTMLElement | null>,
  thread: Thread,
  isShown: boolean,
  isWanted: boolean,
): void {
  const { workflowId } = useDesigner();
  const queries = useQueryClient();
  const { id, unread } = thread;

  useEffect(() => {
    // Who was led here by a mention has seen that too, although they had read the thread before.
    if (!isShown || (unread === 0 && !isWanted) || card.current === null) return;
    const tell = async () => {
      await answered(
        api.POST('/api/v1/threads/{thread_id}/read', { params: { path: { thread_id: id } } }),
      );
      await queries.invalidateQueries({ queryKey: ['threads', workflowId] });
      await queries.invalidateQueries({ queryKey: ['mentions'] });
    };
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      observer.disconnect();
      tell().catch(() => {
        // It stays new, and is told when it is seen the next time.
      });
    });
    observer.observe(card.current);
    return () => observer.disconnect();
  }, [card, id, unread, isShown, isWanted, queries, workflowId]);
}
