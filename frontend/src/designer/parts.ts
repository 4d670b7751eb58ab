/** Parts of the designer that are not needed to show it: loaded once it stands, or when asked for. */
import { lazy } from 'react';

const loaders = keptLoaders({
  overlays: () => import('./Overlays.tsx'),
  problems: () => import('./ProblemList.tsx'),
  textEditor: () => import('../editor/TextEditor.tsx'),
  runPanel: () => import('../runs/RunPanel.tsx'),
  comments: () => import('./commentParts.ts'),
  history: () => import('./History.tsx'),
  publish: () => import('./Publish.tsx'),
  leftover: () => import('./LeftoverEdits.tsx'),
  runInputs: () => import('./RunInputs.tsx'),
  pinEditor: () => import('../pins/PinEditor.tsx'),
  pastePreview: () => import('./PastePreview.tsx'),
  describe: () => import('./Describe.tsx'),
  markdown: () => import('../ui/Markdown.tsx'),
  farLayer: () => import('../canvas/FarLayer.tsx'),
  overlaid: () => import('../canvas/overlaid.ts'),
  emptyCanvas: () => import('./EmptyCanvas.tsx'),
  selectionBar: () => import('../canvas/SelectionBar.tsx'),
  noteTools: () => import('../canvas/NoteTools.tsx'),
  shortcuts: () => import('./Shortcuts.tsx'),
  outline: () => import('./Outline.tsx'),
  workflowForm: () => import('../inspector/WorkflowForm.tsx'),
  extract: () => import('./ExtractDialog.tsx'),
  selected: () => import('../inspector/Selected.tsx'),
  trail: () => import('./Trail.tsx'),
  tidy: () => import('./tidy.ts'),
  changes: () => import('../workflow/changes.ts'),
});

export const Overlays = lazy(loaders.overlays);
export const ProblemList = lazy(loaders.problems);
export const TextEditor = lazy(loaders.textEditor);
export const RunPanel = lazy(loaders.runPanel);
export const Comments = lazy(loaders.comments);
export const History = lazy(loaders.history);
export const Publish = lazy(loaders.publish);
export const LeftoverEdits = lazy(loaders.leftover);
export const RunInputs = lazy(loaders.runInputs);
export const PinEditor = lazy(loaders.pinEditor);
const ofComments = <Name extends 'CommentLayer' | 'EdgeTools' | 'NoticeMark'>(name: Name) =>
  lazy(async () => ({ default: (await loaders.comments())[name] }));
export const CommentLayer = ofComments('CommentLayer');
export const EdgeTools = ofComments('EdgeTools');
export const NoticeMark = ofComments('NoticeMark');
export const PastePreview = lazy(loaders.pastePreview);
export const Describe = lazy(loaders.describe);
export const NoteMarkdown = lazy(async () => ({ default: (await loaders.markdown()).Markdown }));
export const FarLayer = lazy(loaders.farLayer);
type OfPeople = 'Cursors' | 'EdgeArrows' | 'FollowFrame' | 'GuideLines' | 'Halos' | 'MapCursors';
const ofPeople = <Name extends OfPeople>(name: Name) =>
  lazy(async () => ({ default: (await loaders.overlaid())[name] }));
export const Cursors = ofPeople('Cursors');
export const EdgeArrows = ofPeople('EdgeArrows');
export const FollowFrame = ofPeople('FollowFrame');
export const GuideLines = ofPeople('GuideLines');
export const Halos = ofPeople('Halos');
export const MapCursors = ofPeople('MapCursors');
export const EmptyCanvas = lazy(loaders.emptyCanvas);
export const SelectionBar = lazy(loaders.selectionBar);
export const NoteTools = lazy(loaders.noteTools);
export const Shortcuts = lazy(loaders.shortcuts);
export const WorkflowForm = lazy(loaders.workflowForm);
export const ExtractDialog = lazy(loaders.extract);
export const Selected = lazy(loaders.selected);
export const Outline = lazy(loaders.outline);
export const Trail = lazy(async () => ({ default: (await loaders.trail()).Trail }));
export const loadTidy = loaders.tidy;
export const loadChanges = loaders.changes;

// What a key opens is fetched beside the document: who presses it goes on typing into it. And a large
// graph is drawn from far away at once.
for (const load of [loaders.overlays, loaders.workflowForm, loaders.farLayer]) fetchNow(load);

/** Fetches all of them, so that nothing of the designer needs a connection later. */
export function fetchParts(): void {
  for (const load of Object.values(loaders)) fetchNow(load);
}

function fetchNow(load: () => Promise<unknown>): void {
  Promise.resolve(load()).catch(() => {
    // Tried again when it is asked for; a part that cannot be had then says so.
  });
}

type Loaders = Readonly<Record<string, () => Promise<unknown>>>;

/**
 * The same, but what is there already comes at once and not a moment later: whoever opens a part by
 * a key goes on typing into it.
 */
function keptLoaders<All extends Loaders>(all: All): All {
  const kept = Object.entries(all).map(([name, load]) => {
    let here: unknown;
    const keep = async () => {
      here = await load();
      return here;
    };
    // biome-ignore lint/suspicious/noThenProperty: React asks for no more, and takes an answer that comes at once
    const now = { then: (take: (module: unknown) => void) => take(here) };
    return [name, () => (here === undefined ? keep() : now)];
  });
  return Object.fromEntries(kept) as All;
}
