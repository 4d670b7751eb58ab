import { useQuery } from '@tanstack/react-query';
import { approvalsOfRunQuery } from '../../api/approvals.ts';
import { ApprovalCard } from '../../runs/ApprovalCard.tsx';
import { useRunHere } from '../../runs/runContext.ts';

/** What the run asks people just now. */
export function Questions() {
  const { execution } = useRunHere();
  const rows = useQuery(approvalsOfRunQuery(execution.id)).data ?? [];
  return rows.map((row) => <ApprovalCard key={row.id} row={row} />);
}
