/**
 * Where others type: a caret in their colour with their name, and their selection.
 *
 * Colours are set as properties of the elements: a `style` attribute is refused by the page's
 * Content-Security-Policy.
 */
import { Annotation, type Extension, RangeSet } from '@codemirror/state';
import {
  Decoration,
  type DecorationSet,
  EditorView,
  ViewPlugin,
  type ViewUpdate,
  WidgetType,
} from '@codemirror/view';
import * as Y from 'yjs';
import type { Person, Presence } from '../collaboration/presence.ts';

const moved = Annotation.define<boolean>();

export function carets(text: Y.Text, presence: Presence): Extension {
  return [
    ViewPlugin.define((view) => new Carets(view, text, presence), {
      decorations: (plugin) => plugin.decorations,
    }),
    theme,
  ];
}

class Carets {
  decorations: DecorationSet = RangeSet.empty;
  readonly #stop: () => void;
  readonly #view: EditorView;
  readonly #text: Y.Text;
  readonly #presence: Presence;
  #seen = '';

  constructor(view: EditorView, text: Y.Text, presence: Presence) {
    this.#view = view;
    this.#text = text;
    this.#presence = presence;
    this.#stop = presence.people.subscribe(() => this.#hear());
  }

  destroy(): void {
    this.#stop();
    this.#presence.show({ caret: null });
  }

  update(update: ViewUpdate): void {
    if (update.selectionSet || update.focusChanged || update.docChanged) this.#tell(update);
    const isMoved = update.transactions.some((each) => each.annotation(moved));
    if (isMoved || update.docChanged) this.decorations = this.#draw();
  }

  #tell({ view, state }: ViewUpdate): void {
    if (!view.hasFocus) {
      this.#presence.show({ caret: null });
      return;
    }
    const { anchor, head } = state.selection.main;
    const relative = (at: number) =>
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(this.#text, at));
    this.#presence.show({ caret: { anchor: relative(anchor), head: relative(head) } });
  }

  #hear(): void {
    const now = JSON.stringify(this.#others().map(({ client, caret }) => [client, caret]));
    if (now === this.#seen) return;
    this.#seen = now;
    // Presence may be heard while the editor is busy with an update of its own.
    queueMicrotask(() => this.#view.dispatch({ annotations: [moved.of(true)] }));
  }

  #others(): readonly Person[] {
    return this.#presence.people.get().filter((person) => !person.isMe && person.caret);
  }

  #draw(): DecorationSet {
    const ranges = this.#others().flatMap((person) => {
      const anchor = this.#find(person.caret?.anchor);
      const head = this.#find(person.caret?.head);
      if (anchor === undefined || head === undefined) return [];
      const [from, to] = anchor < head ? [anchor, head] : [head, anchor];
      const selection = from === to ? [] : [THEIRS.range(from, to)];
      const caret = Decoration.widget({ widget: new Caret(person), side: head > anchor ? -1 : 1 });
      return [...selection, caret.range(head)];
    });
    return Decoration.set(ranges, true);
  }

  /** Undefined: it is in another text, or not known here yet. */
  #find(position: unknown): number | undefined {
    const { doc } = this.#text;
    if (!doc || !position) return undefined;
    try {
      return this.#place(doc, position);
    } catch {
      return undefined; // it is not of this document; Yjs throws at some of them
    }
  }

  #place(doc: Y.Doc, position: unknown): number | undefined {
    const found = Y.createAbsolutePositionFromRelativePosition(
      Y.createRelativePositionFromJSON(position),
      doc,
    );
    if (found?.type !== this.#text) return undefined;
    return Math.min(found.index, this.#view.state.doc.length);
  }
}

class Caret extends WidgetType {
  readonly #person: Person;

  constructor(person: Person) {
    super();
    this.#person = person;
  }

  override eq(other: Caret): boolean {
    return other.#person.client === this.#person.client && other.#person.name === this.#person.name;
  }

  override toDOM(): HTMLElement {
    const caret = document.createElement('span');
    caret.className = 'cm-caret';
    caret.setAttribute('aria-hidden', 'true');
    caret.style.borderColor = this.#person.color;
    const name = document.createElement('span');
    name.textContent = this.#person.name;
    name.style.backgroundColor = this.#person.color;
    caret.append(name);
    return caret;
  }
}

const THEIRS = Decoration.mark({ class: 'cm-theirs' });

const theme = EditorView.baseTheme({
  '.cm-theirs': { backgroundColor: 'color-mix(in srgb, currentColor 18%, transparent)' },
  '.cm-caret': { position: 'relative', borderInlineStart: '2px solid', marginInline: '-1px' },
  '.cm-caret > span': {
    position: 'absolute',
    insetInlineStart: '-2px',
    bottom: '100%',
    padding: '0 4px',
    borderRadius: '3px 3px 3px 0',
    color: '#fff',
    font: '500 10px/14px var(--sans)',
    whiteSpace: 'nowrap',
    pointerEvents: 'none',
  },
});
