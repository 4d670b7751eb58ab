import { answered, api, type Shape } from '../api/client.ts';

/** One state that can be looked at and gone back to. */
export interface Point {
  readonly key: string;
  readonly title: string;
  readonly about: string;
  readonly at: string;
  /** As `compare` names it. */
  readonly reference: string;
  readonly restore: () => Promise<unknown>;
}

const REASONS: Readonly<Record<string, string>> = {
  manual: 'named',
  idle: 'kept after a rest',
  changes: 'kept after many changes',
  before_restore: 'before something was restored',
};

export async function historyOf(path: { readonly workflow_id: string }): Promise<readonly Point[]> {
  const [versions, checkpoints] = await Promise.all([
    answered(api.GET('/api/v1/workflows/{workflow_id}/versions', { params: { path } })),
    answered(api.GET('/api/v1/workflows/{workflow_id}/checkpoints', { params: { path } })),
  ]);
  const ofVersions = versions.items.filter(({ number }) => number !== null).map(pointOfVersion);
  const ofCheckpoints = checkpoints.items.map(
    (checkpoint): Point => ({
      key: `checkpoint ${checkpoint.id}`,
      title: checkpoint.name || REASONS[checkpoint.reason] || checkpoint.reason,
      about: `${checkpoint.author ?? 'the server'} · ${checkpoint.task_count} tasks`,
      at: checkpoint.created_at,
      reference: checkpoint.id,
      restore: () =>
        answered(
          api.POST('/api/v1/checkpoints/{checkpoint_id}/restore', {
            params: { path: { checkpoint_id: checkpoint.id } },
          } as never),
        ),
    }),
  );
  return [...ofVersions, ...ofCheckpoints].sort((one, other) => other.at.localeCompare(one.at));
}

type Version = Pick<
  Shape<'VersionRow'>,
  'id' | 'number' | 'message' | 'created_at' | 'published_at'
>;

export function pointOfVersion(version: Version): Point {
  return {
    key: `version ${version.number}`,
    title: `Version ${version.number}`,
    about: version.message || 'published',
    // It may have been made earlier, for a run of the draft as it was then.
    at: version.published_at ?? version.created_at,
    reference: String(version.number),
    restore: () =>
      answered(
        api.POST('/api/v1/versions/{version_id}/restore', {
          params: { path: { version_id: version.id } },
        } as never),
      ),
  };
}
