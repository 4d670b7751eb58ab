import { useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useExecutionFeed } from '../runs/useExecution.ts';
import css from './canvas.module.css';
import { type FarPicture, makePicture, paint } from './drawFar.ts';
import type { CanvasNode } from './shapes.ts';
import type { CanvasEdge } from './useCanvasEdges.ts';

interface Props {
  readonly nodes: readonly CanvasNode[];
  readonly edges: readonly CanvasEdge[];
}

/**
 * All cards and edges as one picture while one is far away: the canvas library is given none of
 * them meanwhile, so a frame costs about the same for 50 tasks and for 2,000.
 */
export default function FarLayer({ nodes, edges }: Props) {
  const element = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const feed = useExecutionFeed();

  useEffect(() => {
    const canvas = element.current;
    if (canvas === null) return;
    let frame = 0;
    let picture: FarPicture | undefined;
    let version: number | undefined;
    const draw = () => {
      frame = 0;
      const now = feed?.version.get();
      if (picture === undefined || now !== version) picture = makePicture(nodes, edges, feed);
      version = now;
      paint(canvas, picture, store.getState());
    };
    const ask = () => {
      frame ||= requestAnimationFrame(draw);
    };
    draw();
    const stop = [store.subscribe(ask), feed?.version.subscribe(ask) ?? (() => {})];
    return () => {
      cancelAnimationFrame(frame);
      for (const each of stop) each();
    };
  }, [nodes, edges, store, feed]);

  return <canvas ref={element} className={css.far} />;
}
