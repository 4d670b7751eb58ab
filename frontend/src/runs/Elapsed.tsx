import { useEffect, useState } from 'react';
import { lasting } from '../ui/time.ts';

const TICK_MS = 500;

interface Props {
  readonly from: string | null;
  readonly to: string | null;
}

/** How long it took, or has taken so far; a dash before it began. */
export function Elapsed({ from, to }: Props) {
  const [now, setNow] = useState(Date.now);
  const isRunning = from !== null && to === null;
  useEffect(() => {
    if (!isRunning) return;
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, [isRunning]);
  if (from === null) return '–';
  return lasting((to === null ? now : Date.parse(to)) - Date.parse(from));
}
