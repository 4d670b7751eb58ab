import { useSyncExternalStore } from 'react';
import { MessageSquare } from '../ui/icons.ts';
import css from './comments.module.css';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { ELSEWHERE } from './threads.ts';

interface Props {
  readonly label: string;
  readonly title: string;
  readonly count: number;
  readonly isUnread: boolean;
  readonly onOpen: () => void;
  /** The edge or thread whose mark it is: arrows lead from one such mark to the next. */
  readonly mark?: string;
  readonly className?: string;
}

/** How much is said about a place, and the way there. */
export function MarkButton({ label, title, count, isUnread, onOpen, mark, className = '' }: Props) {
  const isStop = useIsStop(mark);
  const designer = useDesigner();
  return (
    <button
      type="button"
      className={`${css.commentMark} ${className} nodrag nopan`}
      data-unread={isUnread || undefined}
      data-comment-mark={mark}
      // The canvas is one stop of the tabulator, and all marks beside the cards another one.
      tabIndex={isStop ? 0 : -1}
      aria-label={label}
      title={title}
      onFocus={() => mark !== undefined && designer.currentMark.set(mark)}
      onKeyDown={(event) => mark !== undefined && step(designer, event)}
      onClick={(event) => {
        event.stopPropagation();
        onOpen();
      }}
    >
      <MessageSquare size={12} aria-hidden />
      {count}
    </button>
  );
}

function useIsStop(mark: string | undefined): boolean {
  const designer = useDesigner();
  const { currentMark, points, threads } = designer;
  return useSyncExternalStore(
    (heard) => {
      const stop = [currentMark, points, threads].map((each) => each.subscribe(heard));
      return () => {
        for (const each of stop) each();
      };
    },
    () => mark !== undefined && stopOf(designer) === mark,
  );
}

/** The mark where the keyboard was last, else the first one. */
function stopOf({ currentMark, points, threads }: Designer): string | undefined {
  const isMarked = (key: string) =>
    threads.get().has(key) || points.get().some(({ id }) => id === key);
  const current = currentMark.get();
  if (current !== undefined && isMarked(current)) return current;
  const isEdge = (key: string) => key !== ELSEWHERE && key.includes('>');
  return points.get()[0]?.id ?? [...threads.get().keys()].find(isEdge);
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowDown: 1,
  ArrowLeft: -1,
  ArrowUp: -1,
};

function step(designer: Designer, event: React.KeyboardEvent<HTMLButtonElement>): void {
  const by = STEPS[event.key];
  if (by === undefined && event.key !== 'Escape') return;
  event.preventDefault();
  event.stopPropagation(); // else it walks among the cards
  if (by === undefined) {
    designer.canvas?.focus();
    return;
  }
  const marks = [...document.querySelectorAll<HTMLElement>('button[data-comment-mark]')];
  const at = marks.indexOf(event.currentTarget) + by;
  marks.at(at % marks.length)?.focus();
}
