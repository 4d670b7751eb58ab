import { useMutation, useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { Button } from '../ui/Button.tsx';
import { nameOf } from '../workflow/graph.ts';
import type { Json } from '../workflow/json.ts';
import { fetchPin, putPin } from './pinning.ts';
import css from './pins.module.css';
import { usePin } from './usePins.ts';

/** The pinned output of one task, as JSON to be changed; shared by all who edit the workflow. */
export default function PinEditor({ task }: { task: string }) {
  const { workflowId } = useDesigner();
  const pin = usePin(task);
  const stored = useQuery({
    queryKey: ['pin', workflowId, task, pin?.pinned_at],
    enabled: pin !== undefined,
    queryFn: () => fetchPin(workflowId, task),
  }).data;

  if (pin === undefined) return <Form task={task} start="" />;
  if (stored === undefined) return <p className={css.about}>Reading the pin…</p>;
  if (stored.output_is_cut) {
    return (
      <p className={css.about}>
        This output is too large to be edited here; write another one by REST, or pin another run.
      </p>
    );
  }
  return <Form task={task} start={JSON.stringify(stored.output, null, 2)} />;
}

function Form({ task, start }: { task: string; start: string }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const [text, setText] = useState(start);
  const [wrong, setWrong] = useState('');
  const id = useId();
  const save = useMutation({
    mutationFn: (output: Json) => putPin(designer.workflowId, task, output),
    onSuccess: async () => {
      await designer.readPins?.();
      designer.close();
    },
    onError: (error) => setWrong(error.message),
  });
  const submit = (event: React.FormEvent) => {
    event.preventDefault();
    try {
      save.mutate(JSON.parse(text) as Json);
    } catch (error) {
      setWrong(`This is no JSON: ${(error as Error).message}`);
    }
  };

  return (
    <form className={css.editor} onSubmit={submit}>
      <p className={css.about} id={`${id}-about`}>
        Runs of the draft take this as the output of “{nameOf(task, view.entry('tasks', task))}” and
        do not run it. Published versions never do.
      </p>
      <textarea
        aria-label="Output as JSON"
        aria-describedby={wrong ? `${id}-wrong` : `${id}-about`}
        aria-invalid={wrong ? true : undefined}
        spellCheck={false}
        value={text}
        placeholder='"a text", 5, ["a", "list"] or {"an": "object"}'
        onChange={(event) => {
          setText(event.target.value);
          setWrong('');
        }}
      />
      {wrong && (
        <p className={css.wrong} role="alert" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
      <p className={css.end}>
        <Button onClick={() => designer.close()}>Cancel</Button>
        <Button look="primary" type="submit" disabled={save.isPending}>
          {save.isPending ? 'Pinning…' : 'Pin'}
        </Button>
      </p>
    </form>
  );
}
