import { useReactFlow, useStoreApi } from '@xyflow/react';
import { useEffect, useState } from 'react';
import { useHere, usePeople } from '../collaboration/roomContext.ts';
import { arrowsTo, type Beyond } from './beyond.ts';
import css from './canvas.module.css';

const MOVE_MS = 200;
const NONE: readonly Beyond[] = [];

/** At the edge of the canvas: who is out of sight, and where; a click goes there. */
export function EdgeArrows() {
  const arrows = useArrows();
  const people = usePeople();
  const { presence } = useHere();
  const { setCenter, getZoom } = useReactFlow();
  const go = (client: number) => {
    const pointer = presence.people.get().find((each) => each.client === client)?.pointer;
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : MOVE_MS;
    if (pointer) void setCenter(pointer.x, pointer.y, { zoom: getZoom(), duration });
  };
  return arrows.map(({ client, x, y, angle }) => {
    const person = people.find((each) => each.client === client);
    return (
      person && (
        <button
          key={client}
          type="button"
          className={css.beyond}
          // The canvas is one stop of the tabulator; the keyboard follows people in the bar.
          tabIndex={-1}
          aria-label={`Go to ${person.name}`}
          title={`Go to ${person.name}`}
          data-side={Math.abs(angle) > 90 ? 'left' : 'right'}
          style={{ transform: `translate(${x}px, ${y}px)`, background: person.color }}
          onClick={() => go(client)}
        >
          <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M0 2l12 4-12 4 3-4z" transform={`rotate(${angle} 6 6)`} fill="currentColor" />
          </svg>
          {person.name}
        </button>
      )
    );
  });
}

/** Looked at once a frame, however often people and the canvas move. */
function useArrows(): readonly Beyond[] {
  const { presence } = useHere();
  const store = useStoreApi();
  const [arrows, setArrows] = useState(NONE);

  useEffect(() => {
    let frame = 0;
    const read = () => {
      frame = 0;
      const { width, height, transform } = store.getState();
      const [x, y, zoom] = transform;
      const pointers = presence.people
        .get()
        .flatMap(({ isMe, client, pointer }) =>
          isMe || !pointer ? [] : [{ client, x: pointer.x * zoom + x, y: pointer.y * zoom + y }],
        );
      const next = arrowsTo(pointers, { width, height });
      setArrows((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next));
    };
    const ask = () => {
      frame ||= requestAnimationFrame(read);
    };
    ask();
    const stop = [presence.people.subscribe(ask), store.subscribe(ask)];
    return () => {
      cancelAnimationFrame(frame);
      for (const each of stop) each();
    };
  }, [presence, store]);

  return arrows;
}
