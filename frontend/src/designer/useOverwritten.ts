import { useEffect } from 'react';
import { fieldsOf, type Schema, titleOf } from '../inspector/schema.ts';
import { setField } from '../workflow/commands.ts';
import { nameOf } from '../workflow/graph.ts';
import type { Json } from '../workflow/json.ts';
import { type Overwriting, onOverwritten } from '../workflow/overwriting.ts';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';
import { asOneStep } from './editing.ts';

const STAYS_MS = 4_000;
const LONGEST = 40;

/** Of settings the last writer wins: whose value went is told so, and can have it back. */
export function useOverwritten(): void {
  const designer = useDesigner();
  useEffect(
    () => onOverwritten(designer.room.doc, (what) => tellOverwritten(designer, what)),
    [designer],
  );
}

function tellOverwritten(designer: Designer, { task, names, mine, now, by }: Overwriting): void {
  const { doc, view } = designer.room;
  const entry = view.entry('tasks', task);
  const who = designer.presence.nameOf(by) ?? 'Somebody';
  const schema = designer.kind(entry?.kind)?.settings_schema as Schema | undefined;
  const spec = schema && fieldsOf(schema).find((each) => each.names.join() === names.join());
  const title = spec ? titleOf(spec) : inWords(names.at(-1) ?? '');
  const unit = spec?.schema['x-unit'] ?? (names.at(-1)?.endsWith('_s') ? 's' : '');
  const value = `${short(now)} ${String(unit)}`.trim();
  const takeBack = () =>
    asOneStep(designer, () => setField(doc, { root: 'tasks', id: task }, names, mine));
  const where = names[0] === 'name' ? 'the name of a task' : `${title} of “${nameOf(task, entry)}”`;
  const action = designer.mayEdit ? { label: 'Undo', run: takeBack } : undefined;
  designer.tell(`${who} changed ${where} to ${value}.`, action, false, STAYS_MS);
}

/** `timeout_s` as people say it. */
function inWords(name: string): string {
  const words = name.replace(/_s$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function short(value: Json | undefined): string {
  const text = typeof value === 'string' ? `“${value}”` : JSON.stringify(value ?? null);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
