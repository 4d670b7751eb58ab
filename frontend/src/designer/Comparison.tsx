import { useQuery } from '@tanstack/react-query';
import { answered, api, type Shape } from '../api/client.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import own from './history.module.css';

/** What differs between a kept state and the draft as it is now. */
export function Comparison({ from }: { from: string }) {
  const { workflowId } = useDesigner();
  const comparison = useQuery({
    queryKey: ['compare', workflowId, from],
    staleTime: 0,
    queryFn: () =>
      answered(
        api.GET('/api/v1/workflows/{workflow_id}/compare', {
          params: { path: { workflow_id: workflowId }, query: { from, to: 'draft' } },
        }),
      ),
  });
  if (comparison.isPending) return <p className={css.faint}>Comparing…</p>;
  if (comparison.error) return <p role="alert">{comparison.error.message}</p>;
  const lines = linesOf(comparison.data);
  if (lines.length === 0)
    return <p className={css.faint}>The draft is the same, but for places on the canvas.</p>;
  return (
    <ul className={own.diff} aria-label="What changed since">
      {lines.map(({ sign, text }) => (
        <li key={`${sign} ${text}`} data-sign={sign}>
          <span aria-hidden="true">{sign}</span> {text}
        </li>
      ))}
    </ul>
  );
}

interface DiffLine {
  readonly sign: '+' | '−' | '~';
  readonly text: string;
}

function linesOf(comparison: Shape<'ComparisonRow'>): readonly DiffLine[] {
  const {
    tasks,
    notes,
    around,
    dependencies_added: added,
    dependencies_removed: removed,
  } = comparison;
  return [
    ...tasks.added.map(({ name }): DiffLine => ({ sign: '+', text: name })),
    ...tasks.removed.map(({ name }): DiffLine => ({ sign: '−', text: name })),
    ...tasks.changed.flatMap(({ name, fields_changed: fields }) =>
      fields.map((field): DiffLine => ({ sign: '~', text: `${name}: ${changeOf(field)}` })),
    ),
    ...added.map((edge): DiffLine => ({ sign: '+', text: edgeText(edge) })),
    ...removed.map((edge): DiffLine => ({ sign: '−', text: edgeText(edge) })),
    ...around.map((field): DiffLine => ({ sign: '~', text: changeOf(field) })),
    ...notes.added.map((): DiffLine => ({ sign: '+', text: 'a note' })),
    ...notes.removed.map((): DiffLine => ({ sign: '−', text: 'a note' })),
  ];
}

function changeOf({ path, kind, before, after }: Shape<'FieldChangeRow'>): string {
  const field = path.join('.');
  if (kind === 'added') return `${field} set to ${short(after)}`;
  if (kind === 'removed') return `${field} removed (was ${short(before)})`;
  return `${field} from ${short(before)} to ${short(after)}`;
}

function edgeText(edge: Shape<'EdgeRow'>): string {
  return `${edge.waits_for} → ${edge.target}`;
}

const LONGEST = 60;

function short(value: unknown): string {
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
