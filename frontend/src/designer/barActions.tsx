import type { ReactNode } from 'react';
import { useMayEdit } from '../collaboration/roomContext.ts';
import { Command, History, List, MessageSquare, Redo2, Share2, Undo2 } from '../ui/icons.ts';
import type { Designer } from './designer.ts';
import { useDesigner, useSignal } from './designerContext.ts';
import { linkTo } from './sharing.ts';

/** What the bar offers besides running: buttons where there is room, a menu where there is not. */
export interface BarAction {
  readonly label: string;
  readonly title: string;
  readonly icon: ReactNode;
  readonly keys?: string;
  readonly isOn?: boolean;
  readonly run: () => void;
}

export function useBarActions(): readonly BarAction[] {
  const designer = useDesigner();
  const isOutline = useSignal(designer.isOutline);
  const edits: readonly BarAction[] = [
    {
      label: 'Undo',
      title: 'Undo what I did',
      keys: 'Mod+Z',
      icon: <Undo2 size={16} />,
      run: () => designer.undo(),
    },
    {
      label: 'Redo',
      title: 'Redo what I undid',
      keys: 'Mod+Shift+Z',
      icon: <Redo2 size={16} />,
      run: () => designer.redo(),
    },
  ];
  const others: readonly BarAction[] = [
    {
      label: 'Commands',
      title: 'Commands',
      keys: 'Mod+K',
      icon: <Command size={16} />,
      run: () => designer.open({ is: 'commands' }),
    },
    {
      label: 'Outline',
      title: 'Outline: the graph as a list',
      keys: 'O',
      icon: <List size={16} />,
      isOn: isOutline,
      run: () => designer.isOutline.set(!isOutline),
    },
    {
      label: 'Comments',
      title: 'Comments',
      keys: 'C',
      icon: <MessageSquare size={16} />,
      run: () => designer.showComments(),
    },
    {
      label: 'Share',
      title: 'Copy a link to what you see',
      icon: <Share2 size={16} />,
      run: () => void share(designer),
    },
    {
      label: 'History',
      title: 'History and versions',
      icon: <History size={16} />,
      run: () => designer.open({ is: 'history' }),
    },
  ];
  return useMayEdit() ? [...edits, ...others] : others;
}

async function share(designer: Designer): Promise<void> {
  await navigator.clipboard.writeText(linkTo(designer, location.href));
  designer.tell('Link copied. It opens what you see now, for members of the team.');
}
