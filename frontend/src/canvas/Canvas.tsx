import {
  Background,
  ConnectionMode,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { useCallback } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { useDesigner, useSignal } from '../designer/designerContext.ts';
import {
  Cursors,
  EdgeArrows,
  FarLayer,
  FollowFrame,
  GuideLines,
  Halos,
  MapCursors,
  SelectionBar,
} from '../designer/parts.ts';
import { Guarded } from '../ui/Guarded.tsx';
import { useWide } from '../ui/useWide.ts';
import { AimingHint } from './AimingHint.tsx';
import { CommentPlaces } from './CommentPlaces.tsx';
import { ContainerNode } from './ContainerNode.tsx';
import css from './canvas.module.css';
import { FrameNode } from './FrameNode.tsx';
import { FAR_CARDS, FAR_ZOOM } from './far.ts';
import frames from './frames.module.css';
import { NoteNode } from './NoteNode.tsx';
import { useKeptFocus } from './roving.ts';
import { boxesOf, type CanvasNode, GRID } from './shapes.ts';
import { TaskEdge } from './TaskEdge.tsx';
import { TaskNode } from './TaskNode.tsx';
import { type CanvasEdge, useCanvasEdges } from './useCanvasEdges.ts';
import { useCanvasKeys } from './useCanvasKeys.ts';
import { useCanvasNodes } from './useCanvasNodes.ts';
import { useCanvasPort } from './useCanvasPort.ts';
import { useConnecting } from './useConnecting.ts';
import { useFollowing } from './useFollowing.ts';
import { useKeepInSight } from './useKeepInSight.ts';
import { usePointer } from './usePointer.ts';
import { ZoomButtons } from './ZoomButtons.tsx';

const NODE_TYPES = {
  task: TaskNode,
  container: ContainerNode,
  note: NoteNode,
  frame: FrameNode,
  folded: FrameNode,
};
const EDGE_TYPES = { task: TaskEdge };
const GRID_STEP: [number, number] = [GRID, GRID];
const MANY = 300;
const NO_MINIMAP = 500;
const MINIMAP_PX = 768;
const NO_NODES: CanvasNode[] = [];
const NO_EDGES: CanvasEdge[] = [];
const BY_OTHER_BUTTONS = [1, 2];

/** The graph: everything that knows the canvas library is in this folder. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Graph />
    </ReactFlowProvider>
  );
}

function Graph() {
  const designer = useDesigner();
  const mayEdit = useMayEdit();
  const { nodes, guides, ...nodeHandlers } = useCanvasNodes();
  const { edges, ...edgeHandlers } = useCanvasEdges(nodes);
  const { aiming, handlers: connecting } = useConnecting();
  const pointer = usePointer();
  const isFar = useStore((state) => state.transform[2] < FAR_ZOOM) && nodes.length >= FAR_CARDS;
  const isWide = useWide(MINIMAP_PX);
  const hasPanel = useSignal(designer.tab) !== undefined;
  const follow = useFollowing();
  useKeepInSight();
  const keptFocus = useKeptFocus();
  const onKeyDown = useCanvasKeys();
  const onInit = useCanvasPort(nodes);
  const onPaneClick = usePaneClick(isFar ? nodes : NO_NODES);

  return (
    <div className={css.canvas} data-far={isFar || undefined} {...keptFocus}>
      <ReactFlow<CanvasNode, CanvasEdge>
        aria-label="Workflow graph"
        tabIndex={isFar ? 0 : -1}
        onKeyDown={onKeyDown}
        {...pointer}
        nodes={isFar ? NO_NODES : nodes}
        edges={isFar ? NO_EDGES : edges}
        onInit={onInit}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        {...nodeHandlers}
        {...connecting}
        {...follow}
        {...edgeHandlers}
        onPaneClick={onPaneClick}
        nodesDraggable={mayEdit}
        nodesConnectable={mayEdit}
        edgesReconnectable={mayEdit}
        nodesFocusable={false}
        edgesFocusable={false}
        disableKeyboardA11y
        connectOnClick
        connectionMode={ConnectionMode.Strict}
        connectionRadius={28}
        selectionMode={SelectionMode.Partial}
        selectionOnDrag={!isFar}
        panOnDrag={isFar || BY_OTHER_BUTTONS}
        panOnScroll
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={GRID_STEP}
        minZoom={0.05}
        maxZoom={2}
        deleteKeyCode={null}
        multiSelectionKeyCode="Shift"
        selectionKeyCode={null}
        onlyRenderVisibleElements={nodes.length > MANY}
      >
        <Background gap={24} size={1} />
        {isFar && (
          <Guarded>
            <FarLayer nodes={nodes} edges={edges} />
          </Guarded>
        )}
        <ZoomButtons />
        <Guarded>
          <SelectionBar />
        </Guarded>
        <Guarded>
          <Cursors />
          <EdgeArrows />
          <Halos />
          <GuideLines guides={guides} />
        </Guarded>
        <AimingHint aiming={aiming} />
        <CommentPlaces />
        {nodes.length > 0 && nodes.length <= NO_MINIMAP && !hasPanel && isWide && (
          <>
            <MiniMap
              pannable
              zoomable
              className={css.minimap ?? ''}
              nodeClassName={({ type }) => (type === 'frame' ? (frames.mapFrame ?? '') : '')}
              ariaLabel="Overview"
            />
            <Guarded>
              <MapCursors />
            </Guarded>
          </>
        )}
      </ReactFlow>
      <Guarded>
        <FollowFrame />
      </Guarded>
    </div>
  );
}

/** A click beside everything; far away the cards are no elements, so it finds what lies there. */
function usePaneClick(far: readonly CanvasNode[]) {
  const designer = useDesigner();
  const { screenToFlowPosition } = useReactFlow();
  return useCallback(
    ({ clientX: x, clientY: y, detail }: React.MouseEvent) => {
      designer.selectEdge(undefined);
      const id = at(far, screenToFlowPosition({ x, y }, { snapToGrid: false }));
      if (far.length > 0) designer.select(id === undefined ? [] : [id]);
      if (id !== undefined && detail === 2) designer.canvas?.fit([id]);
    },
    [designer, far, screenToFlowPosition],
  );
}

/** The innermost node at this point. */
function at(nodes: readonly CanvasNode[], { x, y }: { x: number; y: number }): string | undefined {
  const hit = [...boxesOf(nodes)].filter(
    ([, box]) => x >= box.x && y >= box.y && x <= box.x + box.width && y <= box.y + box.height,
  );
  return hit.at(-1)?.[0];
}
