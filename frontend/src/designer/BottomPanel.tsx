import { useProblems } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { Guarded } from '../ui/Guarded.tsx';
import { X } from '../ui/icons.ts';
import css from './designer.module.css';
import type { Tab } from './designer.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { Comments, ProblemList, RunPanel } from './parts.ts';
import { isMistake } from './problemWords.ts';

const MOST_COUNTED = 99;

const TITLES: Readonly<Record<Tab, string>> = {
  run: 'Run',
  problems: 'Problems',
  comments: 'Comments',
};

/** Under the canvas: the run, the problems or the comments; closed until one of them is wanted. */
export function BottomPanel() {
  const designer = useDesigner();
  const tab = useSignal(designer.tab);
  const counts = useCounts();
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
              <Count of={counts[each]} />
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

/** What waits behind a tab: problems, and comments that are new to one. */
function useCounts(): Partial<Record<Tab, number>> {
  const problems = (useProblems() ?? []).filter(isMistake).length;
  const threads = useSignal(useDesigner().threads);
  let comments = 0;
  for (const { unread } of threads.values()) comments += unread;
  return { problems, comments };
}

function Count({ of = 0 }: { of?: number | undefined }) {
  if (of === 0) return null;
  return <span className={css.count}> {of > MOST_COUNTED ? `${MOST_COUNTED}+` : of}</span>;
}
