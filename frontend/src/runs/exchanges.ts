/** Who said what to whom in a run: flows between agents, and the messages that went along them. */
import type { Shape } from '../api/client.ts';
import { parentOf } from '../workflow/graph.ts';
import { isObject, type JsonObject } from '../workflow/json.ts';
import { type Block, blocksOf, type Message } from './conversation.ts';
import { subjectOf } from './runContext.ts';
import { type Look, lookOf } from './states.ts';

export type Exchange = Shape<'ExchangeRow'>;
export type Talk = Shape<'TalkRow'>;
export type Talker = Shape<'TalkerRow'>;
export type Flow = Shape<'FlowRow'>;

/** Whom a task heard from, and who was told what it answered. */
export interface Parties {
  readonly from: readonly Flow[];
  readonly to: readonly Flow[];
}

const NOBODY: Parties = { from: [], to: [] };

/** By task. A flow from a task that was skipped carried nothing. */
export function partiesOf(
  talk: Talk | undefined,
  lookOfTask: (task: string) => Look | undefined,
): (task: string) => Parties {
  const went = (talk?.flows ?? []).filter(
    ({ source, target }) => lookOfTask(source) !== 'skipped' && lookOfTask(target) !== 'skipped',
  );
  const from = Map.groupBy(went, ({ target }) => target);
  const to = Map.groupBy(went, ({ source }) => source);
  return (task) =>
    from.has(task) || to.has(task)
      ? { from: from.get(task) ?? [], to: to.get(task) ?? [] }
      : NOBODY;
}

/** All messages between two tasks together; without a source they came from no agent. */
export interface Pair {
  readonly source: string | undefined;
  readonly through: readonly string[];
  readonly target: Talker;
}

/** Those that most was said between first. */
export function pairsOf(talk: Talk, parties: (task: string) => Parties): readonly Pair[] {
  return talk.tasks
    .filter(({ attempts }) => attempts > 0)
    .flatMap((target): Pair[] => {
      const { from } = parties(target.task);
      if (from.length === 0) return [{ source: undefined, through: [], target }];
      return from.map(({ source, through }) => ({ source, through, target }));
    })
    .sort((one, other) => other.target.attempts - one.target.attempts);
}

/**
 * The run of `task` that somebody at `path` of `from` sees: the same item or turn of what stands
 * around both; all runs of it together where it stands deeper.
 */
export function seenFrom(
  task: string,
  { task: from, path }: { readonly task: string; readonly path: string },
  tasks: JsonObject,
): string {
  const around = containersOf(task, tasks);
  const shared = around.filter((each) => containersOf(from, tasks).includes(each)).length;
  if (shared < around.length) return task;
  return subjectOf(task, path.split('.').slice(0, shared).join('.'));
}

function containersOf(task: string, tasks: JsonObject): readonly string[] {
  const found: string[] = [];
  const entry = (id: string) => (isObject(tasks[id]) ? tasks[id] : undefined);
  for (let at = parentOf(entry(task)); at && !found.includes(at); at = parentOf(entry(at)))
    found.push(at);
  return found;
}

/** An attempt whose worker vanished failed, too. */
export function lookOfExchange({ state, is_cached: isCached }: Exchange): Look {
  return state === 'lost' ? 'failed' : lookOf(state, isCached);
}

export function tookOf({ started_at: from, ended_at: to }: Exchange): number | undefined {
  return from === null ? undefined : Date.parse(to) - Date.parse(from);
}

export interface Turn extends Block {
  /** What the task was asked, what was answered, and all that is said besides. */
  readonly part: 'asked' | 'answered' | 'aside';
  readonly isCut: boolean;
  /** What is shown is a beginning of so many characters. */
  readonly characters: number;
}

/** What was said in an exchange; the last word of the model is its answer. */
export function turnsOf({ messages }: Pick<Exchange, 'messages'>): readonly Turn[] {
  const blocks = blocksOf(messages as readonly Message[]);
  const isSpoken = ({ message }: Block) =>
    message.role === 'assistant' && (message.kind === 'text' || message.kind === 'error');
  const answer = blocks.findLastIndex(isSpoken);
  return blocks.map((block, at) => {
    const { is_cut: isCut, characters } = block.message as Exchange['messages'][number];
    const isAsked = block.message.role === 'user';
    const part = at === answer ? 'answered' : isAsked ? 'asked' : 'aside';
    return { ...block, part, isCut, characters };
  });
}

/** The whole of a turn among all that was said, of which the middle may not have been shown. */
export function wholeOf(
  turn: Turn,
  shown: readonly Turn[],
  all: readonly Message[],
): Block | undefined {
  const blocks = blocksOf(all);
  const places = [turn.number - 1, blocks.length + turn.number - 1 - shown.length];
  const begins = (block: Block | undefined) => block?.message.text.startsWith(turn.message.text);
  return places.map((at) => blocks[at]).find(begins) ?? blocks.find(begins);
}
