/** Expressions in texts: marked, and completed by what a task can see. */
import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view';
import { offerAt } from './completing.ts';
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

/** Offers `names` inside of `{{ … }}`; a bare `{{` opens the list. */
export function expressionCompletion(names: () => readonly VisibleName[]): Extension {
  const complete = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const offer = offerAt(state.doc.toString(), pos, 'template', names(), explicit);
    if (offer === undefined) return null;
    const options = offer.names.map(({ label, path, detail }) => ({ label, detail, apply: path }));
    return { from: offer.from, options, filter: false };
  };
  return autocompletion({ override: [complete], activateOnTyping: true, icons: false });
}
