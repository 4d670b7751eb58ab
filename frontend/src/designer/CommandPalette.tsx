import { Picker } from '../ui/Picker.tsx';
import { commandsOf } from './commandList.ts';
import { useDesigner } from './designerContext.ts';
import { useRun } from './useRun.ts';

export function CommandPalette() {
  const designer = useDesigner();
  const run = useRun();
  const commands = commandsOf(designer, run.mayRun ? run.begin : undefined);
  const find = (text: string) => {
    const words = text.toLowerCase().split(/\s+/);
    return commands.filter(({ title, about = '' }) =>
      words.every((word) => `${title} ${about}`.toLowerCase().includes(word)),
    );
  };
  return (
    <Picker
      label="Commands and tasks"
      placeholder="Do something, or go to a task"
      find={find}
      empty="No command and no task is called so."
      onPick={(command) => {
        designer.close();
        command.run();
      }}
    />
  );
}
