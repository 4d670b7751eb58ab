import { useEdges, useEntry, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useTaskStatus } from '../runs/useExecution.ts';
import { Button } from '../ui/Button.tsx';
import { InlineName } from '../ui/InlineName.tsx';
import { StateMark } from '../ui/StateMark.tsx';
import { rename } from '../workflow/commands.ts';
import { nameOf } from '../workflow/graph.ts';
import { CommentMark } from './CommentMark.tsx';
import { useDesigner, useSignal } from './designerContext.ts';
import { asOneStep, removeSelected } from './editing.ts';
import css from './outline.module.css';

interface Props {
  readonly id: string;
  readonly depth: number;
  /** Where the keyboard enters the table. */
  readonly isCurrent: boolean;
}

export function OutlineRow({ id, depth, isCurrent }: Props) {
  const designer = useDesigner();
  const { view } = useRoom();
  const task = useEntry('tasks', id);
  const sources = useEdges().filter(({ target }) => target === id);
  const status = useTaskStatus(id);
  const isSelected = useSignal(designer.selected).has(id);

  return (
    <tr data-row={id} data-selected={isSelected || undefined}>
      <th scope="row" style={{ paddingInlineStart: 8 + depth * 20 }}>
        <RowName id={id} name={nameOf(id, task)} isCurrent={isCurrent} />
      </th>
      <td>{designer.kind(task?.kind)?.title ?? String(task?.kind)}</td>
      <td>
        {sources
          .map(
            (edge) =>
              `${nameOf(edge.source, view.entry('tasks', edge.source))}${edge.outcome ? ` (${edge.outcome})` : ''}`,
          )
          .join(', ') || '–'}
      </td>
      <td>
        {status ? <StateMark look={status.look} /> : task?.disabled === true ? 'off' : '–'}{' '}
        <CommentMark task={id} />
      </td>
      <td className={css.rowActions}>
        <RowActions id={id} />
      </td>
    </tr>
  );
}

function RowName({ id, name, isCurrent }: { id: string; name: string; isCurrent: boolean }) {
  const designer = useDesigner();
  const { doc } = useRoom();
  const mayEdit = useMayEdit();
  const isEdited = useSignal(designer.renaming) === id;
  return (
    <InlineName
      className={css.rowName ?? ''}
      name={name}
      label={name}
      title={mayEdit ? 'F2 renames, Enter opens the settings' : name}
      dataId={id}
      isEdited={isEdited}
      mayEdit={mayEdit}
      tabIndex={isCurrent ? 0 : -1}
      onBegin={() => designer.renaming.set(id)}
      onDone={(next) => {
        designer.renaming.set(undefined);
        if (next !== undefined && next !== name)
          asOneStep(designer, () => rename(doc, { root: 'tasks', id }, next));
        requestAnimationFrame(() => designer.canvas?.focus(id)); // once the button is back
      }}
    />
  );
}

function RowActions({ id }: { id: string }) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  return (
    <>
      <Button look="quiet" onClick={() => designer.select([id])}>
        Settings
      </Button>
      {mayEdit && (
        <>
          <Button
            look="quiet"
            keys="E"
            onClick={() => designer.open({ is: 'connect', source: id })}
          >
            Connect
          </Button>
          <Button
            look="quiet"
            keys="Del"
            onClick={() => {
              designer.select([id]);
              removeSelected(designer);
            }}
          >
            Remove
          </Button>
        </>
      )}
    </>
  );
}
