import { inPathOrder } from '../../runs/paths.ts';
import { LOOKS, signOf } from '../../runs/states.ts';
import type { TaskRun } from '../../runs/statuses.ts';
import form from '../../ui/form.module.css';

const MOST = 300;

interface Props {
  readonly runs: readonly TaskRun[];
  readonly path: string;
  readonly onPick: (path: string) => void;
}

/** Which item of a map or turn of a loop is shown; what needs to be seen stands first. */
export function RunPicker({ runs, path, onPick }: Props) {
  const sorted = [...inPathOrder(runs)].sort(
    (one, other) => LOOKS.indexOf(one.look) - LOOKS.indexOf(other.look),
  );
  const shown = sorted.slice(0, MOST);
  const chosen = runs.find((run) => run.path === path);
  if (chosen && !shown.includes(chosen)) shown.unshift(chosen);
  return (
    <label className={form.field}>
      {runs.length > MOST ? `Item (${MOST} of ${runs.length}; all are in the timeline)` : 'Item'}
      <select className={form.input} value={path} onChange={(event) => onPick(event.target.value)}>
        {shown.map((run) => (
          <option key={run.path} value={run.path}>
            {signOf(run.look)} {run.path || 'itself'} {run.look}
          </option>
        ))}
      </select>
    </label>
  );
}
