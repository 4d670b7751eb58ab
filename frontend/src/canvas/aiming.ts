/** While an edge is drawn: what it cannot end at is dimmed, and why is told where one points. */
import { Signal } from '../collaboration/signal.ts';

/** Words beside the pointer, whose place is in pixels of the window. */
export interface Hint {
  readonly words: string;
  readonly x: number;
  readonly y: number;
}

/** Why an edge cannot end at a node, in words; undefined: it can. */
export type WhyNot = (node: string) => string | undefined;

/** The frame of an open group is only behind others. */
const NODE = '.react-flow__node[data-id]:not(.react-flow__node-frame)';

export class Aiming {
  readonly hint = new Signal<Hint | undefined>(undefined);
  #from = '';
  #whyNot: WhyNot | undefined;
  /** Cards that come into sight meanwhile, or are drawn anew, are dimmed as well. */
  readonly #drawn = new MutationObserver((changes) => {
    for (const { target, addedNodes } of changes)
      for (const each of [target, ...addedNodes]) this.#mark(each);
  });

  /** The node that one draws from is where one is: it stays as it looks. */
  begin(from: string, whyNot: WhyNot): void {
    this.end();
    this.#from = from;
    this.#whyNot = whyNot;
    for (const element of document.querySelectorAll(NODE)) this.#mark(element);
    const nodes = document.querySelector('.react-flow__nodes');
    const changes = { childList: true, subtree: true, attributeFilter: ['class'] };
    if (nodes !== null) this.#drawn.observe(nodes, changes);
    addEventListener('pointermove', this.#look);
  }

  end(): void {
    removeEventListener('pointermove', this.#look);
    this.#drawn.disconnect();
    this.#whyNot = undefined;
    this.hint.set(undefined);
    for (const element of document.querySelectorAll('.impossible')) {
      element.classList.remove('impossible');
    }
  }

  /** Why an edge cannot end here; undefined: it can, or here is no end for any. */
  whyNotAt(x: number, y: number): string | undefined {
    const aimed = document.elementFromPoint(x, y);
    const node = aimed?.closest<HTMLElement>(NODE);
    if (!aimed || !node?.dataset.id || !isEnd(aimed, node, this.#from)) return undefined;
    return this.#whyNot?.(node.dataset.id);
  }

  readonly #look = ({ clientX: x, clientY: y }: PointerEvent) => {
    const words = this.whyNotAt(x, y);
    this.hint.set(words === undefined ? undefined : { words, x, y });
  };

  #mark(element: Node): void {
    if (!(element instanceof HTMLElement) || !element.matches(NODE)) return;
    const id = element.dataset.id ?? '';
    const isImpossible = id !== this.#from && this.#whyNot?.(id) !== undefined;
    element.classList.toggle('impossible', isImpossible);
  }
}

/** A card is one as a whole; one's own, and a container in which things stand, only at their dots. */
function isEnd(aimed: Element, node: HTMLElement, from: string): boolean {
  const isPart = node.dataset.id === from || node.matches('.react-flow__node-container');
  return !isPart || aimed.matches('.react-flow__handle');
}
