/**
 * What one person does in one designer, apart from the document: what is selected, what is open,
 * and every command of keys and menus. Knows no React.
 */
import type { Shape } from '../api/client.ts';
import { type Folds, frameNode, frameOf, isFolded } from '../canvas/frames.ts';
import { type Box, noteOf } from '../canvas/shapes.ts';
import type { Presence } from '../collaboration/presence.ts';
import type { Room } from '../collaboration/room.ts';
import { Signal } from '../collaboration/signal.ts';
import type { Pins } from '../pins/pinning.ts';
import type { Point } from '../workflow/commands.ts';
import type { Edge } from '../workflow/edges.ts';
import { outermostOf } from '../workflow/graph.ts';
import { groupOf, membersOf } from '../workflow/groups.ts';
import { type Changes, NO_CHANGES } from '../workflow/settingsChanged.ts';
import type { Loss, Way } from '../workflow/undoing.ts';
import { openSettings } from './panels.ts';
import type { Thread, ThreadCount } from './threads.ts';
import { takeBackMine } from './undoing.ts';

export type Kind = Shape<'KindRow'>;

/** What a new task is connected with once it is there. */
export interface Joint {
  readonly source?: { readonly id: string; readonly outcome?: string };
  readonly target?: string;
  /** An edge that the new task is put into. */
  readonly splits?: Edge;
}

/** What of the draft runs: one task alone, up to it, or from it on; nothing: all of it. */
export type Part = { readonly [How in 'task' | 'to' | 'from_task']?: string };

export type Overlay =
  | { readonly is: 'none' | 'commands' | 'find' | 'shortcuts' | 'publish' }
  | { readonly is: 'history'; readonly names?: boolean }
  | { readonly is: 'leftover' | 'extract' | 'describe' }
  | { readonly is: 'paste'; readonly text: string; readonly keeps: boolean }
  | { readonly is: 'undo'; readonly way: Way; readonly losses: readonly Loss[] }
  | { readonly is: 'run'; readonly part?: Part }
  | { readonly is: 'pin'; readonly task: string }
  | { readonly is: 'connect'; readonly source: string }
  | { readonly is: 'add'; readonly at: Point; readonly joint: Joint };

export type Tab = 'run' | 'problems' | 'comments';

/** The point of the canvas in the middle of the window, and how near it is seen. */
export interface View extends Point {
  readonly zoom: number;
}

/** How the canvas moves; given by the adapter once it is there. */
export interface CanvasPort {
  fit(ids?: readonly string[]): void;
  /** Moves as little as needed to have it in sight. */
  reveal(id: string): void;
  /** Whether it was in sight while the canvas had this size. */
  isIn(id: string, size: { readonly width: number; readonly height: number }): boolean;
  resetZoom(): void;
  zoomBy(factor: number): void;
  /** Where the middle of what is seen lies on the canvas. */
  middle(): Point;
  placeOf(id: string): Box | undefined;
  /** What is seen; undefined: there is no canvas to be seen. */
  view(): View | undefined;
  look(view: View): void;
  focus(id?: string): void;
}

export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly staysMs?: number;
}

