import { useQuery } from '@tanstack/react-query';
import { workflowQuery } from '../api/queries.ts';
import { useMayEdit, useWorkflow } from '../collaboration/roomContext.ts';
import { Button } from '../ui/Button.tsx';
import { Guarded } from '../ui/Guarded.tsx';
import { ChevronLeft, Plus } from '../ui/icons.ts';
import { useWide } from '../ui/useWide.ts';
import { BarMenu } from './BarMenu.tsx';
import own from './bar.module.css';
import { useBarActions } from './barActions.tsx';
import css from './designer.module.css';
import { useDesigner } from './designerContext.ts';
import { placeInSight } from './editing.ts';
import { PresenceBar } from './PresenceBar.tsx';
import { ProblemCount } from './ProblemCount.tsx';
import { NoticeMark, Trail } from './parts.ts';
import { RunButton, RunState } from './RunButton.tsx';
import { SaveState } from './SaveState.tsx';
import { ThemeButton } from './ThemeButton.tsx';
import { VersionMark } from './VersionMark.tsx';
import { useWhyNotPublish } from './whyNot.ts';

export const WIDE_PX = 1101;
export const NARROW_PX = 768;

/** What the workflow is, how it stands, and what can be done with it; Run is always in sight. */
export function TopBar() {
  const designer = useDesigner();
  const { name } = useWorkflow();
  const workflow = useQuery(workflowQuery(designer.workflowId)).data;
  const isWide = useWide(WIDE_PX);
  const isNarrow = !useWide(NARROW_PX);

  return (
    <header className={own.topbar}>
      <a className={own.back} href="/" aria-label="Workflows">
        {isNarrow ? <ChevronLeft size={18} /> : 'Workflows'}
      </a>
      {!isNarrow && (
        <Guarded>
          <Trail />
        </Guarded>
      )}
      {!isNarrow && <span aria-hidden="true">/</span>}
      <h1 className={own.title}>{typeof name === 'string' ? name : (workflow?.name ?? '')}</h1>
      <SaveState />
      {!isNarrow && <VersionMark />}
      <span className={css.spring} />
      {!isNarrow && <PresenceBar />}
      {!isNarrow && (
        <Guarded>
          <NoticeMark />
        </Guarded>
      )}
      {isWide && <BarButtons />}
      <ProblemCount />
      {isWide && <PublishButton />}
      {!isWide && <BarMenu />}
      {isNarrow && <AddButton />}
      {!isNarrow && <RunState />}
      <RunButton />
    </header>
  );
}

function BarButtons() {
  const actions = useBarActions();
  return (
    <>
      {actions.map(({ label, title, icon, keys, isOn, run }) => (
        <Button
          key={label}
          look="quiet"
          aria-label={label}
          title={title}
          keys={keys}
          onClick={run}
          data-tour={label.toLowerCase()}
          {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        >
          {icon}
        </Button>
      ))}
      <ThemeButton />
    </>
  );
}

function PublishButton() {
  const designer = useDesigner();
  return (
    <Button whyNot={useWhyNotPublish()} onClick={() => designer.open({ is: 'publish' })}>
      Publish
    </Button>
  );
}

/** Where the list of tasks has no room. */
function AddButton() {
  const designer = useDesigner();
  if (!useMayEdit()) return null;
  const add = () => {
    designer.open({ is: 'add', at: placeInSight(designer), joint: {} });
  };
  return (
    <Button aria-label="Add a task" title="Add a task" keys="N" onClick={add}>
      <Plus size={16} />
    </Button>
  );
}
