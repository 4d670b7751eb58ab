import type { ComponentType } from 'react';
import {
  Bot,
  CircleHelp,
  Clock,
  GitBranch,
  Globe,
  Group,
  Layers,
  Repeat,
  Sparkles,
  SquareFunction,
  StickyNote,
  UserCheck,
  Workflow,
} from './icons.ts';

const GLYPHS: Readonly<Record<string, ComponentType<{ size?: number; 'aria-hidden'?: boolean }>>> =
  {
    agent: Bot,
    function: SquareFunction,
    http: Globe,
    transform: Sparkles,
    branch: GitBranch,
    map: Layers,
    loop: Repeat,
    workflow: Workflow,
    approval: UserCheck,
    wait: Clock,
    note: StickyNote,
    group: Group,
  };

/** Kinds are told apart by their sign, never by a colour. */
export function KindGlyph({ kind, size = 16 }: { kind: string; size?: number }) {
  const Glyph = (Object.hasOwn(GLYPHS, kind) && GLYPHS[kind]) || CircleHelp;
  return <Glyph size={size} aria-hidden />;
}
