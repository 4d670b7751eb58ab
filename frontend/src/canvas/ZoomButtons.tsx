import { Panel } from '@xyflow/react';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import { Button } from '../ui/Button.tsx';
import { Maximize, MessageSquare, Minus, Plus } from '../ui/icons.ts';
import css from './canvas.module.css';
import { ZOOM_STEP } from './shapes.ts';

/** Nearer, farther, all, and a comment: for who has no wheel and does not know the keys yet. */
export function ZoomButtons() {
  const designer = useDesigner();
  const isPointing = useSignal(designer.isPointing);
  return (
    <Panel position="bottom-left" className={css.zoom ?? ''} role="group" aria-label="View">
      <Button
        look="quiet"
        aria-label="Zoom out"
        title="Zoom out"
        keys="-"
        onClick={() => designer.canvas?.zoomBy(1 / ZOOM_STEP)}
      >
        <Minus size={16} />
      </Button>
      <Button
        look="quiet"
        aria-label="Zoom in"
        title="Zoom in"
        keys="+"
        onClick={() => designer.canvas?.zoomBy(ZOOM_STEP)}
      >
        <Plus size={16} />
      </Button>
      <Button
        look="quiet"
        aria-label="Show everything"
        title="Show everything"
        keys="Shift+1"
        onClick={() => designer.canvas?.fit()}
      >
        <Maximize size={16} />
      </Button>
      {designer.workflowId !== '' && (
        <Button
          look="quiet"
          aria-label="Comment on a place"
          title="Comment on a place"
          keys="Shift+C"
          aria-pressed={isPointing}
          onClick={() => designer.isPointing.set(!isPointing)}
        >
          <MessageSquare size={16} />
        </Button>
      )}
    </Panel>
  );
}
