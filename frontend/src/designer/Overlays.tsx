import { Guarded } from '../ui/Guarded.tsx';
import { Popup } from '../ui/Popup.tsx';
import { nameOf } from '../workflow/graph.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { ConnectPicker } from './ConnectPicker.tsx';
import type { Designer, Part } from './designer.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { Find } from './Find.tsx';
import {
  Describe,
  ExtractDialog,
  History,
  LeftoverEdits,
  PastePreview,
  PinEditor,
  Publish,
  RunInputs,
  Shortcuts,
} from './parts.ts';
import { QuickAdd } from './QuickAdd.tsx';
import { UndoQuestion } from './UndoQuestion.tsx';

/** What lies over the page just now: one thing at a time. */
export default function Overlays() {
  const designer = useDesigner();
  const overlay = useSignal(designer.overlay);
  const close = () => designer.close();

  switch (overlay.is) {
    case 'none':
      return null;
    case 'add':
      return (
        <Popup title="Add a task" place="top" isTitleHidden onClose={close}>
          <QuickAdd at={overlay.at} joint={overlay.joint} />
        </Popup>
      );
    case 'connect':
      return (
        <Popup title="Connect with" place="top" onClose={close}>
          <ConnectPicker source={overlay.source} />
        </Popup>
      );
    case 'commands':
      return (
        <Popup title="Commands" place="top" isTitleHidden onClose={close}>
          <CommandPalette />
        </Popup>
      );
    case 'find':
      return (
        <Popup title="Find" place="top" isTitleHidden onClose={close}>
          <Find />
        </Popup>
      );
    case 'shortcuts':
      return (
        <Popup title="Keys" onClose={close}>
          <Guarded>
            <Shortcuts />
          </Guarded>
        </Popup>
      );
    case 'history':
      return (
        <Popup title="History" place="side" onClose={close}>
          <Guarded>
            <History names={overlay.names ?? false} />
          </Guarded>
        </Popup>
      );
    case 'extract':
      return (
        <Popup title="Extract to a workflow" onClose={close}>
          <Guarded>
            <ExtractDialog />
          </Guarded>
        </Popup>
      );
    case 'describe':
      return (
        <Popup title="Describe a workflow" onClose={close}>
          <Guarded>
            <Describe />
          </Guarded>
        </Popup>
      );
    case 'publish':
      return (
        <Popup title="Publish a version" onClose={close}>
          <Guarded>
            <Publish />
          </Guarded>
        </Popup>
      );
    case 'leftover':
      return (
        <Popup title="Changes that were not taken" onClose={close}>
          <Guarded>
            <LeftoverEdits />
          </Guarded>
        </Popup>
      );
    case 'paste':
      return (
        <Popup
          title={overlay.text === '' ? 'Paste JSON' : 'Add what the clipboard holds'}
          onClose={close}
        >
          <Guarded>
            <PastePreview text={overlay.text} keeps={overlay.keeps} />
          </Guarded>
        </Popup>
      );
    case 'undo':
      return (
        <Popup title="This would remove what others did" onClose={close}>
          <UndoQuestion way={overlay.way} losses={overlay.losses} />
        </Popup>
      );
    case 'pin':
      return (
        <Popup title="Pinned output" onClose={close}>
          <Guarded>
            <PinEditor task={overlay.task} />
          </Guarded>
        </Popup>
      );
    case 'run':
      return (
        <Popup title={runTitle(designer, overlay.part)} onClose={close}>
          <Guarded>
            <RunInputs />
          </Guarded>
        </Popup>
      );
  }
}

function runTitle({ room: { view } }: Designer, part: Part = {}): string {
  const name = (id: string) => `“${nameOf(id, view.entry('tasks', id))}”`;
  if (part.task !== undefined) return `Run ${name(part.task)} alone`;
  if (part.to !== undefined) return `Run to ${name(part.to)}`;
  return part.from_task === undefined ? 'Run the draft' : `Run from ${name(part.from_task)}`;
}
