import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { agentsQuery, functionsQuery } from '../api/queries.ts';
import { found } from '../ui/fuzzy.ts';
import type { JsonObject } from '../workflow/json.ts';
import type { Kind } from './designer.ts';
import { useDesigner } from './designerContext.ts';

/** Something that can be put onto the canvas: a kind, or a kind with its main setting made. */
export interface Item {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly group: 'Kinds' | 'Agents' | 'Functions';
  readonly kind: Kind;
  readonly start: JsonObject;
}

/** The one behind *Describe it* does nothing in a workflow. */
const isForTasks = ({ slug }: { readonly slug: string }) => slug !== 'workflow-drafter';

/** Every item: kinds first, then each agent and each function of the installation. */
export function useItems(): readonly Item[] {
  const { kinds } = useDesigner();
  const agents = useQuery(agentsQuery).data;
  const functions = useQuery(functionsQuery).data;

  return useMemo(() => {
    const agentKind = kinds.find(({ name }) => name === 'agent');
    const functionKind = kinds.find(({ name }) => name === 'function');
    const ofKinds = kinds
      .filter((kind) => kind !== functionKind)
      .map(
        (kind): Item => ({
          key: `kind ${kind.name}`,
          title: kind.title,
          about: kind.description,
          group: 'Kinds',
          kind,
          start: {},
        }),
      );
    const ofAgents = (agentKind ? (agents ?? []) : []).filter(isForTasks).map(
      (agent): Item => ({
        key: `agent ${agent.slug}`,
        title: agent.name,
        about: agent.description || `Agent ${agent.slug}`,
        group: 'Agents',
        kind: agentKind as Kind,
        start: { agent: agent.slug, name: agent.name },
      }),
    );
    const ofFunctions = (functionKind ? (functions ?? []) : []).map(
      (each): Item => ({
        key: `function ${each.name}`,
        title: each.title,
        about: `${each.name} · ${each.description}`,
        group: 'Functions',
        kind: functionKind as Kind,
        start: { function: each.name, name: each.title },
      }),
    );
    return [...ofKinds, ...ofAgents, ...ofFunctions];
  }, [kinds, agents, functions]);
}

/** Items that match a text, best first. */
export function matching(items: readonly Item[], text: string): readonly Item[] {
  return found(items, text, ({ title, about, key }) => ({ title, more: `${key} ${about}` }));
}
