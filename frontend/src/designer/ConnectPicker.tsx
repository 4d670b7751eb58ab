import { useRoom } from '../collaboration/roomContext.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { Picker } from '../ui/Picker.tsx';
import { type End, edgeBetween, nameOf, outcomesOf, whyNotFrom } from '../workflow/graph.ts';
import { useDesigner } from './designerContext.ts';
import { drawEdge } from './wiring.ts';

/** Connecting from the keyboard: every outcome of a task with every task that can wait for it, and why others cannot. */
export function ConnectPicker({ source }: { source: string }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const task = (id: string) => view.entry('tasks', id);
  const outcomes = [
    undefined,
    ...outcomesOf(task(source), designer.kind(task(source)?.kind)?.outcomes ?? []),
    'failed',
  ];

  const others = view.ids('tasks').filter((id) => id !== source);
  const choices = outcomes.flatMap((outcome) => {
    const end: End = { id: source, side: 'source', ...(outcome === undefined ? {} : { outcome }) };
    const whyNot = whyNotFrom(end, view.edges(), task);
    return others.map((target) => ({
      key: `${outcome ?? ''}>${target}`,
      title: nameOf(target, task(target)),
      about: outcome === undefined ? 'when it is done' : `when the outcome is ${outcome}`,
      icon: <KindGlyph kind={String(task(target)?.kind)} />,
      edge: edgeBetween(end, target),
      whyNot: whyNot(target),
    }));
  });
  // What cannot be is told once for each task, below all that can.
  const possible = choices.filter(({ whyNot }) => whyNot === undefined);
  const impossible = choices.filter(({ whyNot, edge }) => whyNot !== undefined && !edge.outcome);
  const find = (text: string) =>
    [...possible, ...impossible].filter(({ title, about }) =>
      `${title} ${about}`.toLowerCase().includes(text.toLowerCase()),
    );
  return (
    <Picker
      label="Connect with"
      placeholder={`What waits for ${nameOf(source, task(source))}?`}
      find={find}
      empty="No other task is called so."
      onPick={({ edge }) => {
        drawEdge(designer, edge);
        designer.close();
      }}
    />
  );
}
