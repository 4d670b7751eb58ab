import { closeBrackets } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, placeholder } from '@codemirror/view';
import { useEffect, useRef } from 'react';
import { YSyncConfig, ySync, ySyncAnnotation, ySyncFacet } from 'y-codemirror.next';
import type * as Y from 'yjs';
import { useHere, useMayEdit } from '../collaboration/roomContext.ts';
import type { Designer } from '../designer/designer.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { LONGEST_TEXT } from '../workflow/fitting.ts';
import { carets } from './carets.ts';
import { expressionCompletion, expressionMarks } from './expressions.ts';
import { useMembers } from './useMembers.ts';
import { useVisibleNames } from './useVisibleNames.ts';

interface Props {
  readonly text: Y.Text;
  readonly task: string | undefined;
  readonly label: string;
  readonly hint: string;
}

/** A text that several people type in at once, with their carets and completion of expressions. */
export default function TextEditor({ text, task, label, hint }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const { room, presence } = useHere();
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const names = useVisibleNames({ task });
  const members = useMembers({ task });

  useEffect(() => {
    if (host.current === null) return;
    const sync = new YSyncConfig(text, room.awareness);
    room.undo.addTrackedOrigin(sync);
    const view = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: text.toString(),
        extensions: [
          EditorView.cspNonce.of(nonce()),
          ySyncFacet.of(sync),
          ySync,
          carets(text, presence),
          keymap.of([...(mayEdit ? undoKeys(designer) : []), RUN_KEY, ...defaultKeymap]),
          closeBrackets(),
          drawSelection(),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({
            'aria-label': label,
            ...(mayEdit ? {} : { 'aria-readonly': 'true' }),
          }),
          EditorView.editorAttributes.of(mayEdit ? {} : { class: 'cm-still' }),
          EditorState.readOnly.of(!mayEdit),
          fitsIn(LONGEST_TEXT),
          expressionMarks,
          expressionCompletion(names, members),
          placeholder(hint),
          look,
        ],
      }),
    });
    return () => {
      view.destroy();
      room.undo.removeTrackedOrigin(sync);
    };
  }, [text, room, presence, designer, mayEdit, label, hint, names, members]);

  return <div ref={host} />;
}

/** The page runs the draft: no line is added here. */
const RUN_KEY = { key: 'Mod-Enter', run: () => true };

function undoKeys(designer: Designer) {
  const run = (act: () => unknown) => () => {
    act();
    return true;
  };
  return [
    { key: 'Mod-z', run: run(() => designer.undo()) },
    { key: 'Mod-Shift-z', run: run(() => designer.redo()) },
    { key: 'Mod-y', run: run(() => designer.redo()) },
  ];
}

/** One's own typing and pasting ends where the server would refuse it; others' always shows. */
function fitsIn(longest: number) {
  return EditorState.changeFilter.of(
    (change) => change.annotation(ySyncAnnotation) !== undefined || change.newDoc.length <= longest,
  );
}

function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[property=csp-nonce]')?.nonce ?? '';
}

const look = EditorView.theme({
  '&': {
    border: '1px solid var(--control)',
    borderRadius: '8px',
    backgroundColor: 'var(--panel)',
    fontSize: '13px',
  },
  '&.cm-still': { borderColor: 'var(--line)', backgroundColor: 'var(--bg)' },
  '&.cm-focused': { outline: '2px solid var(--ink)', outlineOffset: '1px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono)',
    lineHeight: '20px',
    maxHeight: '45vh',
    minHeight: '84px',
    overflow: 'auto',
  },
  '.cm-content': { padding: '18px 8px 8px', caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '.cm-selectionBackground, &.cm-focused .cm-selectionBackground': {
    backgroundColor: 'var(--line-strong) !important',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    border: '1px solid var(--line-strong)',
    borderRadius: '8px',
    color: 'var(--ink)',
  },
  '.cm-tooltip-autocomplete ul li': { padding: '3px 8px' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--line)',
    color: 'var(--ink)',
  },
  '.cm-completionDetail': { color: 'var(--ink-3)', fontStyle: 'normal' },
});