export class Designer {
  readonly selected = new Signal<ReadonlySet<string>>(new Set());
  readonly selectedEdge = new Signal<Edge | undefined>(undefined);
  readonly overlay = new Signal<Overlay>({ is: 'none' });
  readonly tab = new Signal<Tab | undefined>(undefined);
  readonly toasts = new Signal<readonly Toast[]>([]);
  readonly isOutline = new Signal(false);
  /** The hints of a first visit: not there, come by themselves, or asked for. */
  readonly tour = new Signal<'off' | 'first' | 'asked'>('off');
  /** The field that a problem points to: the inspector opens and focuses it. */
  readonly wantedField = new Signal<{ task: string; path: string } | undefined>(undefined);
  /** The task whose settings stay open whatever is selected. */
  readonly held = new Signal<string | undefined>(undefined);
  /** The node where the keyboard enters the canvas. */
  readonly current = new Signal<string | undefined>(undefined);
  /** Arrow keys move what is selected. */
  readonly moving = new Signal(false);
  /** The client of the person whose view one follows. */
  readonly following = new Signal<number | undefined>(undefined);
  /** The box for a comment is to have the focus once it is there. */
  readonly wantsComment = new Signal(false);
  /** The list of problems is to have the focus once it is there. */
  readonly wantsProblems = new Signal(false);
  /** The point of the canvas that the next comment is about; undefined: what is selected. */
  readonly commentPoint = new Signal<Point | undefined>(undefined);
  /** One is choosing on the canvas what a comment is about. */
  readonly isPointing = new Signal(false);
  /** The thread that is to be shown once the comments are there. */
  readonly wantedThread = new Signal<string | undefined>(undefined);
  /** The edge, or the thread about a point, that the canvas is to show. */
  readonly wantedMark = new Signal<{ key: string; point?: readonly number[] } | undefined>(
    undefined,
  );
  /** The mark of comments where the keyboard was last. */
  readonly currentMark = new Signal<string | undefined>(undefined);
  readonly renaming = new Signal<string | undefined>(undefined);
  /** Outputs that runs of the draft take instead of running their tasks, by task. */
  readonly pins = new Signal<Pins>(new Map());
  /** What is said about each task and edge, in threads that are not resolved. */
  readonly threads = new Signal<ReadonlyMap<string, ThreadCount>>(new Map());
  /** Such threads about points of the canvas. */
  readonly points = new Signal<readonly Thread[]>([]);
  /** Settings that are other than in the run that is shown, by task. */
  readonly changes = new Signal<Changes>(NO_CHANGES);
  /** Edges along which went what decided how long the shown run took: `source>target`. */
  readonly critical = new Signal<ReadonlySet<string>>(new Set());
  readonly executionId = new Signal<string | undefined>(undefined);
  /** What previews are made of: a run, or '' for the newest, and an item of a map, or ''. */
  readonly previewData = new Signal({ execution: '', item: '' });
  canvas: CanvasPort | undefined;
  /** What was copied here last: pasting it again needs no question. */
  copied: string | undefined;
  /** Others see neither one's pointer nor one's view. */
  readonly isHidden = new Signal(false);
  /** One does not see the pointers of others. */
  readonly isQuiet = new Signal(false);
  /** Groups that are folded or open here, other than the document says. */
  readonly folds = new Signal<Folds>(new Map());
  /** Given by the page: they need what a plain object does not know. */
  drop: ((kind: string, at: Point, onto?: Edge) => void) | undefined;
  tidy: (() => Promise<void>) | undefined;
  readPins: (() => Promise<void>) | undefined;
  #toastNumber = 0;

  readonly room: Room;
  readonly presence: Presence;
  readonly kinds: readonly Kind[];
  readonly workflowId: string;

  constructor(room: Room, presence: Presence, kinds: readonly Kind[], workflowId: string) {
    this.room = room;
    this.presence = presence;
    this.kinds = kinds;
    this.workflowId = workflowId;
    this.wantedField.subscribe(() => {
      const wanted = this.wantedField.get();
      if (wanted === undefined) return;
      openSettings();
      if (wanted.task !== this.held.get()) this.held.set(undefined);
    });
  }

  get mayEdit(): boolean {
    const { role, line } = this.room.state.get();
    return (role === 'owner' || role === 'editor') && line.is !== 'closed';
  }

  /** Takes back what one did; who may only look has to leave it as it is. */
  undo(): void {
    takeBackMine(this, 'undo');
  }

  redo(): void {
    takeBackMine(this, 'redo');
  }

  kind(name: unknown): Kind | undefined {
    return this.kinds.find((kind) => kind.name === name);
  }

  select(ids: Iterable<string>): void {
    const next = new Set(ids);
    const now = this.selected.get();
    if (next.size === now.size && [...next].every((id) => now.has(id))) return;
    this.selected.set(next);
    if (next.size > 0) {
      this.selectedEdge.set(undefined);
      this.commentPoint.set(undefined);
    }
    this.presence.show({ selected: [...next] });
  }

