import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { executionsQuery } from '../../api/executions.ts';
import type { ExecutionsSearch } from '../../app/search.ts';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { useRowKeys } from '../../ui/useRowKeys.ts';
import { ExecutionLine } from './ExecutionLine.tsx';
import css from './executions.module.css';

interface Props {
  readonly search: ExecutionsSearch;
  /** All are of one workflow, whose name need not be said. */
  readonly isOfOne?: boolean;
  readonly chosen?: ReadonlySet<string>;
  readonly onChoose?: (chosen: ReadonlySet<string>) => void;
}

export function ExecutionList({ search, isOfOne = false, chosen, onChoose }: Props) {
  const found = useInfiniteQuery(executionsQuery(search));
  const onKeyDown = useRowKeys();
  const rows = found.data ?? [];
  const turn = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChoose?.(next);
  };

  if (found.isPending) return <Waiting />;
  const wrong = found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />;
  if (wrong && rows.length === 0) return wrong;
  if (rows.length === 0) return <Nothing search={search} isOfOne={isOfOne} />;
  return (
    <>
      {wrong}
      <section
        className={list.list}
        aria-label="Executions"
        data-one={isOfOne || undefined}
        onKeyDown={onKeyDown}
      >
        <div className={`${list.row} ${list.heads} ${css.row}`} aria-hidden="true">
          {chosen && <span />}
          <span>State</span>
          <span className={css.name}>{isOfOne ? 'Run' : 'Workflow'}</span>
          <span className={css.version}>Version</span>
          <span className={css.started}>Started</span>
          <span className={`${list.number} ${css.took}`}>Took</span>
          <span className={`${list.number} ${css.cost}`}>Cost</span>
        </div>
        <ul>
          {rows.map((row) => (
            <ExecutionLine
              key={row.id}
              row={row}
              isOfOne={isOfOne}
              {...(chosen ? { isChosen: chosen.has(row.id), onChoose: turn } : {})}
            />
          ))}
        </ul>
      </section>
      {found.hasNextPage && (
        <Button
          className={list.more ?? ''}
          disabled={found.isFetchingNextPage}
          onClick={() => void found.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </>
  );
}

function Nothing({ search, isOfOne }: Pick<Props, 'search' | 'isOfOne'>) {
  if (isOfOne) return <Empty title="It has not run yet" />;
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <Empty title={isNarrowed ? 'No run is like that' : 'Nothing has run yet'}>
      <p>
        {isNarrowed ? (
          <Link to="/executions">Show all executions</Link>
        ) : (
          <>
            Start a workflow from <Link to="/">the list</Link>; it shows up here as it runs.
          </>
        )}
      </p>
    </Empty>
  );
}
