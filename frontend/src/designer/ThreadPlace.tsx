import { useEdges, useEntry, useRoom } from '../collaboration/roomContext.ts';
import { edgeId, readEdge } from '../workflow/edges.ts';
import { nameOf } from '../workflow/graph.ts';
import { edgeInWords, showPlace } from './commenting.ts';
import own from './comments.module.css';
import { useDesigner } from './designerContext.ts';
import type { Thread } from './threads.ts';

/** What a thread is about, and the way there while it exists. */
export function ThreadPlace({ thread }: { thread: Thread }) {
  const designer = useDesigner();
  if (thread.place === 'task') return <TaskPlace id={thread.subject} />;
  if (thread.place === 'edge') return <EdgePlace thread={thread} />;
  if (thread.place === 'point' && thread.point)
    return <PlaceLink onGo={() => showPlace(designer, thread)}>A point of the canvas</PlaceLink>;
  return <span>{thread.place === 'note' ? 'A note' : 'The workflow'}</span>;
}

function TaskPlace({ id }: { id: string }) {
  const designer = useDesigner();
  const task = useEntry('tasks', id);
  if (task === undefined) return <span>Was on a task that is gone: {id}</span>;
  return <PlaceLink onGo={() => designer.show(id)}>{nameOf(id, task)}</PlaceLink>;
}

function EdgePlace({ thread }: { thread: Thread }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const isThere = useEdges().some((each) => edgeId(each) === thread.subject);
  const edge = readEdge(thread.subject);
  if (edge === undefined) return <span>An edge</span>;
  const words = edgeInWords(view, edge).replace(/^the/, 'The');
  if (!isThere) return <span>Was on an edge that is gone: {words.replace(/^The edge /, '')}</span>;
  return <PlaceLink onGo={() => showPlace(designer, thread)}>{words}</PlaceLink>;
}

function PlaceLink({ onGo, children }: { onGo: () => void; children: React.ReactNode }) {
  return (
    <button type="button" className={own.link} onClick={onGo}>
      {children}
    </button>
  );
}
