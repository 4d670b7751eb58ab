import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { when } from '../ui/time.ts';
import { Comparison } from './Comparison.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import own from './history.module.css';
import { historyOf, type Point } from './historyPoints.ts';

/** Versions and kept states, newest first: what differs from now, and the way back. */
export default function History({ names }: { names: boolean }) {
  const designer = useDesigner();
  const path = { workflow_id: designer.workflowId };
  const mayEdit = useMayEdit();
  const points = useQuery({
    queryKey: ['history', designer.workflowId],
    queryFn: () => historyOf(path),
  });
  const [open, setOpen] = useState<string>();

  return (
    <div className={own.history}>
      {mayEdit && <NameThisState isWanted={names} />}
      {points.isPending && <p className={css.faint}>Reading the history…</p>}
      {points.error && <p role="alert">{points.error.message}</p>}
      {points.data?.length === 0 && (
        <p className={css.faint}>
          Nothing yet. A state is kept after 10 minutes of rest, after 50 changes, and when you name
          one.
        </p>
      )}
      <ol>
        {points.data?.map((point) => (
          <li key={point.key}>
            <button
              type="button"
              className={own.point}
              aria-expanded={open === point.key}
              onClick={() => setOpen(open === point.key ? undefined : point.key)}
            >
              <strong>{point.title}</strong>
              <span className={css.faint}>
                {point.about} · {when(point.at)}
              </span>
            </button>
            {open === point.key && <PointDetail point={point} mayEdit={mayEdit} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

function NameThisState({ isWanted }: { isWanted: boolean }) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const keep = useMutation({
    mutationFn: () =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/checkpoints', {
          params: { path: { workflow_id: designer.workflowId } },
          body: { name },
        }),
      ),
    onSuccess: () => {
      setName('');
      void queries.invalidateQueries({ queryKey: ['history'] });
    },
    onError: (error) => designer.tell(error.message, undefined, true),
  });
  return (
    <form
      className={css.inlineForm}
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <label>
        Everything is saved. Name this state to find it again:
        <input
          value={name}
          maxLength={200}
          // biome-ignore lint/a11y/noAutofocus: Mod+S asked for it
          autoFocus={isWanted}
          placeholder="Before the new prompts"
          onChange={(event) => setName(event.target.value)}
        />
      </label>
      <Button type="submit" disabled={name.trim() === '' || keep.isPending}>
        Keep
      </Button>
    </form>
  );
}

function PointDetail({ point, mayEdit }: { point: Point; mayEdit: boolean }) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const restore = useMutation({
    mutationFn: () => point.restore(),
    onSuccess: () => {
      designer.close();
      void queries.invalidateQueries({ queryKey: ['history'] });
      designer.tell(
        `The draft is again as in “${point.title}”. What was there before is kept in the history.`,
      );
    },
    onError: (error) => designer.tell(error.message, undefined, true),
  });
  return (
    <div className={own.pointDetail}>
      <Comparison from={point.reference} />
      {mayEdit && (
        <Button onClick={() => restore.mutate()} disabled={restore.isPending}>
          {restore.isPending ? 'Restoring…' : 'Restore this'}
        </Button>
      )}
    </div>
  );
}
