import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { Shape } from '../../api/client.ts';
import { retry } from '../../api/executions.ts';
import { type RunHere, useRunHere } from '../../runs/runContext.ts';
import { Button } from '../../ui/Button.tsx';
import { focusFirstField } from '../../ui/focusFirstField.ts';
import form from '../../ui/form.module.css';
import { Popup } from '../../ui/Popup.tsx';
import { Wrong } from '../../ui/Told.tsx';
import { parentOf } from '../../workflow/graph.ts';
import { isObject } from '../../workflow/json.ts';
import { RetryPreview } from './RetryPreview.tsx';

type Version = NonNullable<Shape<'RetryBody'>['version']>;

/** Where to begin again and with which version; what that reruns and reuses is told before. */
export function RetryDialog({ onClose }: { onClose: () => void }) {
  const here = useRunHere();
  const { execution, nameOf, selected } = here;
  const navigate = useNavigate();
  const outer = useMemo(() => outerTasks(here), [here]);
  const hasFailed = execution.state !== 'succeeded';
  const chosen = outer.find((id) => id === selected);
  const [picked, setPicked] = useState<string>();
  // Not kept from the first look: the document may be read only after the dialogue opened.
  const [asked, setVersion] = useState<Version>();
  // Who has mended the draft since it failed means that.
  const version = asked ?? (hasFailed && here.changes.size > 0 ? 'draft' : 'same');
  const needsNone = hasFailed || version === 'draft';
  const from =
    (needsNone ? picked : picked || undefined) ?? chosen ?? (needsNone ? '' : (outer[0] ?? ''));
  const body = { version, ...(from ? { from_task: from } : {}) };
  const begin = useMutation({
    mutationFn: () => retry(execution.id, body),
    onSuccess: ({ id }) => {
      onClose();
      return navigate({ to: '/executions/$executionId', params: { executionId: id }, search: {} });
    },
  });
  return (
    <Popup title={hasFailed ? 'Retry this run' : 'Run again from a task'} onClose={onClose}>
      <form
        ref={focusFirstField}
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          begin.mutate();
        }}
      >
        <label className={form.field}>
          Begin
          <select
            className={form.input}
            value={from}
            onChange={(event) => setPicked(event.target.value)}
          >
            {hasFailed ? (
              <option value="">from what did not succeed</option>
            ) : (
              version === 'draft' && <option value="">from what was changed</option>
            )}
            {outer.map((id) => (
              <option key={id} value={id}>
                from {nameOf(id)}
              </option>
            ))}
          </select>
        </label>
        <label className={form.field}>
          Version
          <select
            className={form.input}
            value={version}
            onChange={(event) => setVersion(event.target.value as Version)}
          >
            <option value="same">the same as this run</option>
            {execution.workflow && <option value="newest">the newest published</option>}
            {execution.workflow && <option value="draft">the draft as it is now</option>}
          </select>
        </label>
        {version === 'draft' && (
          <p>
            Tasks that were changed since, and all after them, run again; the others keep what they
            gave. Nothing is published.
          </p>
        )}
        {(hasFailed || from !== '' || version === 'draft') && <RetryPreview body={body} />}
        {begin.error && <Wrong error={begin.error} />}
        <p className={form.end}>
          <Button onClick={onClose}>Close</Button>
          <Button look="primary" type="submit" disabled={begin.isPending}>
            {begin.isPending ? 'Starting…' : 'Start'}
          </Button>
        </p>
      </form>
    </Popup>
  );
}

function outerTasks({ document }: RunHere): readonly string[] {
  const tasks = isObject(document.tasks) ? document.tasks : {};
  return Object.entries(tasks)
    .filter(([, task]) => parentOf(isObject(task) ? task : undefined) === undefined)
    .map(([id]) => id);
}
