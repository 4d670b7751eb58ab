/** What was said between a task and a model, as blocks that people read and search. */
import type { Shape } from '../api/client.ts';

export type Message = Shape<'MessageRow'>;

export interface Block {
  /** Its place in the whole conversation; blocks that a search leaves out keep their numbers. */
  readonly number: number;
  readonly message: Message;
  /** JSON is laid out; all else is as it was said. */
  readonly text: string;
  /** What a called tool gave back, under its call. */
  readonly result: string | undefined;
}

export function blocksOf(messages: readonly Message[]): readonly Block[] {
  const results = new Map(
    messages
      .filter(({ kind, call }) => kind === 'tool_result' && call !== '')
      .map((each) => [each.call, each]),
  );
  const called = new Set(
    messages.filter(({ kind }) => kind === 'tool_call').map(({ call }) => call),
  );
  return messages
    .filter(({ kind, call }) => kind !== 'tool_result' || !called.has(call))
    .map((message, at) => {
      const result = message.kind === 'tool_call' ? results.get(message.call) : undefined;
      return {
        number: at + 1,
        message,
        text: laidOut(message.text),
        result: result && laidOut(result.text),
      };
    });
}

/** Who speaks, in a word or two. */
export function speakerOf({ role, kind, name }: Message): string {
  if (kind === 'tool_call') return `Calls ${name || 'a tool'}`;
  if (kind === 'tool_result') return `${name || 'Tool'} gave`;
  if (kind === 'thinking') return 'Thinking';
  if (kind === 'error') return 'No answer';
  return { system: 'Instructions', user: 'Task', assistant: 'Model', tool: 'Tool' }[role];
}

/** Instructions, thoughts and calls of tools are folded until somebody wants them. */
export function isFolded({ role, kind }: Message): boolean {
  return kind === 'thinking' || kind === 'tool_call' || (role === 'system' && kind === 'text');
}

export function matching(blocks: readonly Block[], search: string): readonly Block[] {
  const wanted = search.toLowerCase();
  if (wanted === '') return blocks;
  return blocks.filter(({ message, text, result = '' }) =>
    [text, result, speakerOf(message), message.model].some((each) =>
      each.toLowerCase().includes(wanted),
    ),
  );
}

/** The whole as plain text, to be pasted elsewhere. */
export function asText(blocks: readonly Block[]): string {
  return blocks
    .map(({ message, text, result }) => {
      const head = `${speakerOf(message)}${message.model ? ` (${message.model})` : ''}:`;
      return [head, text, ...(result === undefined ? [] : ['Result:', result])].join('\n');
    })
    .join('\n\n');
}

function laidOut(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text; // it only began like JSON
  }
}
