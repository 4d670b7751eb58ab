import type { Completion } from '@codemirror/autocomplete';
import { useCallback } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import type { DocView } from '../workflow/docView.ts';
import { nameOf, parentOf, upstreamOf } from '../workflow/graph.ts';
import { isObject } from '../workflow/json.ts';

/** What the expressions of a task can name: inputs, earlier outputs, and those of its container. */
export function useVisibleNames(task: string | undefined): () => readonly Completion[] {
  const { view } = useRoom();
  return useCallback(
    () => [
      ...inputsOf(view),
      ...(task === undefined ? [] : outputsFor(view, task)),
      ...insideOf(view, task),
    ],
    [view, task],
  );
}

function inputsOf(view: DocView): readonly Completion[] {
  const { inputs } = view.workflow();
  const properties = isObject(inputs) && isObject(inputs.properties) ? inputs.properties : {};
  return Object.entries(properties).map(([name, schema]) => ({
    label: `inputs.${name}`,
    type: 'variable',
    detail: isObject(schema) && typeof schema.type === 'string' ? schema.type : 'input',
  }));
}

/** Only what surely ended before: others would be a problem. */
function outputsFor(view: DocView, task: string): readonly Completion[] {
  const entry = (id: string) => view.entry('tasks', id);
  return [...upstreamOf(task, view.edges(), entry)].sort().map((id) => ({
    label: `tasks.${id}.output`,
    type: 'variable',
    detail: nameOf(id, entry(id)),
  }));
}

const INSIDE: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  map: [
    ['item', 'the item of this round'],
    ['index', 'its number, from 0'],
  ],
  loop: [
    ['turn', 'the number of this turn, from 0'],
    ['previous', 'the result of the turn before'],
  ],
};

function insideOf(view: DocView, task: string | undefined): readonly Completion[] {
  const parent = task === undefined ? undefined : parentOf(view.entry('tasks', task));
  const kind = parent === undefined ? '' : String(view.entry('tasks', parent)?.kind);
  return ((Object.hasOwn(INSIDE, kind) && INSIDE[kind]) || []).map(([label, detail]) => ({
    label,
    detail,
    type: 'variable',
  }));
}
