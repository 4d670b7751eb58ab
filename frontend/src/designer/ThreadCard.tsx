import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef } from 'react';
import { answered, api } from '../api/client.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { when } from '../ui/time.ts';
import { nameOf } from '../workflow/graph.ts';
import own from './comments.module.css';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import type { Thread } from './threads.ts';
import { WriteComment } from './WriteComment.tsx';

/** One thread: what it is about, its comments, and an answer. Seen is what was on the screen. */
export function ThreadCard({ thread, isAbout }: { thread: Thread; isAbout: boolean }) {
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
  useMarkRead(card, thread, comments.isSuccess);

  return (
    <article
      ref={card}
      className={own.thread}
      data-about={isAbout || undefined}
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
  const { view } = useRoom();
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
  const isOfTask = thread.place === 'task' && typeof thread.subject === 'string';
  return (
    <header>
      {isOfTask ? (
        <button type="button" className={own.link} onClick={() => designer.show(thread.subject)}>
          {nameOf(thread.subject, view.entry('tasks', thread.subject))}
        </button>
      ) : (
        <span>The workflow</span>
      )}
      <Button look="quiet" onClick={() => resolve.mutate()}>
        {thread.resolved_at ? 'Open again' : 'Resolve'}
      </Button>
    </header>
  );
}

/** Once a thread with something new is in sight, the server hears of it. */
function useMarkRead(card: RefObject<HTMLElement | null>, thread: Thread, isShown: boolean): void {
  const { workflowId } = useDesigner();
  const queries = useQueryClient();
  const { id, unread } = thread;

  useEffect(() => {
    if (!isShown || unread === 0 || card.current === null) return;
    const tell = async () => {
      await answered(
        api.POST('/api/v1/threads/{thread_id}/read', { params: { path: { thread_id: id } } }),
      );
      await queries.invalidateQueries({ queryKey: ['threads', workflowId] });
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
  }, [card, id, unread, isShown, queries, workflowId]);
}
