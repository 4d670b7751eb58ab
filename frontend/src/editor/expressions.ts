/** Expressions in texts: marked, and completed by what a task can see. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view';
import { offerAt } from './completing.ts';
import { memberPlaceAt } from './memberPlace.ts';
import type { Members } from './useMembers.ts';
import type { VisibleName } from './visibleNames.ts';

const marks = new MatchDecorator({
  regexp: /\{\{[^{}]*\}\}/g,
  decoration: Decoration.mark({ class: 'cm-expression' }),
});

/** `{{ … }}` in its own look. */
export const expressionMarks: Extension = [
  ViewPlugin.define(
    (view) => ({
      decorations: marks.createDeco(view),
      update(update) {
        this.decorations = marks.updateDeco(update, this.decorations);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  ),
  EditorView.baseTheme({
    '.cm-expression': {
      color: 'var(--running-text)',
      backgroundColor: 'var(--running-tint)',
      borderRadius: '3px',
    },
  }),
];

/** Offers `names` inside of `{{ … }}`, and what can be named of them; a bare `{{` opens the list. */
export function expressionCompletion(
  names: () => readonly VisibleName[],
  members: Members,
): Extension {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { state, pos, explicit } = context;
    const text = state.doc.toString();
    const place = memberPlaceAt(text, pos, 'template');
    if (place !== undefined) {
      const found = await members(place);
      const isWritten = found.length === 1 && found[0]?.path === `.${place.typed}`;
      if (context.aborted || found.length === 0 || isWritten) return null;
      return { from: place.from, options: found.map(optionOf), filter: false };
    }
    const offer = offerAt(text, pos, 'template', names(), explicit);
    if (offer === undefined) return null;
    const typed = `${text.slice(offer.from, pos)}.`;
    const isBeginning = offer.names.some(({ path }) => path.startsWith(typed));
    // A dot goes on with the beginning of a path, and into a name that was found by other words.
    const options = offer.names.map((name) =>
      isBeginning ? optionOf(name) : { ...optionOf(name), commitCharacters: ['.'] },
    );
    return { from: offer.from, options, filter: false };
  };
  return autocompletion({ override: [complete], activateOnTyping: true, icons: false });
}

function optionOf({ label, path, detail }: VisibleName): Completion {
  return { label, detail, apply: path };
}
