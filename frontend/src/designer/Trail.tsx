import { Link, useLocation } from '@tanstack/react-router';
import own from './bar.module.css';
import { upTo } from './trail.ts';

/** The workflows that one came through to this one, each a way back up. */
export function Trail() {
  const trail = useLocation({ select: ({ state }) => state.trail }) ?? [];
  return trail.map(({ id, name }) => (
    <span key={id} className={own.trail}>
      <span aria-hidden="true">/</span>
      <Link
        className={own.back}
        to="/workflows/$workflowId/design"
        params={{ workflowId: id }}
        search={{}}
        state={upTo(id)}
        title={`Back to ${name}`}
      >
        {name}
      </Link>
    </span>
  ));
}
