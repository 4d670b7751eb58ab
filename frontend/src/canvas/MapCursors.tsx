import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useHere } from '../collaboration/roomContext.ts';

const DOT_PX = 4;

interface Dot {
  readonly client: number;
  readonly x: number;
  readonly y: number;
  readonly r: number;
  readonly color: string;
}

/** Everybody else's pointer on the small map, whose units are those of the canvas. */
export function MapCursors() {
  const { presence } = useHere();
  const store = useStoreApi();
  const { viewportInitialized } = useReactFlow();
  const [map, setMap] = useState<SVGSVGElement | null>(null);
  const [dots, setDots] = useState<readonly Dot[]>([]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the map is there with the canvas
  useEffect(() => {
    const { domNode } = store.getState();
    setMap(domNode?.querySelector<SVGSVGElement>('.react-flow__minimap svg') ?? null);
  }, [store, viewportInitialized]);

  useEffect(() => {
    if (map === null) return;
    let frame = 0;
    const read = () => {
      frame = 0;
      const r = (DOT_PX * map.viewBox.baseVal.width) / (map.clientWidth || 1);
      const next = presence.people
        .get()
        .flatMap(({ isMe, client, pointer, color }) =>
          isMe || !pointer ? [] : [{ client, x: pointer.x, y: pointer.y, r, color }],
        );
      setDots((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    const ask = () => {
      frame ||= requestAnimationFrame(read);
    };
    ask();
    const stop = presence.people.subscribe(ask);
    return () => {
      cancelAnimationFrame(frame);
      stop();
    };
  }, [map, presence]);

  if (map === null || dots.length === 0) return null;
  return createPortal(
    dots.map(({ client, x, y, r, color }) => (
      <circle key={client} data-person={client} cx={x} cy={y} r={r} fill={color} />
    )),
    map,
  );
}
