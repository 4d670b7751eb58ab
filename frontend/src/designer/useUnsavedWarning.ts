import { useEffect } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';

/** The browser asks before it throws away what the server does not have. */
export function useUnsavedWarning(): void {
  const { state } = useRoom();
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      const { unsaved, kept, line } = state.get();
      if ((unsaved > 0 || kept > 0) && line.is !== 'closed') event.preventDefault();
    };
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [state]);
}
