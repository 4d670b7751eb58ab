/** What the server refused and why: RFC 9457. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly problems: readonly Told[];

  constructor(status: number, body: unknown) {
    const told = (body ?? {}) as { detail?: string; code?: string; problems?: readonly Told[] };
    super(told.detail ?? `The server answered ${status}.`);
    this.status = status;
    this.code = told.code ?? '';
    this.problems = told.problems ?? [];
  }
}

export interface Told {
  readonly code?: string;
  readonly message: string;
  readonly path?: string;
  readonly fix?: string | null;
}

/** What went wrong, each thing once, with its place and what helps. */
export function linesOf(error: Error): readonly string[] {
  const problems = error instanceof Refusal ? error.problems : [];
  // Without words of its own a refusal has those of its first problem.
  const isRepeated = problems.some(({ message }) => message === error.message);
  const lines = problems.map(lineOf);
  return [...new Set(isRepeated ? lines : [error.message, ...lines])];
}

function lineOf({ message, path = '', fix }: Told): string {
  const place = path.replace(/^\/(?:inputs\/|values\/)?/, '');
  const isNamed = place === '' || message.includes(`\`${place.split('/').at(-1)}\``);
  return [isNamed ? message : `\`${place}\`: ${message}`, fix ?? ''].join(' ').trim();
}
