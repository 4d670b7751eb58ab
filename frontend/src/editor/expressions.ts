/** Expressions in texts: marked, and completed by what a task can see. */
import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import type { Extension } from '@codemirror/state';
import { Decoration, EditorView, MatchDecorator, ViewPlugin } from '@codemirror/view';

const INSIDE = /\{\{([^{}]*)$/;
const WORD = /[\w.]*$/;

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
export function expressionCompletion(names: () => readonly Completion[]): Extension {
  const complete = (context: CompletionContext): CompletionResult | null => {
    const before = context.state.sliceDoc(Math.max(0, context.pos - 500), context.pos);
    const inside = INSIDE.exec(before)?.[1];
    if (inside === undefined) return null;
    const word = WORD.exec(inside)?.[0] ?? '';
    return { from: context.pos - word.length, options: [...names()], validFor: /^[\w.]*$/ };
  };
  return autocompletion({ override: [complete], activateOnTyping: true, icons: false });
}
