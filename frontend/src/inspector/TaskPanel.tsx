import { useEdges, useEntry, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { asOneStep, removeSelected, toggleDisabled } from '../designer/editing.ts';
import { Button } from '../ui/Button.tsx';
import { Lock } from '../ui/icons.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { rename } from '../workflow/commands.ts';
import { nameOf } from '../workflow/graph.ts';
import { CalledWorkflow } from './CalledWorkflow.tsx';
import css from './inspector.module.css';
import { PlainField } from './PlainField.tsx';
import { PreviewData } from './PreviewData.tsx';
import { RunButtons } from './RunButtons.tsx';
import { TaskForm } from './TaskForm.tsx';
import { useFieldFocus } from './useFieldFocus.ts';

/** The settings of one task, and what can be done with it. */
export function TaskPanel({ id }: { id: string }) {
  const task = useEntry('tasks', id);
  const designer = useDesigner();
  const { doc } = useRoom();
  const mayEdit = useMayEdit();
  const body = useFieldFocus(id);
  const edges = useEdges().filter(({ source, target }) => source === id || target === id);
  const kind = designer.kind(task?.kind);
  const isHeld = useSignal(designer.held) === id;
  /** What is held need not be what is selected. */
  const onThis = (act: (of: Designer) => void) => {
    designer.select([id]);
    act(designer);
  };
  if (task === undefined) return <p className={css.faint}>Somebody removed this task.</p>;

  return (
    <>
      <header className={css.head}>
        <KindGlyph kind={String(task.kind)} size={18} />
        <div className={css.title}>
          <PlainField
            label="Name"
            isLabelHidden
            value={nameOf(id, task)}
            onChange={(name) =>
              asOneStep(designer, () => rename(doc, { root: 'tasks', id }, name.trim()))
            }
          />
          <p className={css.faint}>
            {kind?.title ?? String(task.kind)} · <code>{id}</code>
          </p>
        </div>
        <Button
          look="quiet"
          className={css.hold ?? ''}
          aria-label="Keep these settings open"
          title={isHeld ? 'Show what is selected again' : 'Keep these open whatever is selected'}
          aria-pressed={isHeld}
          onClick={() => designer.held.set(isHeld ? undefined : id)}
        >
          <Lock size={16} />
        </Button>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape in any of its fields leads back */}
      <div
        className={css.body}
        ref={body}
        onKeyDown={(event) => event.key === 'Escape' && designer.canvas?.focus(id)}
      >
        {task.kind === 'workflow' && <CalledWorkflow slug={String(task.workflow ?? '')} />}
        <TaskForm key={String(task.kind)} id={id} task={task} />
        <PreviewData task={task} />
        <Connections ids={edges.map(({ source, target }) => (source === id ? target : source))} />
      </div>
      <RunButtons id={id} />
      {mayEdit && (
        <footer className={css.foot}>
          <Button onClick={() => onThis(toggleDisabled)}>
            {task.disabled === true ? 'Switch on' : 'Switch off'}
          </Button>
          <Button onClick={() => designer.open({ is: 'connect', source: id })}>Connect…</Button>
          <Button look="danger" onClick={() => onThis(removeSelected)}>
            Remove
          </Button>
        </footer>
      )}
    </>
  );
}

function Connections({ ids }: { ids: readonly string[] }) {
  const designer = useDesigner();
  const { view } = useRoom();
  if (ids.length === 0) return null;
  return (
    <section>
      <h2 className={css.section}>Connected with</h2>
      <ul className={css.links}>
        {[...new Set(ids)].map((id) => (
          <li key={id}>
            <button type="button" onClick={() => designer.show(id)}>
              {nameOf(id, view.entry('tasks', id))}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
