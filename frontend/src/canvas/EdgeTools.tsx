import { EdgeLabelRenderer } from '@xyflow/react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { commentOnEdge } from '../designer/commenting.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { MarkButton } from '../designer/MarkButton.tsx';
import { countInWords, type ThreadCount } from '../designer/threads.ts';
import { MessageSquare, Plus } from '../ui/icons.ts';
import { type Edge, readEdge } from '../workflow/edges.ts';
import css from './canvas.module.css';
import { hover, unhover } from './hovering.ts';

interface Props {
  readonly id: string;
  /** Where on the canvas: the middle of the line. */
  readonly at: { readonly x: number; readonly y: number };
  /** Then they stand beside the line: its ends could not be taken otherwise. */
  readonly isShort: boolean;
  readonly isChosen: boolean;
  readonly count: ThreadCount | undefined;
}

/** What an edge offers while it is chosen or under the pointer, and what is said about it. */
export function EdgeTools({ id, at: { x, y }, isShort, isChosen, count }: Props) {
  const { workflowId } = useDesigner();
  const edge = readEdge(id);
  const mayEdit = useMayEdit();
  if (edge === undefined) return null;
  return (
    <EdgeLabelRenderer>
      <span
        className={`${css.edgeTools} nodrag nopan`}
        style={{
          transform: `translate(-50%, ${isShort ? '-160%' : '-50%'}) translate(${x}px, ${y}px)`,
        }}
        onPointerEnter={() => hover(id)}
        onPointerLeave={unhover}
      >
        {isChosen && mayEdit && <InsertButton edge={edge} at={{ x: x - 108, y: y - 36 }} />}
        {count === undefined
          ? isChosen && workflowId !== '' && <CommentButton edge={edge} />
          : workflowId !== '' && <EdgeMark edge={edge} id={id} count={count} />}
      </span>
    </EdgeLabelRenderer>
  );
}

function InsertButton({ edge, at }: { edge: Edge; at: { x: number; y: number } }) {
  const designer = useDesigner();
  return (
    <button
      type="button"
      className={css.insert}
      aria-label="Put a task into this edge"
      title="Put a task in here"
      onClick={() => designer.open({ is: 'add', at, joint: { splits: edge } })}
    >
      <Plus size={14} />
    </button>
  );
}

function CommentButton({ edge }: { edge: Edge }) {
  const designer = useDesigner();
  return (
    <button
      type="button"
      className={css.insert}
      aria-label="Comment on this edge"
      title="Comment on this edge"
      onClick={() => commentOnEdge(designer, edge)}
    >
      <MessageSquare size={13} />
    </button>
  );
}

function EdgeMark({ edge, id, count }: { edge: Edge; id: string; count: ThreadCount }) {
  const designer = useDesigner();
  const words = countInWords(count);
  return (
    <MarkButton
      mark={id}
      className={css.placeMark ?? ''}
      label={`${words} on an edge`}
      title={words}
      count={count.open}
      isUnread={count.unread > 0}
      onOpen={() => commentOnEdge(designer, edge)}
    />
  );
}
