import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect } from 'react';
import { useDesigner } from '../designer/designerContext.ts';

const MOVE_MS = 200;

/** Gives the designer the ways in which it moves the canvas. */
export function useCanvasPort() {
  const designer = useDesigner();
  const flow = useReactFlow();
  const store = useStoreApi();

  useEffect(() => {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : MOVE_MS;
    designer.canvas = {
      fit: (ids) => {
        const nodes = ids?.map((id) => ({ id }));
        void flow.fitView({ maxZoom: 1, padding: 0.2, duration, ...(nodes ? { nodes } : {}) });
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
      toScreen: (point) => flow.flowToScreenPosition(point),
      placeOf: (id) => store.getState().nodeLookup.get(id)?.internals.positionAbsolute,
      focus: (id) => {
        const { domNode } = store.getState();
        const wanted = id ?? designer.current.get();
        const node = domNode?.querySelector<HTMLElement>(
          `[data-node="${CSS.escape(wanted ?? '')}"]`,
        );
        (node ?? domNode?.querySelector<HTMLElement>('[data-node]'))?.focus({
          preventScroll: true,
        });
      },
    };
    return () => {
      designer.canvas = undefined;
    };
  }, [designer, flow, store]);
}
