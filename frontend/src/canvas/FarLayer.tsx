import { useStore, useStoreApi } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { useExecutionFeed } from '../runs/useExecution.ts';
import css from './canvas.module.css';
import { drawFar } from './drawFar.ts';

/** Below this zoom, cards are too small to read and cost more than they tell. */
export const FAR = 0.45;
const MANY = 150;

/** Whether the cards are drawn as one picture. */
export function useIsFar(): boolean {
  return useStore((state) => state.transform[2] < FAR && state.nodes.length >= MANY);
}

/** All cards and edges on one canvas while one is far away: a frame costs the same for 50 or 2,000. */
export function FarLayer() {
  const isFar = useIsFar();
  const element = useRef<HTMLCanvasElement>(null);
  const store = useStoreApi();
  const feed = useExecutionFeed();

  useEffect(() => {
    const canvas = element.current;
    if (!isFar || canvas === null) return;
    let frame = 0;
    const draw = () => {
      frame = 0;
      drawFar(canvas, store.getState(), feed);
    };
    const ask = () => {
      frame ||= requestAnimationFrame(draw);
    };
    ask();
    const stop = [store.subscribe(ask), feed?.version.subscribe(ask) ?? (() => {})];
    return () => {
      cancelAnimationFrame(frame);
      for (const each of stop) each();
    };
  }, [isFar, store, feed]);

  return isFar ? <canvas ref={element} className={css.far} /> : null;
}
