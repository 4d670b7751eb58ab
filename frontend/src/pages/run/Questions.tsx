import { Asked } from '../../runs/Asked.tsx';
import { useRunHere } from '../../runs/runContext.ts';

/** What the run asks people just now. */
export function Questions() {
  const { execution, nameOf } = useRunHere();
  return <Asked execution={execution.id} nameOf={nameOf} />;
}
