import { Handle, Position } from '@xyflow/react';
import { memo } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { renameGroup, toggleFold } from '../designer/grouping.ts';
import { InlineName } from '../ui/InlineName.tsx';
import { ChevronDown, ChevronRight } from '../ui/icons.ts';
import css from './canvas.module.css';
import own from './frames.module.css';
import { frameOf, frameStyle } from './frames.ts';
import { GroupState } from './GroupState.tsx';
import { useRoving } from './roving.ts';
import type { CanvasNode } from './shapes.ts';

interface Props {
  readonly id: string;
  readonly type: string;
  readonly data: CanvasNode['data'];
}

/** A group: a frame behind its tasks, or folded one card that stands for them. */
export const FrameNode = memo(function FrameNode({ id, type, data }: Props) {
  const designer = useDesigner();
  const group = frameOf(id) ?? '';
  const { name = '', color, members = [], hidden = [] } = data;
  const isFolded = type === 'folded';
  const select = (event: React.MouseEvent) => {
    const isAdded = event.shiftKey;
    designer.select(isAdded ? [...designer.selected.get(), id] : [id]);
  };
  const head = (
    // biome-ignore lint/a11y/noStaticElementInteractions: the name in it is what the keyboard uses
    // biome-ignore lint/a11y/useKeyWithClickEvents: Space on the name selects, too
    <div className={own.frameHead} onClick={select}>
      <button
        type="button"
        className={`${own.fold} nodrag`}
        aria-expanded={!isFolded}
        aria-label={isFolded ? `Expand ${name}` : `Collapse ${name}`}
        title={isFolded ? 'Expand (Enter)' : 'Collapse (Enter)'}
        tabIndex={-1}
        onClick={(event) => {
          event.stopPropagation();
          toggleFold(designer, group);
        }}
      >
        {isFolded ? <ChevronRight size={16} /> : <ChevronDown size={16} />}
      </button>
      <FrameName id={id} name={name} count={members.length} isFolded={isFolded} />
      {!isFolded && <span className={own.count}>{members.length}</span>}
    </div>
  );
  if (!isFolded) {
    return (
      <section className={own.frame} style={frameStyle(color)} aria-label={`Group ${name}`}>
        {head}
      </section>
    );
  }
  return (
    <section className={own.folded} style={frameStyle(color)} aria-label={`Group ${name}`}>
      <Handle type="target" position={Position.Left} className={css.handle} isConnectable={false} />
      {head}
      <div className={`${css.meta} ${own.foldedMeta}`}>
        <span className={css.about}>{countOf(members.length)}</span>
        <GroupState tasks={hidden} />
      </div>
      <Handle
        type="source"
        position={Position.Right}
        className={css.handle}
        isConnectable={false}
      />
    </section>
  );
});

function countOf(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`;
}

interface NameProps {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly isFolded: boolean;
}

function FrameName({ id, name, count, isFolded }: NameProps) {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const { renaming, isCurrent } = useRoving(id);
  return (
    <InlineName
      className={`${css.name} ${own.frameName}`}
      name={name}
      label={`${name}, group of ${countOf(count)}, ${isFolded ? 'collapsed' : 'expanded'}`}
      title={`${name} · group`}
      isEdited={renaming}
      mayEdit={mayEdit}
      tabIndex={isCurrent ? 0 : -1}
      dataId={id}
      onBegin={() => designer.renaming.set(id)}
      onDone={(next) => {
        designer.renaming.set(undefined);
        if (next !== undefined) renameGroup(designer, frameOf(id) ?? '', next);
        requestAnimationFrame(() => designer.canvas?.focus(id)); // once the button is back
      }}
    />
  );
}
