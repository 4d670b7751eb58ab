import { type OnMove, useReactFlow } from '@xyflow/react';
import { useCallback, useEffect, useRef } from 'react';
import { useHere } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';

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
