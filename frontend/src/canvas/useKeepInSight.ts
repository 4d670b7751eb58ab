import { useStore } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useDesigner } from '../designer/designerContext.ts';

/** A panel that opens makes the canvas smaller: what is selected and was in sight stays so. */
export function useKeepInSight(): void {
  const designer = useDesigner();
  const width = useStore((state) => state.width);
  const height = useStore((state) => state.height);
  const before = useRef({ width, height });

  useEffect(() => {
    const was = before.current;
    before.current = { width, height };
    const isSmaller = width < was.width || height < was.height;
    const [task, ...more] = designer.selectedTasks();
    if (!isSmaller || task === undefined || more.length > 0) return;
    if (designer.canvas?.isIn(task, was)) designer.canvas.reveal(task);
  }, [designer, width, height]);
}
