import { MessageSquare } from '../ui/icons.ts';
import css from './comments.module.css';
import { useDesigner } from './designerContext.ts';
import { countInWords } from './threads.ts';
import { useThreadCount } from './useThreads.ts';

/** On the card of a task that is talked about: how much, and the way there. */
export function CommentMark({ task }: { task: string }) {
  const designer = useDesigner();
  const count = useThreadCount(task);
  if (count === undefined) return null;
  return (
    <button
      type="button"
      className={`${css.commentMark} nodrag nopan`}
      data-unread={count.unread > 0 || undefined}
      // The canvas is one stop of the tabulator: from the name of the task, C leads here.
      tabIndex={-1}
      aria-label={countInWords(count)}
      title={`${countInWords(count)} (C)`}
      onClick={(event) => {
        event.stopPropagation();
        designer.showComments(task);
      }}
    >
      <MessageSquare size={12} aria-hidden />
      {count.open}
    </button>
  );
}
