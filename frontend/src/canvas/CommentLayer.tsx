import { useReactFlow, useStoreApi, ViewportPortal } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { showThread } from '../designer/commenting.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { MarkButton } from '../designer/MarkButton.tsx';
import type { Thread } from '../designer/threads.ts';
import { MessageSquare } from '../ui/icons.ts';
import { readEdge } from '../workflow/edges.ts';
import css from './canvas.module.css';
import { PointPicker } from './PointPicker.tsx';

const MOST_CHARS = 60;
const NEAREST = 0.5;

/** Pins at points of the canvas, of one size however near it is seen; they stay where they are. */
export default function CommentLayer() {
  const designer = useDesigner();
  const points = useSignal(designer.points);
  const point = useSignal(designer.commentPoint);
  const hasPanel = useSignal(designer.tab) === 'comments';
  const isPointing = useSignal(designer.isPointing);
  const pins = useRef<HTMLDivElement>(null);
  useOneSize(pins);
  useWantedMark();
  return (
    <>
      <ViewportPortal>
        <div ref={pins} className={css.pins}>
          {points.map((thread) => (
            <PointMark key={thread.id} thread={thread} />
          ))}
          {point && hasPanel && (
            <span className={css.pin} style={placedAt(point.x, point.y)} data-new>
              <MessageSquare size={12} aria-hidden />
            </span>
          )}
        </div>
      </ViewportPortal>
      {isPointing && <PointPicker />}
    </>
  );
}

function PointMark({ thread }: { thread: Thread }) {
  const designer = useDesigner();
  const { id, point, comments, unread, text } = thread;
  const [x = 0, y = 0] = point ?? [];
  const words = text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
  const news = unread > 0 ? `, ${unread} new` : '';
  return (
    <span className={css.pin} style={placedAt(x, y)}>
      <MarkButton
        mark={id}
        label={`${comments} ${comments === 1 ? 'comment' : 'comments'} on a point: ${words}${news}`}
        title={words}
        count={comments}
        isUnread={unread > 0}
        onOpen={() => showThread(designer, id)}
      />
    </span>
  );
}

/** The corner below on the left is the point. */
const placedAt = (x: number, y: number) => ({
  transform: `translate(${x}px, ${y}px) scale(var(--pin-scale, 1)) translateY(-100%)`,
});

/** One property of one element for each step of zooming; nothing while something is dragged. */
function useOneSize(pins: React.RefObject<HTMLDivElement | null>): void {
  const store = useStoreApi();
  useEffect(() => {
    let last = 0;
    const scale = () => {
      const [, , zoom] = store.getState().transform;
      if (zoom === last) return;
      last = zoom;
      pins.current?.style.setProperty('--pin-scale', String(1 / zoom));
    };
    scale();
    return store.subscribe(scale);
  }, [store, pins]);
}

/** Moves the canvas to the place that somebody asked for, and the focus to its mark. */
function useWantedMark(): void {
  const designer = useDesigner();
  const { getZoom } = useReactFlow();
  const wanted = useSignal(designer.wantedMark);
  useEffect(() => {
    if (wanted === undefined) return;
    const { key, point } = wanted;
    // After a canvas that has just come has shown everything.
    const frame = requestAnimationFrame(() => {
      designer.wantedMark.set(undefined);
      if (point !== undefined) {
        const [x = 0, y = 0] = point;
        designer.canvas?.look({ x, y, zoom: Math.max(getZoom(), NEAREST) });
      } else designer.showEdge(readEdge(key));
      requestAnimationFrame(() => focusMark(key));
    });
    return () => cancelAnimationFrame(frame);
  }, [designer, wanted, getZoom]);
}

function focusMark(key: string): void {
  document
    .querySelector<HTMLElement>(`[data-comment-mark="${CSS.escape(key)}"]`)
    ?.focus({ preventScroll: true });
}
