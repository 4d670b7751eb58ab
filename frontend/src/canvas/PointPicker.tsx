import { useReactFlow } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { commentOnEdge, commentOnPoint } from '../designer/commenting.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { MessageSquare } from '../ui/icons.ts';
import { readEdge } from '../workflow/edges.ts';
import css from './canvas.module.css';

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const STEP = 8;
const FAR = 8;

/** Over the canvas while one says what a comment is about: by a click, or by arrows and Enter. */
export function PointPicker() {
  const designer = useDesigner();
  const { screenToFlowPosition } = useReactFlow();
  const cover = useRef<HTMLButtonElement>(null);
  const [moved, setMoved] = useState({ x: 0, y: 0 });
  useEffect(() => cover.current?.focus({ preventScroll: true }), []);

  const choose = (x: number, y: number) => {
    const under = document.elementsFromPoint(x, y);
    designer.isPointing.set(false);
    if (!commentOnWhatIs(designer, under))
      commentOnPoint(designer, screenToFlowPosition({ x, y }, { snapToGrid: false }));
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    const [x, y] = MOVES[event.key] ?? [0, 0];
    const by = STEP * (event.shiftKey ? FAR : 1);
    if (x !== 0 || y !== 0) setMoved((now) => ({ x: now.x + x * by, y: now.y + y * by }));
    else if (event.key === 'Escape') {
      designer.isPointing.set(false);
      designer.canvas?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <button
      ref={cover}
      type="button"
      className={css.picker}
      onKeyDown={onKeyDown}
      onClick={({ clientX, clientY, detail, currentTarget }) => {
        const box = currentTarget.getBoundingClientRect();
        if (detail > 0) choose(clientX, clientY);
        else choose(box.x + box.width / 2 + moved.x, box.y + box.height / 2 + moved.y);
      }}
    >
      <span className={css.pickerHint}>
        Click what the comment is about, or move the pin with the arrow keys and press Enter. Escape
        ends it.
      </span>
      <span
        className={css.pin}
        data-new
        style={{ translate: `${moved.x}px calc(${moved.y}px - 100%)` }}
      >
        <MessageSquare size={12} aria-hidden />
      </span>
    </button>
  );
}

/** Whether a task or an edge lies there, which is meant then. */
function commentOnWhatIs(designer: Designer, under: readonly Element[]): boolean {
  for (const element of under) {
    const { id = '' } =
      element.closest<HTMLElement>('.react-flow__node, .react-flow__edge')?.dataset ?? {};
    const edge = readEdge(id);
    if (edge !== undefined) commentOnEdge(designer, edge);
    else if (designer.room.view.has('tasks', id)) designer.showComments(id);
    else continue;
    return true;
  }
  return false;
}
