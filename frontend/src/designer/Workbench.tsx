import { useEffect, useMemo } from 'react';
import { Canvas } from '../canvas/Canvas.tsx';
import { useIds, useRoomState } from '../collaboration/roomContext.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { usePinsOfServer } from '../pins/usePins.ts';
import { ExecutionFeed } from '../runs/executionFeed.ts';
import { ExecutionContext } from '../runs/useExecution.ts';
import { Guarded } from '../ui/Guarded.tsx';
import { Banner } from './Banner.tsx';
import { BottomPanel } from './BottomPanel.tsx';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { FirstVisit } from './FirstVisit.tsx';
import { Opening } from './Opening.tsx';
import { Palette } from './Palette.tsx';
import { panels } from './panels.ts';
import { EmptyCanvas, fetchParts, Outline, Overlays } from './parts.ts';
import { Reopen } from './Reopen.tsx';
import { Toasts } from './Toasts.tsx';
import { TopBar } from './TopBar.tsx';
import { useAddress } from './useAddress.ts';
import { useChangesSinceRun } from './useChangesSinceRun.ts';
import { useClipboard } from './useClipboard.ts';
import { useMissed } from './useMissed.ts';
import { useOverwritten } from './useOverwritten.ts';
import { usePageKeys } from './usePageKeys.ts';
import { useThreadsOfServer } from './useThreads.ts';
import { useTidy } from './useTidy.ts';
import { useUnsavedWarning } from './useUnsavedWarning.ts';

/** The designer around its canvas. */
export function Workbench() {
  const designer = useDesigner();
  const { isLoaded } = useRoomState();
  const isOutline = useSignal(designer.isOutline);
  const isEmpty = useIds('tasks').length === 0;
  const feed = useFeed();
  const overlay = useSignal(designer.overlay).is;
  const { left, right, width } = useSignal(panels);
  useChangesSinceRun();
  usePageKeys();
  usePinsOfServer();
  useThreadsOfServer();
  useClipboard();
  useTidy();
  useAddress();
  useUnsavedWarning();
  useOverwritten();
  useMissed();
  useEffect(() => {
    if (isLoaded) fetchParts();
  }, [isLoaded]);
  useEnteredByKeyboard(isLoaded);

  return (
    <ExecutionContext value={feed}>
      <div
        className={css.workbench}
        style={{ '--settings-width': `${width}px` } as React.CSSProperties}
      >
        <FirstVisit />
        <TopBar />
        <Banner />
        {left && <Palette />}
        <main
          className={css.stage}
          id="main"
          tabIndex={-1}
          data-tour="connect"
          onFocus={({ target, currentTarget }) => {
            if (target === currentTarget) designer.canvas?.focus();
          }}
        >
          {!isLoaded && <Opening />}
          {isLoaded && !isOutline && <Canvas />}
          {isLoaded && isOutline && (
            <Guarded>
              <Outline />
            </Guarded>
          )}
          <Reopen />
          {isLoaded && isEmpty && !isOutline && (
            <Guarded>
              <EmptyCanvas />
            </Guarded>
          )}
        </main>
        {right && <Inspector />}
        <BottomPanel />
        {overlay !== 'none' && (
          <Guarded>
            <Overlays />
          </Guarded>
        )}
        <Toasts />
      </div>
    </ExecutionContext>
  );
}

/** Who came here by a key stands on the canvas once its cards are drawn. */
function useEnteredByKeyboard(isLoaded: boolean): void {
  const designer = useDesigner();
  useEffect(() => {
    if (!isLoaded) return;
    const timer = setTimeout(() => {
      if (document.activeElement?.id === 'main') designer.canvas?.focus();
    }, 50);
    return () => clearTimeout(timer);
  }, [designer, isLoaded]);
}

function useFeed(): ExecutionFeed | undefined {
  const id = useSignal(useDesigner().executionId);
  const feed = useMemo(() => (id === undefined ? undefined : new ExecutionFeed(id)), [id]);
  useEffect(() => () => feed?.close(), [feed]);
  return feed;
}
