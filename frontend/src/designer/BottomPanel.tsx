import { Button } from '../ui/Button.tsx';
import { Guarded } from '../ui/Guarded.tsx';
import { X } from '../ui/icons.ts';
import css from './designer.module.css';
import type { Tab } from './designer.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { ProblemList } from './ProblemList.tsx';
import { Comments, RunPanel } from './parts.ts';

const TITLES: Readonly<Record<Tab, string>> = {
  run: 'Run',
  problems: 'Problems',
  comments: 'Comments',
};

/** Under the canvas: the run, the problems or the comments; closed until one of them is wanted. */
export function BottomPanel() {
  const designer = useDesigner();
  const tab = useSignal(designer.tab);
  if (tab === undefined) return null;

  return (
    <section className={css.bottom} aria-label={TITLES[tab]}>
      <div className={css.tabs}>
        <div role="tablist" aria-label="Panel">
          {(Object.keys(TITLES) as Tab[]).map((each) => (
            <button
              key={each}
              type="button"
              role="tab"
              aria-selected={each === tab}
              className={css.tab}
              onClick={() => designer.tab.set(each)}
            >
              {TITLES[each]}
            </button>
          ))}
        </div>
        <span className={css.spring} />
        <Button
          look="quiet"
          aria-label="Close the panel"
          onClick={() => designer.tab.set(undefined)}
        >
          <X size={16} />
        </Button>
      </div>
      <div className={css.bottomBody}>
        <Guarded>
          {tab === 'run' && <RunPanel />}
          {tab === 'problems' && <ProblemList />}
          {tab === 'comments' && <Comments />}
        </Guarded>
      </div>
    </section>
  );
}
