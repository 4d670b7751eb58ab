import { type OnMove, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';

const BAR_KEYS: ReadonlySet<string> = new Set(['Enter', ' ', 'Tab', 'Shift']);

/** Shows others where one looks; looks where the person looks whom one follows. */
export function useFollowing() {
  const { presence } = useHere();
  const designer = useDesigner();
  const followed = useSignal(designer.following);
  const { setViewport } = useReactFlow();
  const isOurs = useRef(false);

  useEffect(() => {
    presence.show({ following: followed ?? null });
    if (followed === undefined) return;
    let last = '';
    const look = () => {
      const person = presence.people.get().find(({ client }) => client === followed);
      if (person === undefined) designer.following.set(undefined);
      const viewport = person?.viewport;
      const now = JSON.stringify(viewport);
      if (!viewport || now === last) return;
      last = now;
      isOurs.current = true;
      void setViewport(viewport).then(() => {
        isOurs.current = false;
      });
    };
    look();
    return presence.people.subscribe(look);
  }, [presence, designer, followed, setViewport]);

  useEffect(() => {
    if (followed === undefined) return;
    // What one does oneself ends it; in the bar is where it began.
    const end = (event: Event) => {
      const isInBar = (event.target as Element | null)?.closest?.('header, [role=menu]');
      const presses = !(event instanceof KeyboardEvent) || BAR_KEYS.has(event.key);
      if (!isInBar || !presses) designer.following.set(undefined);
    };
    const kinds = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const kind of kinds) window.addEventListener(kind, end, true);
    return () => {
      for (const kind of kinds) window.removeEventListener(kind, end, true);
    };
  }, [designer, followed]);

  const onMove: OnMove = useCallback(
    (event, { x, y, zoom }) => {
      if (event !== null && !isOurs.current) designer.following.set(undefined); // any move of mine ends it
      presence.show({
        viewport: { x: Math.round(x), y: Math.round(y), zoom: Math.round(zoom * 1_000) / 1_000 },
      });
    },
    [presence, designer],
  );
  return { onMove };
}
