import { getViewportForBounds, useReactFlow, useStoreApi } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useDesigner } from '../designer/designerContext.ts';
import { entryOf } from './roving.ts';
import { aroundAll, boxesOf, type CanvasNode } from './shapes.ts';

const MOVE_MS = 200;

const PADDING = 0.15;
const SMALLEST_ZOOM = 0.05;

/**
 * Gives the designer the ways in which it moves the canvas.
 *
 * @returns what to do once the canvas is there: show everything.
 */
export function useCanvasPort(nodes: readonly CanvasNode[]): () => void {
  const designer = useDesigner();
  const flow = useReactFlow();
  const store = useStoreApi();
  const latest = useRef(nodes);
  latest.current = nodes;

  const fit = useCallback(
    (ids?: readonly string[], duration = 0) => {
      const wanted = ids && new Set(ids);
      const boxes = [...boxesOf(latest.current)].filter(([id]) => wanted?.has(id) ?? true);
      const bounds = aroundAll(boxes.map(([, box]) => box));
      const { width, height } = store.getState();
      if (bounds === undefined || width === 0) return;
      const view = getViewportForBounds(bounds, width, height, SMALLEST_ZOOM, 1, PADDING);
      void flow.setViewport(view, { duration });
    },
    [flow, store],
  );

  useEffect(() => {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : MOVE_MS;
    designer.canvas = {
      fit: (ids) => fit(ids, duration),
      reveal: (id) => {
        const box = boxesOf(latest.current).get(id);
        const { width, height, transform } = store.getState();
        if (box === undefined) return;
        const [x, y, zoom] = transform;
        const dx = shiftInto(box.x * zoom + x, box.width * zoom, width);
        const dy = shiftInto(box.y * zoom + y, box.height * zoom, height);
        if (dx !== 0 || dy !== 0)
          void flow.setViewport({ x: x + dx, y: y + dy, zoom }, { duration });
      },
      isIn: (id, { width, height }) => {
        const box = boxesOf(latest.current).get(id);
        const [x, y, zoom] = store.getState().transform;
        if (box === undefined) return false;
        const [left, top] = [box.x * zoom + x, box.y * zoom + y];
        const [right, bottom] = [left + box.width * zoom, top + box.height * zoom];
        return right > 0 && bottom > 0 && left < width && top < height;
      },
      resetZoom: () => void flow.zoomTo(1, { duration }),
      zoomBy: (factor) => void flow.zoomTo(flow.getZoom() * factor, { duration }),
      middle: () => {
        const { width, height, domNode } = store.getState();
        const box = domNode?.getBoundingClientRect();
        return flow.screenToFlowPosition({
          x: (box?.x ?? 0) + width / 2,
          y: (box?.y ?? 0) + height / 2,
        });
      },
      view: () => {
        const { width, height, transform } = store.getState();
        const [x, y, zoom] = transform;
        return { x: (width / 2 - x) / zoom, y: (height / 2 - y) / zoom, zoom };
      },
      look: ({ x, y, zoom }) => void flow.setCenter(x, y, { zoom, duration: 0 }),
      placeOf: (id) => boxesOf(latest.current).get(id),
      focus: (id) => {
        const { domNode } = store.getState();
        const wanted = id ?? entryOf(designer);
        const node = domNode?.querySelector<HTMLElement>(
          `[data-node="${CSS.escape(wanted ?? '')}"]`,
        );
        // An empty canvas, or one drawn as a picture, takes it itself.
        (node ?? domNode?.querySelector<HTMLElement>('[data-node]') ?? domNode)?.focus({
          preventScroll: true,
        });
      },
    };
    return () => {
      designer.canvas = undefined;
    };
  }, [designer, flow, store, fit]);

  return useCallback(() => fit(), [fit]);
}

const MARGIN = 24;

/** How far something has to move to lie wholly inside of a length. */
function shiftInto(from: number, size: number, length: number): number {
  if (from < MARGIN) return MARGIN - from;
  return Math.min(0, length - MARGIN - from - size);
}
