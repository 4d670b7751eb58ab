/** Who is offered behind `@` while a comment is written. */

/** As the server reads it: a name begins where no name goes on, and holds what names may hold. */
const BEGUN = /(?<![\p{L}\p{N}_@.+-])@([\p{L}\p{N}_.+-]*)$/u;
const MOST = 8;

export interface Person {
  readonly username: string;
  readonly name: string;
}

/** A name that is being written: where its `@` stands, and what there is of it. */
export interface Begun {
  readonly at: number;
  readonly typed: string;
}

/** The name that is written before the caret; undefined: none. */
export function begunName(text: string, caret: number): Begun | undefined {
  const typed = BEGUN.exec(text.slice(0, caret))?.[1];
  return typed === undefined ? undefined : { at: caret - typed.length - 1, typed };
}

/** Those whose user name begins so first, then those of whose names a word does. */
export function offered<Each extends Person>(people: readonly Each[], typed: string): Each[] {
  const wanted = typed.toLowerCase();
  const rank = ({ username, name }: Each) => {
    if (username.toLowerCase().startsWith(wanted)) return 0;
    const words = name.toLowerCase().split(/\s+/);
    return words.some((word) => word.startsWith(wanted)) ? 1 : 2;
  };
  return people
    .filter((each) => rank(each) < 2)
    .sort((one, other) => rank(one) - rank(other) || one.username.localeCompare(other.username))
    .slice(0, MOST);
}

/** The text with the whole name in it, and where the caret stands then. */
export function withName(
  text: string,
  { at, typed }: Begun,
  username: string,
): { readonly text: string; readonly caret: number } {
  const after = text.slice(at + 1 + typed.length);
  const name = `@${username}${after.startsWith(' ') ? '' : ' '}`;
  return { text: text.slice(0, at) + name + after, caret: at + name.length };
}
