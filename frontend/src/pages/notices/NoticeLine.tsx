import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { markSeen, NOTICES, type Notice } from '../../api/mentions.ts';
import { Button } from '../../ui/Button.tsx';
import list from '../../ui/list.module.css';
import { When } from '../../ui/When.tsx';
import css from './notices.module.css';

/** One comment, where it stands, and the way to it; opening it there marks it as read. */
export function NoticeLine({ notice }: { notice: Notice }) {
  const { id, author, reason, text, thread, workflow, workflow_name: name, seen_at: seen } = notice;
  const queries = useQueryClient();
  const mark = useMutation({
    mutationFn: () => markSeen(id, seen === null),
    onSettled: () => queries.invalidateQueries({ queryKey: NOTICES }),
  });
  return (
    <li className={`${list.row} ${css.notice}`} data-new={seen === null || undefined}>
      <span className={list.main}>
        <Link
          className={css.link}
          to="/workflows/$workflowId/design"
          params={{ workflowId: workflow }}
          search={{ panel: 'comments', thread }}
        >
          {seen === null && <span className={css.new}>New</span>}{' '}
          <strong>{author ?? 'Somebody'}</strong>{' '}
          {reason === 'mention' ? 'mentioned you' : 'replied'} in {name}
        </Link>
        <span className={css.words}>{text}</span>
      </span>
      <span className={css.end}>
        <span className={list.faint}>
          <When at={notice.created_at} />
        </span>
        <Button look="quiet" disabled={mark.isPending} onClick={() => mark.mutate()}>
          {seen === null ? 'Mark as read' : 'Mark as new'}
        </Button>
      </span>
    </li>
  );
}
