/** Where the list of commands leads: other workflows, runs of this one, and people. */
import { useQuery } from '@tanstack/react-query';
import { answered, api } from '../api/client.ts';
import { newestExecutionsQuery } from '../api/executions.ts';
import { usePeople } from '../collaboration/roomContext.ts';
import { executionLook } from '../runs/executionLook.ts';
import { chooseTheme, isDarkNow } from '../ui/theme.ts';
import { when } from '../ui/time.ts';
import type { DesignerCommand } from './commandList.ts';
import type { Designer } from './designer.ts';
import { useDesigner } from './designerContext.ts';

const MOST = 200;

const workflowsQuery = {
  queryKey: ['workflows', 'names'],
  queryFn: async () =>
    (await answered(api.GET('/api/v1/workflows', { params: { query: { limit: MOST } } }))).items,
};

/** What is read while the list is open shows as soon as it is there. */
export function usePlaces(): readonly DesignerCommand[] {
  const designer = useDesigner();
  const workflows = useQuery(workflowsQuery).data ?? [];
  const runs = useQuery(newestExecutionsQuery(designer.workflowId, 'commands')).data ?? [];
  const people = usePeople().filter(({ isMe }) => !isMe);
  return [
    themeSwitch(),
    ...people.map(({ client, name }) => ({
      key: `person ${client}`,
      title: `Follow ${name}`,
      about: 'person, here now',
      run: () => designer.following.set(client),
    })),
    ...workflows
      .filter(({ id }) => id !== designer.workflowId)
      .map(({ id, name }) => ({
        key: `workflow ${id}`,
        title: name,
        about: 'workflow',
        run: () => location.assign(`/workflows/${id}/design`),
      })),
    ...runs.map((run) => ({
      key: `run ${run.id}`,
      title: `Run of ${when(run.created_at)}`,
      about: `run, ${executionLook(run).word}`,
      run: () => showRun(designer, run.id),
    })),
  ];
}

function showRun(designer: Designer, id: string): void {
  designer.executionId.set(id);
  designer.tab.set('run');
}

function themeSwitch(): DesignerCommand {
  const next = isDarkNow() ? 'light' : 'dark';
  return {
    key: 'theme',
    title: next === 'dark' ? 'Dark colours' : 'Light colours',
    about: 'theme',
    run: () => chooseTheme(next),
  };
}
