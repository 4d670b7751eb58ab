import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { workflowQuery } from '../api/queries.ts';
import { useRoom, useWorkflow } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { focusFirstField } from '../ui/focusFirstField.ts';
import { Refused } from '../ui/Told.tsx';
import { rolesOf } from '../workflow/evaluated.ts';
import { groupName } from '../workflow/groups.ts';
import type { Passed } from '../workflow/inputsOf.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { extract, type Made, planOf } from './extraction.ts';
import history from './history.module.css';
import { calledFrom } from './trail.ts';

const LONGEST = 200;

/** What the selection reads and gives as a workflow of its own, and what is in the way of that. */
export default function ExtractDialog() {
  const designer = useDesigner();
  const [tasks] = useState(() => designer.chosenTasks());
  const [name, setName] = useState(() => nameFor(designer));
  const roleOf = useMemo(() => rolesOf(designer.kinds), [designer]);
  const plan = usePlan(tasks, name.trim() || 'Part', roleOf);
  const extracting = useExtracting({ tasks, name: name.trim() }, roleOf);
  const { made, mutation } = extracting;
  const isBlocked = plan.blockers.length > 0;

  return (
    <form
      ref={focusFirstField}
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        mutation.mutate();
      }}
    >
      {isBlocked ? (
        <Reasons title="This cannot be extracted yet" lines={plan.blockers} isAlert />
      ) : (
        <>
          <p>
            {tasks.length === 1
              ? 'The task becomes'
              : `The ${plan.call.removed.length} tasks become`}{' '}
            a workflow of the team, and one task here runs it.
          </p>
          <label>
            Name
            <input
              required
              maxLength={LONGEST}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <List title="Inputs" none="It reads nothing from outside." values={plan.inputs} />
          <List title="Outputs" none="Nothing of it is read." values={plan.outputs} />
          <Reasons title="What changes" lines={plan.notes} />
        </>
      )}
      {mutation.error && <Refused error={mutation.error} />}
      {mutation.error && made && <Leftover made={made} />}
      <p className={history.formEnd}>
        <Button onClick={() => designer.close()}>{isBlocked ? 'Close' : 'Cancel'}</Button>
        {!isBlocked && (
          <Button look="primary" type="submit" disabled={mutation.isPending || name.trim() === ''}>
            {mutation.isPending ? 'Extracting…' : made ? 'Try again' : 'Extract'}
          </Button>
        )}
      </p>
    </form>
  );
}

/** That of the frame, if one is extracted. */
function nameFor(designer: ReturnType<typeof useDesigner>): string {
  const [group, ...more] = designer.selectedGroups();
  if (group === undefined || more.length > 0) return 'Extracted part';
  return groupName(designer.room.view.entry('groups', group));
}

/** What would be done with the draft as it is now, whoever edits it. */
function usePlan(tasks: readonly string[], name: string, roleOf: ReturnType<typeof rolesOf>) {
  const designer = useDesigner();
  const { view } = useRoom();
  const [version, setVersion] = useState(0);
  useEffect(() => {
    const heard = () => setVersion((now) => now + 1);
    const stop = [view.subscribe('tasks/*', heard), view.subscribe('edges', heard)];
    return () => {
      for (const each of stop) each();
    };
  }, [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: made anew when the draft changes
  return useMemo(
    () => planOf(designer, { tasks, name }, roleOf),
    [designer, tasks, name, roleOf, version],
  );
}

function useExtracting(
  wanted: { readonly tasks: readonly string[]; readonly name: string },
  roleOf: ReturnType<typeof rolesOf>,
) {
  const designer = useDesigner();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { name: here } = useWorkflow();
  const [made, setMade] = useState<Made>();
  const mutation = useMutation({
    mutationFn: () => extract(designer, wanted, roleOf, made, setMade),
    onSuccess: ({ row }) => {
      void queries.invalidateQueries({ queryKey: ['workflows'] });
      void queries.invalidateQueries({ queryKey: workflowQuery(designer.workflowId).queryKey });
      designer.close();
      designer.tell(`“${row.name}” is a workflow now, with version 1 published.`, {
        label: 'Open',
        run: () =>
          void navigate({
            to: '/workflows/$workflowId/design',
            params: { workflowId: row.id },
            state: calledFrom({ id: designer.workflowId, name: String(here ?? '') }),
          }),
      });
    },
  });
  return { made, mutation };
}

function List({
  title,
  none,
  values,
}: {
  readonly title: string;
  readonly none: string;
  readonly values: readonly Passed[];
}) {
  return (
    <section>
      <h3 className={history.partHead}>
        {title} <span className={css.faint}>{values.length}</span>
      </h3>
      {values.length === 0 ? (
        <p className={css.faint}>{none}</p>
      ) : (
        <ul className={history.passed}>
          {values.map(({ name, about, from }) => (
            <li key={name}>
              <code>{name}</code>
              <span>{about}</span>
              <small>{from}</small>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Reasons({
  title,
  lines,
  isAlert = false,
}: {
  readonly title: string;
  readonly lines: readonly string[];
  readonly isAlert?: boolean;
}) {
  if (lines.length === 0) return null;
  return (
    <section className={history.reasons} role={isAlert ? 'alert' : undefined}>
      <h3 className={history.partHead}>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  );
}

/** Nothing is taken back without being asked for: it may be just what one goes on with. */
function Leftover({ made }: { made: Made }) {
  const { name, id } = made.row;
  return (
    <p>
      This draft is as it was. The workflow <a href={`/workflows/${id}/design`}>“{name}”</a> was
      made, {made.isPublished ? 'and published' : 'but not published'}; nothing uses it yet.
    </p>
  );
}
