import { useMemo } from 'react';
import { useRunHere } from '../../runs/runContext.ts';
import { LOOKS, type Look } from '../../runs/states.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { StateMark } from '../../ui/StateMark.tsx';
import { parentOf } from '../../workflow/graph.ts';
import { isObject } from '../../workflow/json.ts';
import css from './run.module.css';

/** How far a run of very many tasks is: by group, and in each by state. */
export function Progress() {
  const groups = useGroups();
  const looks = LOOKS.filter((look) => groups.some(({ counts }) => counts.has(look)));
  return (
    <div className={css.scroll}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">Group</th>
            <th scope="col">Tasks</th>
            {looks.map((look) => (
              <th key={look} scope="col">
                <StateMark look={look} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map(({ name, counts, whole }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{NUMBER.format(whole)}</td>
              {looks.map((look) => (
                <td key={look}>{counted(counts.get(look))}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NUMBER = new Intl.NumberFormat('en');

function counted(count: number | undefined): string {
  return count === undefined ? '' : NUMBER.format(count);
}

interface Group {
  readonly name: string;
  readonly counts: Map<Look, number>;
  whole: number;
}

/** Tasks inside a container stand together; the others by their kind. */
function useGroups(): readonly Group[] {
  const { document, nameOf } = useRunHere();
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(() => {
    const tasks = isObject(document.tasks) ? document.tasks : {};
    const groups = new Map<string, Group>();
    for (const id of feed?.tasks() ?? []) {
      const task = isObject(tasks[id]) ? tasks[id] : undefined;
      const parent = parentOf(task);
      const name = parent === undefined ? `every ${String(task?.kind)}` : `in ${nameOf(parent)}`;
      const group = groups.get(name) ?? { name, counts: new Map<Look, number>(), whole: 0 };
      groups.set(name, group);
      for (const { look } of feed?.statusOf(id)?.runs ?? []) {
        group.counts.set(look, (group.counts.get(look) ?? 0) + 1);
        group.whole += 1;
      }
    }
    return [...groups.values()];
  }, [document, nameOf, feed, version]);
}
