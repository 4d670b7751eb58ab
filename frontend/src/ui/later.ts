import { type ComponentType, lazy } from 'react';

/** A part of a page that is loaded when it is first shown. */
export interface LaterPart {
  /** What shows it: another one once it failed and somebody wants to try again. */
  readonly get: () => ComponentType;
}

let round = 0;

/** From here on what could not be loaded is loaded anew; React's own `lazy` fails for ever. */
export function loadAnew(): void {
  round += 1;
}

export function later(load: () => Promise<ComponentType>): LaterPart {
  let failedIn: number | undefined;
  const begin = () =>
    lazy(async () => {
      try {
        return { default: await load() };
      } catch (problem) {
        failedIn = round;
        throw problem;
      }
    });
  let part = begin();
  return {
    get: () => {
      if (failedIn !== undefined && failedIn < round) {
        failedIn = undefined;
        part = begin();
      }
      return part;
    },
  };
}
