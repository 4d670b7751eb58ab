import { useQuery } from '@tanstack/react-query';
import { approvalsOfRunQuery } from '../api/approvals.ts';
import { ApprovalCard } from './ApprovalCard.tsx';

interface Props {
  readonly execution: string;
  readonly nameOf: (task: string) => string;
  /** Of this one alone. */
  readonly task?: string;
  /** Asks again this often, where nothing else tells of news. */
  readonly everyMs?: number;
}

/** What a run asks people just now. */
export function Asked({ execution, nameOf, task, everyMs }: Props) {
  const found = useQuery({
    ...approvalsOfRunQuery(execution),
    ...(everyMs !== undefined && { refetchInterval: everyMs }),
  });
  const rows = (found.data ?? []).filter((row) => task === undefined || row.task === task);
  return rows.map((row) => <ApprovalCard key={row.id} row={row} name={nameOf(row.task)} />);
}
