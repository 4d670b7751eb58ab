import { useMutation } from '@tanstack/react-query';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { type DescriptionRow, readDescription, startDescription } from '../api/descriptions.ts';
import { steer } from '../api/executions.ts';
import { causeOf } from '../runs/explain.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';

export type Stage =
  | { readonly is: 'asking'; readonly error?: Error; readonly execution?: string }
  | { readonly is: 'drafting'; readonly execution: string }
  | { readonly is: 'drafted'; readonly execution: string; readonly document: JsonObject };

/** What was described last: whoever opens the dialogue again goes on from there. */
const described = new WeakMap<Designer, string>();

/** A description on its way to a draft; leaving while a model writes stops it. */
export function useDescribing() {
  const designer = useDesigner();
  const { workflowId } = designer;
  const [text, setText] = useState(() => described.get(designer) ?? '');
  const [stage, setStage] = useState<Stage>({ is: 'asking' });
  const hasLeft = useStopOnLeaving(designer, stage);
  const start = useMutation({
    mutationFn: () => startDescription(workflowId, text),
    onSuccess: ({ execution }) => {
      if (hasLeft.current) void stopQuietly(designer, execution);
      else setStage({ is: 'drafting', execution });
    },
    onError: (error) => setStage({ is: 'asking', error }),
  });
  const read = useMutation({
    mutationFn: (execution: string) => readDescription(workflowId, execution),
    onSuccess: (row) => setStage(stageOf(row)),
    onError: (error, execution) => setStage({ is: 'asking', error, execution }),
  });
  const stop = useMutation({
    mutationFn: (execution: string) => steer(execution, 'cancel'),
    onError: (error) => designer.tell(error.message),
  });

  return {
    text,
    stage,
    isStarting: start.isPending,
    isStopping: stop.isPending,
    write: (now: string) => {
      described.set(designer, now);
      setText(now);
    },
    start: () => start.mutate(),
    stop: (execution: string) => stop.mutate(execution),
    read: (execution: string) => read.mutate(execution),
    again: () => setStage({ is: 'asking' }),
  };
}

function stageOf({ execution, document, reason, error_code: code }: DescriptionRow): Stage {
  if (document !== null) return { is: 'drafted', execution, document: document as JsonObject };
  const { cause, advice, said } = causeOf(code, reason);
  const words = code === '' ? reason : [cause, said, advice].filter(Boolean).join(' ');
  return { is: 'asking', error: new Error(words), execution };
}

/** Tells whether the person has left: what begins only then is to be stopped as well. */
function useStopOnLeaving(designer: Designer, stage: Stage): RefObject<boolean> {
  const running = useRef<string>(undefined);
  const hasLeft = useRef(false);
  running.current = stage.is === 'drafting' ? stage.execution : undefined;
  useEffect(() => {
    hasLeft.current = false;
    return () => {
      hasLeft.current = true;
      if (running.current !== undefined) void stopQuietly(designer, running.current);
    };
  }, [designer]);
  return hasLeft;
}

async function stopQuietly(designer: Designer, execution: string): Promise<void> {
  designer.tell('The drafting was stopped.');
  await steer(execution, 'cancel').catch(() => {
    // It has ended by itself, or ends at its bounds.
  });
}
