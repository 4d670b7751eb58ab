import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import ui from '../../ui/ui.module.css';
import { CancelMany } from './CancelMany.tsx';
import { ExecutionList } from './ExecutionList.tsx';
import { Filters } from './Filters.tsx';

const route = getRouteApi('/shell/executions');

/** Every run that one may see; filters stand in the address. */
export function ExecutionsPage() {
  const search = route.useSearch();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [first, second] = [...chosen];
  return (
    <Page title="Executions">
      <div className={list.tools}>
        <Filters search={search} />
      </div>
      {chosen.size > 0 && (
        <div className={list.tools} role="status">
          <span className={list.faint}>{chosen.size} chosen</span>
          {chosen.size === 2 && first && second && (
            <Link className={ui.button} to="/executions/compare" search={{ a: first, b: second }}>
              Compare these two
            </Link>
          )}
          <CancelMany ids={[...chosen]} onDone={() => setChosen(new Set())} />
          <button
            type="button"
            className={ui.button}
            data-kind="quiet"
            onClick={() => setChosen(new Set())}
          >
            Choose none
          </button>
        </div>
      )}
      <ExecutionList search={search} chosen={chosen} onChoose={setChosen} />
    </Page>
  );
}
