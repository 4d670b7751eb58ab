import { useMemo } from 'react';
import { countLooks, type Group, groupsOf } from '../../runs/grouping.ts';
import { useRunHere } from '../../runs/runContext.ts';
import { isFinal, LOOKS, type Look, worstOf } from '../../runs/states.ts';
import { useExecutionFeed } from '../../runs/useExecution.ts';
import { usePacedVersion } from '../../runs/usePaced.ts';
import { KindGlyph } from '../../ui/KindGlyph.tsx';
import { StateMark } from '../../ui/StateMark.tsx';
import { parentOf, withInside } from '../../workflow/graph.ts';
import { isObject } from '../../workflow/json.ts';
import css from './groups.module.css';

const COLUMN_PX = 264;
const ROW_PX = 100;
const CARD = { width: 208, height: 84 } as const;
const EDGE_PX = 24;
const NUMBER = new Intl.NumberFormat('en');

interface Place {
  readonly x: number;
  readonly y: number;
}

/** Very many tasks as few cards: what waits for what, and how far each group is. */
export function GroupedGraph() {
  const groups = useGroups();
  const places = useMemo(() => placesOf(groups), [groups]);
  const width = EDGE_PX + COLUMN_PX * (1 + Math.max(0, ...groups.map(({ column }) => column)));
  const height = 8 + ROW_PX * (1 + Math.max(0, ...[...places.values()].map(({ y }) => y / ROW_PX)));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also from the keyboard
    <section className={css.box} aria-label="Groups of tasks" tabIndex={0}>
      <div className={css.sheet} style={{ width, height }}>
        <svg className={css.lines} width={width} height={height} aria-hidden="true">
          {groups.flatMap(({ id, sources }) =>
            sources.map((source) => (
              <path key={`${source}>${id}`} d={line(places.get(source), places.get(id))} />
            )),
          )}
        </svg>
        <ol className={css.cards}>
          {groups.map((group) => (
            <GroupCard key={group.id} group={group} place={places.get(group.id)} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function GroupCard({ group, place }: { group: Group; place: Place | undefined }) {
  const { nameOf, document, select } = useRunHere();
  const counts = useCounts(group);
  const looks = LOOKS.filter((look) => counts.has(look));
  const whole = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ended = looks.reduce((sum, look) => sum + (isFinal(look) ? (counts.get(look) ?? 0) : 0), 0);
  const look = worstOf(looks) ?? 'queued';
  const [only, ...others] = group.tasks;
  const tasks = isObject(document.tasks) ? document.tasks : {};
  const first = only === undefined ? undefined : tasks[only];
  const name = only !== undefined && others.length === 0 ? nameOf(only) : '';
  return (
    <li
      className={css.card}
      data-look={look}
      style={{ left: place?.x, top: place?.y, ...CARD }}
      title={
        isObject(first) ? `${group.kind}: ${group.tasks.slice(0, 3).map(nameOf).join(', ')}` : ''
      }
    >
      <span className={css.name}>
        <KindGlyph kind={group.kind} />
        {name && only ? (
          <button type="button" onClick={() => select(only)}>
            {name}
          </button>
        ) : (
          <span>
            {NUMBER.format(group.tasks.length)} × {group.kind}
          </span>
        )}
      </span>
      <span className={css.state}>
        <StateMark look={look} />{' '}
        {whole > 1 && `${NUMBER.format(ended)} of ${NUMBER.format(whole)}`}
      </span>
      <span className={css.bar} aria-hidden="true">
        {looks.map((each) => (
          <span key={each} data-look={each} style={{ flexGrow: counts.get(each) ?? 0 }} />
        ))}
      </span>
    </li>
  );
}

function useGroups(): readonly Group[] {
  const { document, edges } = useRunHere();
  return useMemo(() => {
    const tasks = isObject(document.tasks) ? document.tasks : {};
    const outer = Object.entries(tasks).flatMap(([id, task]) =>
      isObject(task) && parentOf(task) === undefined ? [{ id, kind: String(task.kind) }] : [],
    );
    return groupsOf(outer, edges);
  }, [document, edges]);
}

/** Of all runs in a group, those inside its containers included. */
function useCounts({ tasks }: Group): ReadonlyMap<Look, number> {
  const { document } = useRunHere();
  const feed = useExecutionFeed();
  const version = usePacedVersion();
  const all = useMemo(() => {
    const known = isObject(document.tasks) ? document.tasks : {};
    const task = (id: string) => (isObject(known[id]) ? known[id] : undefined);
    return withInside(tasks, Object.keys(known), task);
  }, [document, tasks]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version tells that the feed changed
  return useMemo(
    () => countLooks(all, (id) => (feed?.statusOf(id)?.runs ?? []).map(({ look }) => look)),
    [all, feed, version],
  );
}

function placesOf(groups: readonly Group[]): ReadonlyMap<string, Place> {
  const rows = new Map<number, number>();
  return new Map(
    groups.map(({ id, column }) => {
      const row = rows.get(column) ?? 0;
      rows.set(column, row + 1);
      return [id, { x: EDGE_PX + column * COLUMN_PX, y: row * ROW_PX }];
    }),
  );
}

function line(from: Place | undefined, to: Place | undefined): string {
  if (from === undefined || to === undefined) return '';
  const [x1, y1] = [from.x + CARD.width, from.y + CARD.height / 2];
  const [x2, y2] = [to.x, to.y + CARD.height / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1},${y1} C${middle},${y1} ${middle},${y2} ${x2},${y2}`;
}
