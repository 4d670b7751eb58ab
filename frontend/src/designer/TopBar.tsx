import { useQuery } from '@tanstack/react-query';
import { workflowQuery } from '../api/queries.ts';
import {
  useDanglingEdges,
  useMayEdit,
  useProblems,
  useRoom,
  useWorkflow,
} from '../collaboration/roomContext.ts';
import { lookOf } from '../runs/states.ts';
import { useExecutionSummary } from '../runs/useExecution.ts';
import { Button } from '../ui/Button.tsx';
import { Command, History, List, MessageSquare, Play, Redo2, Share2, Undo2 } from '../ui/icons.ts';
import { StateMark } from '../ui/StateMark.tsx';
import css from './designer.module.css';
import { useDesigner, useSignal } from './designerContext.ts';
import { PresenceBar } from './PresenceBar.tsx';
import { SaveState } from './SaveState.tsx';
import { ThemeButton } from './ThemeButton.tsx';
import { useRun } from './useRun.ts';

export function TopBar() {
  const designer = useDesigner();
  const { name } = useWorkflow();
  const mayEdit = useMayEdit();
  const workflow = useQuery(workflowQuery(designer.workflowId)).data;
  const version = workflow?.newest_version;
  const share = async () => {
    await navigator.clipboard.writeText(location.href);
    designer.tell('Link copied. It opens what you see now, for members of the team.');
  };

  return (
    <header className={css.topbar}>
      <a className={css.back} href="/">
        Workflows
      </a>
      <span aria-hidden="true">/</span>
      <h1 className={css.title}>{typeof name === 'string' ? name : (workflow?.name ?? '')}</h1>
      <SaveState />
      <span className={css.version}>{version ? `v${version} published` : 'draft'}</span>
      <span className={css.spring} />
      <PresenceBar />
      <UndoButtons isShown={mayEdit} />
      <Button
        look="quiet"
        aria-label="Commands"
        title="Commands"
        keys="Mod+K"
        onClick={() => designer.open({ is: 'commands' })}
      >
        <Command size={16} />
      </Button>
      <OutlineButton />
      <Button
        look="quiet"
        aria-label="Comments"
        title="Comments"
        onClick={() => designer.tab.set('comments')}
      >
        <MessageSquare size={16} />
      </Button>
      <ThemeButton />
      <Button
        look="quiet"
        title="Copy a link to what you see"
        aria-label="Share"
        onClick={() => void share()}
      >
        <Share2 size={16} />
      </Button>
      <Button
        look="quiet"
        aria-label="History"
        title="History and versions"
        onClick={() => designer.open({ is: 'history' })}
      >
        <History size={16} />
      </Button>
      <ProblemCount />
      {mayEdit && <Button onClick={() => designer.open({ is: 'publish' })}>Publish</Button>}
      <RunButton />
    </header>
  );
}

function UndoButtons({ isShown }: { isShown: boolean }) {
  const { undo } = useRoom();
  if (!isShown) return null;
  return (
    <>
      <Button
        look="quiet"
        aria-label="Undo"
        title="Undo what I did"
        keys="Mod+Z"
        onClick={() => undo.undo()}
      >
        <Undo2 size={16} />
      </Button>
      <Button
        look="quiet"
        aria-label="Redo"
        title="Redo what I undid"
        keys="Mod+Shift+Z"
        onClick={() => undo.redo()}
      >
        <Redo2 size={16} />
      </Button>
    </>
  );
}

function OutlineButton() {
  const { isOutline } = useDesigner();
  const isOn = useSignal(isOutline);
  return (
    <Button
      look="quiet"
      aria-pressed={isOn}
      aria-label="Outline"
      title="Outline: the graph as a list"
      keys="O"
      onClick={() => isOutline.set(!isOn)}
    >
      <List size={16} />
    </Button>
  );
}

function ProblemCount() {
  const designer = useDesigner();
  const problems = useProblems() ?? [];
  const dangling = useDanglingEdges().length;
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const others = problems.length - errors + dangling;
  if (errors + others === 0) return null;
  const words =
    errors > 0
      ? `${errors} ${errors === 1 ? 'problem' : 'problems'}`
      : `${others} ${others === 1 ? 'hint' : 'hints'}`;
  return (
    <Button
      className={css.problems ?? ''}
      data-severity={errors > 0 ? 'error' : 'hint'}
      onClick={() => designer.tab.set('problems')}
    >
      {words}
    </Button>
  );
}

function RunButton() {
  const designer = useDesigner();
  const run = useRun();
  const execution = useExecutionSummary();
  const look = execution && lookOf(execution.state);
  return (
    <>
      {look && (
        <button
          type="button"
          className={css.runState}
          onClick={() => designer.tab.set('run')}
          title="Show the run"
        >
          <StateMark look={look} word={execution.state} />
        </button>
      )}
      <Button
        look="primary"
        keys="Mod+Enter"
        title="Run the draft"
        disabled={!run.mayRun || run.isStarting}
        onClick={() => run.begin()}
      >
        <Play size={14} aria-hidden /> {run.isStarting ? 'Starting…' : 'Run'}
      </Button>
    </>
  );
}
