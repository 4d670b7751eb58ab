import { useRoom } from '../collaboration/roomContext.ts';
import { KindGlyph } from '../ui/KindGlyph.tsx';
import { Picker } from '../ui/Picker.tsx';
import { nameOf, outcomesOf, whyNotConnect } from '../workflow/graph.ts';
import { useDesigner } from './designerContext.ts';
import { drawEdge } from './wiring.ts';

/** Connecting from the keyboard: every outcome of a task with every task that can wait for it. */
export function ConnectPicker({ source }: { source: string }) {
  const designer = useDesigner();
  const { view } = useRoom();
  const task = (id: string) => view.entry('tasks', id);
  const outcomes = [
    undefined,
    ...outcomesOf(task(source), designer.kind(task(source)?.kind)?.outcomes ?? []),
    'failed',
  ];

  const choices = outcomes.flatMap((outcome) =>
    view.ids('tasks').map((target) => {
      const edge = { source, target, ...(outcome === undefined ? {} : { outcome }) };
      return {
        key: `${outcome ?? ''}>${target}`,
        title: nameOf(target, task(target)),
        about: outcome === undefined ? 'when it is done' : `when the outcome is ${outcome}`,
        icon: <KindGlyph kind={String(task(target)?.kind)} />,
        edge,
        isPossible: whyNotConnect(edge, view.edges(), task) === undefined,
      };
    }),
  );
  const find = (text: string) =>
    choices.filter(
      ({ isPossible, title, about }) =>
        isPossible && `${title} ${about}`.toLowerCase().includes(text.toLowerCase()),
    );
  return (
    <Picker
      label="Connect with"
      placeholder={`What waits for ${nameOf(source, task(source))}?`}
      find={find}
      empty="No other task can wait for this one without closing a circle."
      onPick={({ edge }) => {
        drawEdge(designer, edge);
        designer.close();
      }}
    />
  );
}
