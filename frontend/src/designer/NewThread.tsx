import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { answered, api } from '../api/client.ts';
import { useEntry } from '../collaboration/roomContext.ts';
import { nameOf } from '../workflow/graph.ts';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { WriteComment } from './WriteComment.tsx';

/** A new comment, which says where it goes: to the selected task, or to the whole workflow. */
export function NewThread({ task }: { task?: string }) {
  const { workflowId } = useDesigner();
  const name = nameOf(task ?? '', useEntry('tasks', task ?? ''));
  const [isGeneral, setGeneral] = useState(false);
  const subject = isGeneral ? undefined : task;
  const begin = useMutation({
    mutationFn: (text: string) =>
      answered(
        api.POST('/api/v1/workflows/{workflow_id}/threads', {
          params: { path: { workflow_id: workflowId } },
          body: {
            text,
            ...(subject ? { place: 'task', subject } : { place: 'workflow' }),
          } as never,
        }),
      ),
  });
  const place =
    task === undefined ? (
      <>
        Comment on <strong>the whole workflow</strong>{' '}
        <span className={css.faint}>· select a task to comment on it</span>
      </>
    ) : (
      <label>
        Comment on{' '}
        <select
          value={isGeneral ? 'workflow' : 'task'}
          onChange={(event) => setGeneral(event.target.value === 'workflow')}
        >
          <option value="task">{name}</option>
          <option value="workflow">the whole workflow</option>
        </select>
      </label>
    );
  return (
    <WriteComment
      label={`Comment on ${subject ? name : 'the whole workflow'}`}
      heading={place}
      placeholder="Write; @name mentions somebody"
      mutation={begin}
      isNew
    />
  );
}
