import { memo, useSyncExternalStore } from 'react';
import { useEdges, useHere, useMayEdit, useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { countInWords } from '../designer/threads.ts';
import { useThreadCount } from '../designer/useThreads.ts';
import { InlineName } from '../ui/InlineName.tsx';
import { rename } from '../workflow/commands.ts';
import css from './canvas.module.css';
import { useRoving } from './roving.ts';

/**
 * The name of a task, which is also what the keyboard lands on: one stop for the whole canvas,
 * arrows walk along edges from there.
 */
export const NodeName = memo(function NodeName(props: { id: string; name: string; kind: string }) {
  const { id, name, kind } = props;
  const { doc } = useRoom();
  const mayEdit = useMayEdit();
  const designer = useDesigner();
  const { renaming, isCurrent } = useRoving(id);
  const label = useLabel(props);

  return (
    <InlineName
      className={css.name ?? ''}
      name={name}
      label={label}
      isEdited={renaming}
      mayEdit={mayEdit}
      tabIndex={isCurrent ? 0 : -1}
      dataId={id}
      title={`${name} · ${kind}`}
      onBegin={() => designer.renaming.set(id)}
      onDone={(next) => {
        designer.renaming.set(undefined);
        if (next !== undefined && next !== name) {
          designer.room.undo.stopCapturing();
          rename(doc, { root: 'tasks', id }, next);
          designer.room.undo.stopCapturing();
        }
        requestAnimationFrame(() => designer.canvas?.focus(id)); // once the button is back
      }}
    />
  );
});

function useLabel({ id, name, kind }: { id: string; name: string; kind: string }): string {
  const edges = useEdges();
  const { presence } = useHere();
  const people = useSyncExternalStore(presence.names.subscribe, presence.names.get);
  let inputs = 0;
  let outputs = 0;
  for (const edge of edges) {
    if (edge.target === id) inputs += 1;
    if (edge.source === id) outputs += 1;
  }
  const here = people
    .filter((each) => !each.isMe && each.field?.task === id)
    .map((each) => each.name);
  const comments = countInWords(useThreadCount(id));
  const someone = here.length > 0 ? `, ${here.join(', ')} is here` : '';
  return `${name}, ${kind.toLowerCase()}, ${inputs} in, ${outputs} out${comments && `, ${comments}`}${someone}`;
}
