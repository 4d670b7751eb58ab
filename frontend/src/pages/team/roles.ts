import type { Shape } from '../../api/client.ts';

export type Role = Shape<'MemberRow'>['role'];

/** What each role may do, the weakest first. */
export const ROLES: readonly { readonly role: Role; readonly about: string }[] = [
  { role: 'viewer', about: 'looks and comments' },
  { role: 'editor', about: 'also builds, publishes, runs and decides' },
  { role: 'owner', about: 'also manages the team' },
];
