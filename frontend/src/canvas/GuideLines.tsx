import { ViewportPortal } from '@xyflow/react';
import { useSyncExternalStore } from 'react';
import css from './canvas.module.css';
import type { Guides } from './useGuides.ts';

/** With what a dragged task is in line. */
export function GuideLines({ guides: { lines } }: { guides: Guides }) {
  const guides = useSyncExternalStore(lines.subscribe, lines.get);
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      <svg className={css.guides} aria-hidden="true">
        {guides.map(({ axis, at, from, to }) => (
          <line
            key={axis}
            {...(axis === 'x'
              ? { x1: at, x2: at, y1: from, y2: to }
              : { x1: from, x2: to, y1: at, y2: at })}
          />
        ))}
      </svg>
    </ViewportPortal>
  );
}
