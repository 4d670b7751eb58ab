import { lazy, Suspense, useEffect } from 'react';
import { useMayEdit, useRoomState } from '../collaboration/roomContext.ts';
import { useWide } from '../ui/useWide.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { isTourOver } from './tourOver.ts';

const ROOMY_PX = 1101;
const Tour = lazy(() => import('./Tour.tsx'));

/** Shows the hints once to whoever can make use of them, and again to whoever asks. */
export function FirstVisit() {
  const designer = useDesigner();
  const tour = useSignal(designer.tour);
  const { isLoaded } = useRoomState();
  const mayEdit = useMayEdit();
  const isRoomy = useWide(ROOMY_PX);

  useEffect(() => {
    if (isLoaded && mayEdit && isRoomy && !isTourOver()) designer.tour.set('first');
  }, [designer, isLoaded, mayEdit, isRoomy]);

  if (tour === 'off') return null;
  return (
    <Suspense>
      <Tour isAsked={tour === 'asked'} />
    </Suspense>
  );
}
