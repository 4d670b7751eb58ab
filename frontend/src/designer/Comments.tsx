import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { answered, api, type Shape } from '../api/client.ts';
import { useRoom } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { when } from '../ui/time.ts';
import { nameOf } from '../workflow/graph.ts';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';

type Thread = Shape<'ThreadRow'>;

/** Threads about tasks and about the whole workflow; viewers may write them, too. */
export function Comments() {
  const designer = useDesigner();
  const [task] = designer.selectedTasks();
  useSignal(designer.selected);
  const threads = useThreads();
  const [showsResolved, setShowsResolved] = useState(false);
  const shown = threads.data?.filter((thread) => showsResolved || !thread.resolved_at);

  return (
    <div className={css.comments}>
      <NewThread {...(task ? { task } : {})} />
      {threads.error && <p role="alert">{threads.error.message}</p>}
      {shown?.length === 0 && <p className={css.faint}>No open comments.</p>}
      {shown?.map((thread) => (
        <ThreadCard key={thread.id} thread={thread} />
      ))}
      <label className={css.check}>
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

function useThreads() {
  const { workflowId } = useDesigner();
  const { news } = useRoom();
  const queries = useQueryClient();
  useEffect(
    () =>
      news.subscribe(() => {
        if (news.get()?.type === 'thread')
          void queries.invalidateQueries({ queryKey: ['threads', workflowId] });
      }),
    [news, queries, workflowId],
  );
  return useQuery({
    queryKey: ['threads', workflowId],
    queryFn: async () =>
      (
        await answered(
          api.GET('/api/v1/workflows/{workflow_id}/threads', {
            params: { path: { workflow_id: workflowId } },
          }),
        )
      ).items,
  });
}

function NewThread({ task }: { task?: string }) {
  const { workflowId } = useDesigner();
  const { view } = useRoom();
  const about = task ? `about ${nameOf(task, view.entry('tasks', task))}` : 'about the workflow';
  const begin = useMutation({
    mutationFn: (text: string) =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/threads', {
          params: { path: { workflow_id: workflowId } },
          body: {
            text,
            ...(task ? { place: 'task', subject: task } : { place: 'workflow' }),
          } as never,
        }),
      ),
  });
  return (
    <Write
      label={`Comment ${about}`}
      placeholder="Write; @name mentions somebody"
      mutation={begin}
    />
  );
}

function ThreadCard({ thread }: { thread: Thread }) {
  const designer = useDesigner();
  const { view } = useRoom();
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
  const queries = useQueryClient();
  const resolve = useMutation({
    mutationFn: () =>
      answered(
        api.PATCH('/api/v1/threads/{thread_id}', {
          params: { path },
          body: { resolved: !thread.resolved_at },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: ['threads', designer.workflowId] }),
  });
  const isOfTask = thread.place === 'task' && typeof thread.subject === 'string';
  return (
    <article className={css.thread} data-resolved={Boolean(thread.resolved_at) || undefined}>
      <header>
        {isOfTask ? (
          <button type="button" className={css.link} onClick={() => designer.show(thread.subject)}>
            {nameOf(thread.subject, view.entry('tasks', thread.subject))}
          </button>
        ) : (
          <span>The workflow</span>
        )}
        <Button look="quiet" onClick={() => resolve.mutate()}>
          {thread.resolved_at ? 'Open again' : 'Resolve'}
        </Button>
      </header>
      {comments.data?.map((comment) => (
        <p key={comment.id}>
          <strong>{comment.author ?? 'somebody'}</strong>{' '}
          <span className={css.faint}>{when(comment.created_at)}</span>
          <br />
          {comment.deleted_at ? <em className={css.faint}>deleted</em> : comment.text}
        </p>
      ))}
      <Write label="Reply" placeholder="Reply" mutation={reply} />
    </article>
  );
}

interface WriteProps {
  readonly label: string;
  readonly placeholder: string;
  readonly mutation: {
    readonly mutateAsync: (text: string) => Promise<unknown>;
    readonly isPending: boolean;
  };
}

function Write({ label, placeholder, mutation }: WriteProps) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const [text, setText] = useState('');
  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    try {
      await mutation.mutateAsync(text);
      setText('');
    } catch (error) {
      designer.tell((error as Error).message, undefined, true); // what was written stays in the field
    }
    await queries.invalidateQueries({ queryKey: ['threads', designer.workflowId] });
  };
  return (
    <form className={css.inlineForm} onSubmit={(event) => void send(event)}>
      <textarea
        aria-label={label}
        rows={2}
        placeholder={placeholder}
        value={text}
        maxLength={10_000}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit" disabled={text.trim() === '' || mutation.isPending}>
        Send
      </Button>
    </form>
  );
}