  selectEdge(edge: Edge | undefined): void {
    this.selectedEdge.set(edge);
    if (edge === undefined) return;
    this.commentPoint.set(undefined);
    this.select([]);
  }

  /** The ids of the selected tasks; notes are left out. */
  selectedTasks(): readonly string[] {
    return [...this.selected.get()].filter(
      (id) => noteOf(id) === undefined && this.room.view.has('tasks', id),
    );
  }

  /** The groups whose frames are selected. */
  selectedGroups(): readonly string[] {
    return [...this.selected.get()].flatMap((id) => {
      const group = frameOf(id);
      return group !== undefined && this.room.view.has('groups', group) ? [group] : [];
    });
  }

  /** The selected tasks, and those that stand in selected frames. */
  chosenTasks(): readonly string[] {
    const groups = this.selectedGroups();
    if (groups.length === 0) return this.selectedTasks();
    const members = membersOf(this.room.view);
    return [
      ...new Set([...this.selectedTasks(), ...groups.flatMap((id) => members.get(id) ?? [])]),
    ];
  }

  /** Folds or opens a group here only; undefined: as the document says. */
  fold(group: string, folded: boolean | undefined): void {
    const folds = new Map(this.folds.get());
    if (folded === undefined) folds.delete(group);
    else folds.set(group, folded);
    this.folds.set(folds);
  }

  /** Goes to the frame of a group. */
  showGroup(group: string): void {
    const node = frameNode(group);
    this.select([node]);
    this.current.set(node);
    this.canvas?.fit([node]);
    setTimeout(() => this.canvas?.focus(node), 50);
  }

  /** Goes to a task, and to one of its fields. */
  show(task: string, path = ''): void {
    const wasOpen = !this.#open(task);
    this.select([task]);
    this.current.set(task);
    if (wasOpen) this.canvas?.fit([task]);
    else requestAnimationFrame(() => this.canvas?.fit([task])); // once its group is drawn open
    if (path !== '') this.wantedField.set({ task, path });
    // After the frame in which what lay over the page gives the focus back.
    else setTimeout(() => this.canvas?.focus(task), 50);
  }

  /** Goes to an edge and the tasks that it connects. */
  showEdge(edge: Edge | undefined): void {
    if (edge === undefined) return;
    const ends = [edge.source, edge.target];
    for (const end of ends) this.#open(end);
    this.selectEdge(edge);
    requestAnimationFrame(() => this.canvas?.fit(ends)); // once their groups are drawn open
  }

  /** A task that is gone to must be seen: its group opens, here only. Whether it had to. */
  #open(task: string): boolean {
    const { view } = this.room;
    const group = groupOf(view, outermostOf(view, task));
    if (group === undefined || !isFolded(view, this.folds.get(), group)) return false;
    this.fold(group, false);
    return true;
  }

  /** The threads about a task, and where one writes another. */
  showComments(task?: string): void {
    if (task !== undefined) {
      this.select([task]);
      this.current.set(task);
    }
    this.tab.set('comments');
    this.wantsComment.set(true);
  }

  /** What is wrong with the draft; the keyboard goes there. */
  showProblems(): void {
    this.tab.set('problems');
    this.wantsProblems.set(true);
  }

  open(overlay: Overlay): void {
    this.overlay.set(overlay);
  }

  close(): void {
    this.overlay.set({ is: 'none' });
    this.canvas?.focus();
  }

  tell(text: string, action?: Toast['action'], isError = false, staysMs?: number): void {
    this.#toastNumber += 1;
    const more = { ...(action ? { action } : {}), ...(staysMs ? { staysMs } : {}) };
    const toast = { id: this.#toastNumber, text, isError, ...more };
    const others = this.toasts.get().filter((each) => each.text !== text); // said again, not twice
    this.toasts.set([...others.slice(-3), toast]);
  }

  setHidden(isHidden: boolean): void {
    this.isHidden.set(isHidden);
    this.presence.hide(isHidden);
    this.tell(isHidden ? 'Others no longer see your pointer and view.' : 'Others see you again.');
  }

  dismiss(id: number): void {
    this.toasts.set(this.toasts.get().filter((toast) => toast.id !== id));
  }
}
