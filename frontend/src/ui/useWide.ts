import { useSyncExternalStore } from 'react';

/** Whether the window is at least so wide. */
export function useWide(px: number): boolean {
  const query = matchMedia(`(min-width: ${px}px)`);
  return useSyncExternalStore(
    (heard) => {
      query.addEventListener('change', heard);
      return () => query.removeEventListener('change', heard);
    },
    () => query.matches,
  );
}
