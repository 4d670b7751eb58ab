import type { Shape } from '../api/client.ts';

const FIRST = ['fetch-process-store', 'publish-after-approval', 'data-science-pipeline'];

/** Three of the installation's examples, those that show most first. */
export function starters(
  workflows: readonly Shape<'WorkflowRow'>[],
): readonly Shape<'WorkflowRow'>[] {
  const rank = ({ slug }: Shape<'WorkflowRow'>) =>
    FIRST.includes(slug) ? FIRST.indexOf(slug) : FIRST.length;
  return workflows
    .filter(({ tags }) => tags.includes('example'))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, 3);
}
