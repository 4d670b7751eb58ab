// The talk with the tests: a command a line on stdin, an answer a line on stdout, any number at once.
import { createInterface } from 'node:readline';

/** What was thrown outside any command: in a client's handler, say. Nobody may cause that. */
export const faults = [];

/**
 * Answer commands until stdin ends. A command is `{call, do, ...}`; the answer holds the same `call` and
 * either `ok`, what the function `do` of `commands` returned, or `error`, what it threw.
 */
export function serve(commands) {
  // The answers own stdout; what libraries print goes to the log.
  const print = console.error;
  console.log = console.info = console.warn = console.debug = print;
  console.error = (...said) => {
    // Yjs and its providers catch what is thrown in them, and only say so.
    if (said.some((each) => each instanceof Error)) note(said.find((each) => each instanceof Error));
    else print(...said);
  };
  process.setMaxListeners(0); // every provider of y-websocket listens for the end
  process.on('uncaughtException', note);
  process.on('unhandledRejection', note);
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => answer(commands, JSON.parse(line)));
  lines.on('close', () => process.exit(0));
}

function note(error) {
  faults.push(String(error?.stack ?? error).slice(0, 2000));
  console.warn('fault', error);
}

async function answer(commands, { call, do: name, ...given }) {
  const reply = { call };
  try {
    if (!Object.hasOwn(commands, name)) throw new Error(`no command ${name}`);
    reply.ok = (await commands[name](given)) ?? null;
  } catch (error) {
    reply.error = String(error?.stack ?? error);
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolve with what `look` returns once that is truthy; throws after `ms`, saying what for. */
export async function until(look, ms, what) {
  const end = performance.now() + ms;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > end) throw new Error(`waited ${ms} ms for ${what()}`);
    await pause(5);
  }
}
