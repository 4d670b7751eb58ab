import { useQuery } from '@tanstack/react-query';
import { agentsQuery, functionsQuery } from '../api/queries.ts';
import type { Json } from '../workflow/json.ts';

/** What a setting is chosen from, where the installation knows it. */
export function useChoices(source: Json | undefined): readonly string[] | undefined {
  const agents = useQuery({
    ...agentsQuery,
    enabled: source === 'agents' || source === 'capabilities',
  }).data;
  const functions = useQuery({ ...functionsQuery, enabled: source === 'functions' }).data;
  if (source === 'agents') return agents?.map(({ slug }) => slug);
  if (source === 'functions') return functions?.map(({ name }) => name);
  if (source === 'people') return ['role:owner', 'role:editor'];
  if (source === 'capabilities') {
    const names = (agents ?? []).flatMap(({ capabilities }) =>
      (capabilities as { name: string }[]).map(({ name }) => name),
    );
    return [...new Set(names)].sort();
  }
  return undefined;
}
