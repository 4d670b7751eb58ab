import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { markAllSeen, NOTICES, noticesQuery } from '../../api/mentions.ts';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { Page } from '../../ui/Page.tsx';
import { Empty, Waiting, Wrong } from '../../ui/Told.tsx';
import { NoticeLine } from './NoticeLine.tsx';

/** What colleagues said to this person in comments, whichever workflow it is about. */
export function NoticesPage() {
  const queries = useQueryClient();
  const found = useInfiniteQuery(noticesQuery);
  const rows = found.data ?? [];
  const all = useMutation({
    mutationFn: markAllSeen,
    onSettled: () => queries.invalidateQueries({ queryKey: NOTICES }),
  });
  const hasNew = rows.some((row) => row.seen_at === null);
  return (
    <Page
      title="Notices"
      actions={
        hasNew && (
          <Button disabled={all.isPending} onClick={() => all.mutate()}>
            Mark all as read
          </Button>
        )
      }
    >
      {all.error && <Wrong error={all.error} />}
      {found.isPending && <Waiting rows={3} />}
      {found.error && <Wrong error={found.error} onRetry={() => void found.refetch()} />}
      {found.data && rows.length === 0 && (
        <Empty title="Nobody has written to you yet">
          <p>
            Comments that mention you with @, and replies where you wrote, stand here for a while.
          </p>
        </Empty>
      )}
      {rows.length > 0 && (
        <ul className={list.list}>
          {rows.map((row) => (
            <NoticeLine key={row.id} notice={row} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button className={list.more ?? ''} onClick={() => void found.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Page>
  );
}
