import { useMemo } from 'react';
import { useHere, usePeople, useProblems, useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { asOneStep } from '../designer/editing.ts';
import { TextEditor } from '../designer/parts.ts';
import { withNames } from '../designer/problemWords.ts';
import { Guarded } from '../ui/Guarded.tsx';
import { Said } from '../ui/Said.tsx';
import { setField, textOf } from '../workflow/commands.ts';
import type { Json, JsonObject } from '../workflow/json.ts';
import { isTextKey, writeKey } from '../workflow/layout.ts';
import { FieldInput } from './FieldInput.tsx';
import css from './inspector.module.css';
import { PreviewOfField, PreviewOfText } from './PreviewOf.tsx';
import { type FieldSpec, roleOf, titleOf, valueAt } from './schema.ts';
import { ScopeContext } from './scopeContext.ts';

interface Props {
  readonly id: string;
  readonly task: JsonObject;
  readonly spec: FieldSpec;
}

/** One setting: its label, who else is in it, its input, and what is wrong with it. */
export function FieldRow({ id, task, spec }: Props) {
  const { doc } = useRoom();
  const designer = useDesigner();
  const { presence } = useHere();
  const { names } = spec;
  const place = { root: 'tasks', id } as const;
  const value = valueAt(task, names);
  const error = useProblemOf(id, names);
  const name = names.join('.');
  const isShared = isTextKey('tasks', writeKey('tasks', ...names));
  const text = isShared ? textOf(doc, place, names) : undefined;
  const isInner = roleOf(spec).startsWith('inner');
  const scope = useMemo(() => ({ task: id, isInner }), [id, isInner]);
  const write = (next: Json | undefined) =>
    asOneStep(designer, () => setField(doc, place, names, next));

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only notes that the focus is inside
    <div
      className={css.row}
      data-field={name}
      onFocus={() => presence.show({ field: { task: id, name } })}
      onBlur={() => presence.show({ field: null })}
    >
      <PeopleInField task={id} name={name} />
      {text === undefined ? (
        <ScopeContext value={scope}>
          <FieldInput spec={spec} value={value} error={error} onChange={write} task={id} />
        </ScopeContext>
      ) : (
        <div className={css.field}>
          <span className={css.label}>{titleOf(spec)}</span>
          <Guarded fallback={<pre className={css.static}>{text.toString()}</pre>}>
            <TextEditor
              text={text}
              task={id}
              label={titleOf(spec)}
              hint="Type {{ to use an input or an earlier output"
            />
          </Guarded>
          {error && (
            <p className={css.error}>
              <Said>{error}</Said>
            </p>
          )}
        </div>
      )}
      {text === undefined ? (
        <PreviewOfField id={id} spec={spec} value={value} told={error} />
      ) : (
        <PreviewOfText id={id} text={text} told={error} />
      )}
    </div>
  );
}

function PeopleInField({ task, name }: { task: string; name: string }) {
  const here = usePeople().filter(
    ({ isMe, field }) => !isMe && field?.task === task && field.name === name,
  );
  if (here.length === 0) return null;
  return (
    <p className={css.here} role="status">
      {here.map((person) => (
        <span key={person.client} style={{ background: person.color }}>
          {person.name} is editing
        </span>
      ))}
    </p>
  );
}

function useProblemOf(task: string, names: readonly string[]): string | undefined {
  const { view } = useRoom();
  const path = `/tasks/${task}/${names.join('/')}`;
  const found = useProblems()?.find(
    (problem) =>
      problem.task === task &&
      problem.severity !== 'hint' &&
      (problem.path === path || problem.path.startsWith(`${path}/`)),
  );
  return found && withNames(found.code, found.message, view);
}
