import { useEffect, useState } from 'react';

const LATE_MS = 200;

/** Whether one has waited long enough to want to see that something is coming. */
export function useLate(): boolean {
  const [isLate, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}
