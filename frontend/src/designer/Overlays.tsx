import { lazy, Suspense } from 'react';
import { Popup } from '../ui/Popup.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { ConnectPicker } from './ConnectPicker.tsx';
import { useDesigner, useSignal } from './designerContext.ts';
import { Find } from './Find.tsx';
import { QuickAdd } from './QuickAdd.tsx';
import { Shortcuts } from './Shortcuts.tsx';

const History = lazy(async () => ({ default: (await import('./History.tsx')).History }));
const Publish = lazy(async () => ({ default: (await import('./Publish.tsx')).Publish }));
const RunInputs = lazy(async () => ({ default: (await import('./RunInputs.tsx')).RunInputs }));

/** What lies over the page just now: one thing at a time. */
export function Overlays() {
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
          <Shortcuts />
        </Popup>
      );
    case 'history':
      return (
        <Popup title="History" place="side" onClose={close}>
          <Suspense fallback={null}>
            <History />
          </Suspense>
        </Popup>
      );
    case 'publish':
      return (
        <Popup title="Publish a version" onClose={close}>
          <Suspense fallback={null}>
            <Publish />
          </Suspense>
        </Popup>
      );
    case 'run':
      return (
        <Popup title="Run the draft" onClose={close}>
          <Suspense fallback={null}>
            <RunInputs />
          </Suspense>
        </Popup>
      );
  }
}
