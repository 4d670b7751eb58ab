import { found } from '../ui/fuzzy.ts';
import { Picker } from '../ui/Picker.tsx';
import { commandsOf } from './commandList.ts';
import { useDesigner } from './designerContext.ts';
import { usePlaces } from './places.ts';
import { useRun } from './useRun.ts';

export function CommandPalette() {
  const designer = useDesigner();
  const run = useRun();
  const places = usePlaces();
  const commands = [...commandsOf(designer, run.mayRun ? run.begin : undefined), ...places];
  const find = (text: string) =>
    found(commands, text, ({ title, about = '' }) => ({ title, more: about }));
  return (
    <Picker
      label="Commands, tasks, workflows, runs and people"
      placeholder="Do something, or go to a task, workflow, run or person"
      find={find}
      empty="Nothing is called so."
      onPick={(command) => {
        designer.close();
        command.run();
      }}
    />
  );
}
