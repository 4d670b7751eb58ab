import { lengthOf } from '../../runs/criticalPath.ts';
import { lasting } from '../../ui/time.ts';
import { Fact } from './RunHeader.tsx';
import { useCriticalPath } from './useCriticalPath.ts';

/** How long the chain of tasks was that decided how long the run took. */
export function CriticalLength() {
  const { path, spanOf } = useCriticalPath();
  if (path.length < 2) return null;
  return <Fact name="Critical path">{lasting(lengthOf(path, spanOf))}</Fact>;
}
