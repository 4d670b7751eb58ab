import { useEffect, useState } from 'react';
import { useExecutionFeed } from './useExecution.ts';

const PAUSE_MS = 250;

/** Renders anew when any task changed, four times a second at most; for what shows all of them. */
export function usePacedVersion(): number {
  const feed = useExecutionFeed();
  const [version, setVersion] = useState(feed?.version.get() ?? 0);
  useEffect(() => {
    if (feed === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = () => {
      timer = undefined;
      setVersion(feed.version.get());
    };
    tell();
    const stop = feed.version.subscribe(() => {
      timer ??= setTimeout(tell, PAUSE_MS);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [feed]);
  return version;
}
