import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { type ApprovalRow, approvalQuery, approvalsQuery } from '../../api/approvals.ts';
import type { ApprovalsShown } from '../../app/search.ts';
import { ApprovalCard } from '../../runs/ApprovalCard.tsx';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import css from './approvals.module.css';

const route = getRouteApi('/shell/approvals');
const TABS = { mine: 'For me', open: 'All open', ended: 'Decided' } as const;

/** A reminder asks again, so it brings back up what has sunk under newer questions. */
function lastAskedFirst(rows: readonly ApprovalRow[]): readonly ApprovalRow[] {
  const askedAt = (row: ApprovalRow) => Date.parse(row.reminded_at ?? row.created_at);
  return rows.toSorted((one, other) => askedAt(other) - askedAt(one));
}

/** What one decides here stays where it is: else the next question moves under the pointer. */
function withDecided(rows: readonly ApprovalRow[], decided: ReadonlyMap<string, ApprovalRow>) {
  const others = rows.filter(({ id }) => !decided.has(id));
  return lastAskedFirst([...others, ...decided.values()]);
}

/** The inbox: what waits for one's word, in whichever workflow it stands. */
export function ApprovalsPage() {
  const { show = 'mine', only } = route.useSearch();
  return only === undefined ? <Inbox show={show} /> : <OneApproval id={only} />;
}

/** What a mail is about, alone. */
function OneApproval({ id }: { id: string }) {
  const found = useQuery(approvalQuery(id));
  return (
    <Page title="Approval">
      <p>
        <Link to="/approvals">All that waits for you</Link>
      </p>
      {found.isPending && <Waiting rows={1} />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && (
        <div className={css.cards}>
          <ApprovalCard row={found.data} isAlone />
        </div>
      )}
    </Page>
  );
}

function Inbox({ show }: { show: ApprovalsShown }) {
  const found = useInfiniteQuery(approvalsQuery(show));
  const [decided, setDecided] = useState<ReadonlyMap<string, ApprovalRow>>(new Map());
  const rows = show === 'mine' ? withDecided(found.data ?? [], decided) : (found.data ?? []);
  return (
    <Page title="Approvals">
      <nav className={`${list.tabs} ${css.tabs}`} aria-label="Which approvals">
        {Object.entries(TABS).map(([name, title]) => (
          <Link
            key={name}
            to="/approvals"
            search={name === 'mine' ? {} : { show: name as 'open' | 'ended' }}
            activeOptions={{ exact: true, explicitUndefined: true }}
            data-on={name === show || undefined}
          >
            {title}
          </Link>
        ))}
      </nav>
      {found.isPending && <Waiting rows={3} />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && (
        <Empty title={show === 'mine' ? 'Nothing waits for you' : 'Nothing here'}>
          <p>When a workflow asks people, the question stands here.</p>
        </Empty>
      )}
      <div className={css.cards}>
        {rows.map((row) => (
          <ApprovalCard
            key={row.id}
            row={row}
            isAlone
            onDecided={(now) => setDecided((before) => new Map(before).set(now.id, now))}
          />
        ))}
      </div>
      {found.hasNextPage && (
        <Button className={list.more ?? ''} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}
