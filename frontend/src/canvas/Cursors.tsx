import { useReactFlow, useStoreApi, ViewportPortal } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import type { Person } from '../collaboration/presence.ts';
import { useHere, usePeople } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import css from './canvas.module.css';

const FADE_MS = 3_000;
const GONE_MS = 30_000;

/** Everybody else's pointer, moved without rendering anything anew; none in quiet mode. */
export function Cursors() {
  const isQuiet = useSignal(useDesigner().isQuiet);
  const people = usePeople().filter((person) => !person.isMe && !isQuiet);
  return (
    <ViewportPortal>
      {people.map((person) => (
        <Cursor key={person.client} person={person} />
      ))}
    </ViewportPortal>
  );
}

function Cursor({ person }: { person: Person }) {
  const element = useRef<HTMLDivElement>(null);
  const { presence } = useHere();
  const { getZoom } = useReactFlow();
  const store = useStoreApi();

  useEffect(() => {
    const cursor = element.current;
    if (cursor === null) return;
    let last = '';
    let movedAt = 0;
    const place = () => {
      const now = presence.people.get().find((each) => each.client === person.client);
      const pointer = now?.pointer;
      const where = pointer
        ? `translate(${pointer.x}px, ${pointer.y}px) scale(${1 / getZoom()})`
        : '';
      if (where !== last) movedAt = Date.now();
      last = where;
      cursor.style.transform = where;
      const still = Date.now() - movedAt;
      cursor.hidden = !pointer || still > GONE_MS;
      cursor.dataset.still = String(still > FADE_MS);
    };
    place();
    const stop = [presence.people.subscribe(place), store.subscribe(place)];
    const timer = setInterval(place, 1_000);
    return () => {
      for (const each of stop) each();
      clearInterval(timer);
    };
  }, [presence, person.client, getZoom, store]);

  return (
    <div ref={element} className={css.cursor} hidden aria-hidden="true">
      <svg width="16" height="18" viewBox="0 0 16 18" aria-hidden="true">
        <path d="M1 1l5.5 15 2.2-6.3L15 7.5z" fill={person.color} />
      </svg>
      <span style={{ background: person.color }}>{person.name}</span>
    </div>
  );
}
