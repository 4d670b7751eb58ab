import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useRoom } from '../collaboration/roomContext.ts';
import { useDesigner } from '../designer/designerContext.ts';
import { previewsFrom } from '../inspector/PreviewData.tsx';
import type { MemberPlace } from './memberPlace.ts';
import type { Scope, VisibleName } from './visibleNames.ts';

export type Members = (place: MemberPlace) => Promise<readonly VisibleName[]>;

/** What can be named of values at a place; how that is found out is loaded when it is asked for. */
export function useMembers({ task, isInner = false, isOutputs = false }: Scope): Members {
  const client = useQueryClient();
  const { view } = useRoom();
  const { workflowId, previewData } = useDesigner();
  return useCallback(
    async (place) => {
      const { memberOffers } = await import('./memberOffers.ts');
      const scope = { task, isInner, isOutputs };
      const from = previewsFrom(previewData.get());
      return memberOffers(place, { client, view, workflowId, scope, from });
    },
    [client, view, workflowId, previewData, task, isInner, isOutputs],
  );
}
