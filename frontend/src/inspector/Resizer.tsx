import { useSignal } from '../designer/designerContext.ts';
import { NARROWEST, panels, setWidth, WIDEST } from '../designer/panels.ts';
import css from './inspector.module.css';

const STEP = 16;

/** The edge of the settings: dragged, or moved with the arrows. */
export function Resizer() {
  const { width } = useSignal(panels);
  const drag = (event: React.PointerEvent<HTMLElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const panel = event.currentTarget.parentElement?.getBoundingClientRect();
    if (panel) setWidth(panel.right - event.clientX);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line between two parts that can be moved is no <hr>
    <div
      role="separator"
      aria-orientation="vertical"
      aria-label="Width of the settings"
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      aria-valuenow={width}
      tabIndex={0}
      className={css.resizer}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const by = { ArrowLeft: STEP, ArrowRight: -STEP }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        setWidth(width + by);
      }}
    />
  );
}
