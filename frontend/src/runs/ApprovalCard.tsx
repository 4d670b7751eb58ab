import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ApprovalRow } from '../api/approvals.ts';
import { meQuery } from '../api/queries.ts';
import { Bell } from '../ui/icons.ts';
import { Markdown } from '../ui/Markdown.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { When } from '../ui/When.tsx';
import css from './approvals.module.css';
import { Decide } from './Decide.tsx';
import { JsonView } from './JsonView.tsx';
import type { Look } from './states.ts';

const LOOKS: Readonly<Record<ApprovalRow['state'], Look>> = {
  open: 'waiting',
  approved: 'done',
  rejected: 'failed',
  expired: 'cancelled',
  withdrawn: 'cancelled',
};

interface Props {
  readonly row: ApprovalRow;
  /** What people call its task. */
  readonly name?: string;
  /** Away from its run, whose name is then said. */
  readonly isAlone?: boolean;
  /** One has said something to it. */
  readonly onDecided?: (row: ApprovalRow) => void;
}

/** A question of a workflow to people: what it is about, who may answer, and the answer. */
export function ApprovalCard({ row, name = row.task, isAlone = false, onDecided }: Props) {
  const me = useQuery(meQuery).data;
  const hasSpoken = row.decisions.some(({ user }) => user === me?.username);
  const approved = row.decisions.filter(({ approve }) => approve).length;
  const isOpen = row.state === 'open';
  const isBarred = !row.self_approval && row.started_by === me?.username;
  return (
    <article className={css.card} data-look={LOOKS[row.state]}>
      <h2 className={css.title}>
        <StateMark look={LOOKS[row.state]} word={isOpen ? 'waiting' : row.state} />
        {isAlone && (
          <Link to="/executions/$executionId" params={{ executionId: row.execution }}>
            {row.workflow_name ?? (row.name || 'Run')}
          </Link>
        )}
        <span className={css.task}>{name}</span>
      </h2>
      {row.message && (
        // Not a section: several approvals of one name would be landmarks that nobody can tell apart.
        <article
          className={css.message}
          aria-label="Question"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
          tabIndex={0}
        >
          <Markdown text={row.message} />
        </article>
      )}
      <p className={css.facts}>
        {[
          forWhom(row.assignees),
          `${approved} of ${row.needed} approved`,
          isOpen && row.expires_at ? `until ${EXACT.format(Date.parse(row.expires_at))}` : '',
        ]
          .filter(Boolean)
          .join(' · ')}{' '}
        · asked <When at={row.created_at} />
      </p>
      {isOpen && row.reminded_at && (
        <p className={css.reminded}>
          <Bell size={14} aria-hidden /> Still open. {reminderOf(row.reminders)}{' '}
          <When at={row.reminded_at} />
        </p>
      )}
      {row.decisions.map(({ user, approve, comment, values, created_at: at }) => (
        <div key={`${user} ${at}`} className={css.word}>
          <strong>{user ?? 'somebody gone'}</strong> {approve ? 'approved' : 'rejected'}{' '}
          <When at={at} />
          {comment && <p>{comment}</p>}
          {values !== null && <JsonView value={values} />}
        </div>
      ))}
      {isAlone && (
        <p className={css.facts}>
          <Link
            to="/executions/$executionId"
            params={{ executionId: row.execution }}
            search={{ task: row.task }}
          >
            What the run did until here
          </Link>
        </p>
      )}
      {isOpen && hasSpoken && <p className={css.facts}>You have answered; others have not yet.</p>}
      {isOpen && isBarred && (
        <p className={css.facts}>You started this run, so somebody else has to decide.</p>
      )}
      {isOpen && !hasSpoken && !isBarred && <Decide row={row} onDecided={onDecided} />}
    </article>
  );
}

const EXACT = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' });

function reminderOf(count: number): string {
  return count === 1 ? 'Reminded' : `Reminded ${count} times, last`;
}

/** `role:editor` → `every editor`; names as they are. */
function forWhom(assignees: unknown): string {
  if (!Array.isArray(assignees) || assignees.length === 0) return '';
  const names = assignees.map((each) => String(each).replace(/^role:/, 'every '));
  return `For ${names.join(', ')}`;
}
