/** Codes of failures in one sentence each, with what to do next: docs/troubleshooting.md. */
export interface Explanation {
  readonly cause: string;
  readonly advice: string;
}

const EXPLANATIONS: readonly (readonly [codes: string, cause: string, advice: string])[] = [
  ['no_agent', 'No agent could take the task', 'Make or resume the agent that the message names.'],
  ['arguments input_invalid', 'The values do not fit what the task takes', 'Look at its input.'],
  [
    'output_invalid',
    'The answer does not have the shape that was asked for',
    'Make the prompt clearer, allow more tokens, or ask a larger model.',
  ],
  ['output_too_large', 'The output is larger than allowed', 'Return less, or raise the bound.'],
  ['storage', 'The disk is full, or did not confirm the write', 'Make room, then retry.'],
  ['output_lost', 'An earlier output is gone', 'Run again from the task whose output it was.'],
  [
    'expression',
    'A template or condition could not be evaluated',
    'Open the task in the designer and look at its expressions.',
  ],
  ['exception unsuccessful', 'The function raised an error', 'Its log tells where.'],
  ['system', 'The operating system refused something', 'Retry; its log tells what.'],
  [
    'out_of_memory child_died',
    'The function used more memory than it may, and was stopped',
    'Work on less at once, or raise its bound.',
  ],
  ['timeout', 'It took longer than it may', 'Raise the task’s timeout, or split the task.'],
  ['lost quarantined', 'Its worker died more than once', 'Look at the worker’s log, then retry.'],
  ['provider_busy', 'The model’s service was busy', 'Retry in a while.'],
  ['provider_refused', 'The model’s service refused the call', 'The message says why.'],
  [
    'egress_denied',
    'The address may not be called from here',
    'The operator can allow it in workflows.egress.allowed_hosts.',
  ],
  ['connection response_cut_off', 'The other side did not answer in full', 'Retry.'],
  ['certificate', 'The other side’s certificate is not valid', 'It has to be corrected there.'],
  ['budget', 'The models have cost what the budget allows', 'Raise the budget, then retry.'],
  ['not_a_list too_many_items', 'What the map ran over does not fit', 'Look at its input.'],
  ['item_failed', 'One of its items failed', 'Open that item, or let the map pass over failures.'],
  [
    'response_too_large response_encoding too_many_redirects',
    'The response breaks a bound of what may be fetched',
    'The message says which; the operator can raise it.',
  ],
  [
    'too_many_executions queue_full',
    'The workflow that it starts has no free place',
    'Retry in a while, or let it queue.',
  ],
  [
    'concurrency_deadlock',
    'Workflows that start each other waited for each other’s places',
    'Raise a concurrency limit, or let one of them not start the other.',
  ],
  ['bad_wait', 'What it should wait for is no time', 'Write 2030-01-31T12:00:00Z, or seconds.'],
  [
    'workflow_failed unknown_workflow bad_inputs too_deep',
    'The workflow that it starts did not work',
    'Open the run that it started.',
  ],
];

const AT_INPUT = new Set([
  'expression',
  'input_invalid',
  'arguments',
  'not_a_list',
  'too_many_items',
]);

/** Why there is no input to show; undefined: it was given nothing, and that is all. */
export function whyNoInput(isFailed: boolean, code: string | undefined): string | undefined {
  if (!isFailed) return undefined;
  if (code === undefined) return 'It failed before its first attempt began.';
  const [head = ''] = code.split('.');
  if (!AT_INPUT.has(head)) return undefined;
  return 'Its input could not be made, for what is said above; so it was never given one.';
}

const LONGEST_SENTENCE = 200;

/** Why it failed, in a sentence, what to do, and what is left of its own words. */
export interface Cause extends Explanation {
  readonly said: string;
}

/** For a code that is not known, its own words are the cause. */
export function causeOf(code: string, message: string): Cause {
  const told = explain(code);
  if (told !== undefined) return { ...told, cause: `${told.cause}.`, said: message };
  const [first = ''] = message.split('\n');
  if (first === '') {
    return { cause: 'It failed and did not say why.', advice: 'Its log may tell.', said: '' };
  }
  const cause = first.length > LONGEST_SENTENCE ? 'It failed.' : first;
  return { cause, advice: '', said: cause === message ? '' : message };
}

/** What happened and what to do, for a code that is known; `expression.x` is an `expression`. */
export function explain(code: string): Explanation | undefined {
  const [head = ''] = code.split('.');
  const found = EXPLANATIONS.find(([codes]) => codes.split(' ').includes(head));
  return found && { cause: found[1], advice: found[2] };
}
