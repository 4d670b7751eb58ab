import { Panel } from '@xyflow/react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import {
  asOneStep,
  duplicateSelected,
  removeSelected,
  toggleDisabled,
} from '../designer/editing.ts';
import { groupSelected, ungroupSelected } from '../designer/grouping.ts';
import { useRun } from '../designer/useRun.ts';
import { Button } from '../ui/Button.tsx';
import {
  AlignEndHorizontal,
  AlignHorizontalDistributeCenter,
  AlignStartHorizontal,
  AlignStartVertical,
  AlignVerticalDistributeCenter,
  Copy,
  Group,
  Play,
  Power,
  Trash2,
  Ungroup,
  Workflow,
} from '../ui/icons.ts';
import { alignTo, type Shifts, spread } from '../workflow/aligning.ts';
import { moveTasks } from '../workflow/commands.ts';
import { parentOf } from '../workflow/graph.ts';
import { placeOf } from '../workflow/placing.ts';
import css from './selection.module.css';
import { lastOf } from './walking.ts';

const FEWEST = 2;
const LINES = [
  ['left', 'Align on the left', AlignStartVertical],
  ['top', 'Align at the top', AlignStartHorizontal],
  ['bottom', 'Align at the bottom', AlignEndHorizontal],
] as const;
const AXES = [
  ['across', 'Spread evenly across', AlignHorizontalDistributeCenter],
  ['down', 'Spread evenly downwards', AlignVerticalDistributeCenter],
] as const;

/** Over the canvas while several tasks are selected: how many, and what can be done with all. */
export default function SelectionBar() {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const { mayRun, begin } = useRun();
  const selected = useSignal(designer.selected);
  const tasks = designer.chosenTasks();
  const isFrame = designer.selectedGroups().length > 0;
  if ((selected.size < FEWEST && !isFrame) || tasks.length === 0) return null;
  const last = lastOf(designer.room.view, tasks);

  return (
    <Panel position="top-center" className={css.bar ?? ''} role="toolbar" aria-label="Selection">
      <span>{tasks.length} selected</span>
      {mayEdit && <EditButtons designer={designer} tasks={tasks} />}
      {mayRun && last !== undefined && (
        <Button
          look="quiet"
          aria-label="Run to the last of these"
          title="Run to the last of these"
          keys="Mod+Shift+Enter"
          onClick={() => begin({ to: last })}
        >
          <Play size={16} />
        </Button>
      )}
    </Panel>
  );
}

interface BarButton {
  readonly label: string;
  readonly icon: React.ReactNode;
  readonly keys?: string | undefined;
  readonly className?: string | undefined;
  readonly run: () => void;
}

function EditButtons({ designer, tasks }: { designer: Designer; tasks: readonly string[] }) {
  const isFrame = designer.selectedGroups().length > 0;
  const buttons: readonly BarButton[] = [
    ...LINES.map(([line, label, Icon]) => ({
      label,
      icon: <Icon size={16} />,
      keys: undefined,
      className: css.placing,
      run: () => shift(designer, alignTo(line, boxesOf(designer, tasks))),
    })),
    ...AXES.map(([axis, label, Icon]) => ({
      label,
      icon: <Icon size={16} />,
      keys: undefined,
      className: css.placing,
      run: () => shift(designer, spread(axis, boxesOf(designer, tasks))),
    })),
    isFrame
      ? {
          label: 'Ungroup',
          icon: <Ungroup size={16} />,
          keys: 'Mod+Shift+G',
          run: () => ungroupSelected(designer),
        }
      : {
          label: 'Group',
          icon: <Group size={16} />,
          keys: 'Mod+G',
          run: () => groupSelected(designer),
        },
    {
      label: 'Extract to a workflow',
      icon: <Workflow size={16} />,
      keys: undefined,
      run: () => designer.open({ is: 'extract' }),
    },
    {
      label: 'Duplicate',
      icon: <Copy size={16} />,
      keys: 'Mod+D',
      run: () => duplicateSelected(designer),
    },
    {
      label: 'Switch off or on',
      icon: <Power size={16} />,
      keys: 'D',
      run: () => toggleDisabled(designer),
    },
    {
      label: 'Remove',
      icon: <Trash2 size={16} />,
      keys: 'Del',
      run: () => removeSelected(designer),
    },
  ];
  return buttons.map(({ label, icon, keys, run, className }) => (
    <Button
      key={label}
      className={className ?? ''}
      look="quiet"
      aria-label={label}
      title={label}
      keys={keys}
      onClick={run}
    >
      {icon}
    </Button>
  ));
}

/** Where they lie, of those that stand in nothing that is selected, too. */
function boxesOf({ canvas, room: { view } }: Designer, tasks: readonly string[]) {
  const all = new Set(tasks);
  return new Map(
    tasks.flatMap((id) => {
      const box = canvas?.placeOf(id);
      return box && !all.has(parentOf(view.entry('tasks', id)) ?? '') ? [[id, box]] : [];
    }),
  );
}

function shift(designer: Designer, by: Shifts): void {
  const { doc, view } = designer.room;
  const places = new Map(
    [...by]
      .filter(([, { x, y }]) => x !== 0 || y !== 0)
      .map(([id, { x, y }]) => {
        const [left, top] = placeOf(view.entry('tasks', id)?.position);
        return [id, { x: left + x, y: top + y }];
      }),
  );
  if (places.size > 0) asOneStep(designer, () => moveTasks(doc, places));
}
