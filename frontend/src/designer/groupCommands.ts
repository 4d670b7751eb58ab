import { groupName, membersOf } from '../workflow/groups.ts';
import type { DesignerCommand } from './commandList.ts';
import type { Designer } from './designer.ts';
import {
  groupSelected,
  groupsMeant,
  leaveGroups,
  removeGroupsWithTasks,
  setFold,
  ungroupSelected,
} from './grouping.ts';

/** What can be done with groups: only what means something now. */
export function groupCommands(designer: Designer): readonly DesignerCommand[] {
  const groups = groupsMeant(designer);
  const meant: readonly DesignerCommand[] = [
    { key: 'ungroup', title: 'Ungroup', keys: 'Mod+Shift+G', run: () => ungroupSelected(designer) },
    {
      key: 'collapse',
      title: 'Collapse the group',
      run: () => setFold(designer, groups, true),
    },
    { key: 'expand', title: 'Expand the group', run: () => setFold(designer, groups, false) },
    { key: 'leave', title: 'Take out of the group', run: () => leaveGroups(designer) },
    {
      key: 'remove group',
      title: 'Remove the group and its tasks',
      run: () => removeGroupsWithTasks(designer, groups),
    },
  ];
  return [
    {
      key: 'group',
      title: 'Group what is selected',
      keys: 'Mod+G',
      run: () => groupSelected(designer),
    },
    ...(groups.length > 0 ? meant : []),
    ...(designer.chosenTasks().length > 0 ? [extract(designer)] : []),
  ];
}

/** What anybody may do: fold all, and go to each. */
export function groupsToGo(designer: Designer): readonly DesignerCommand[] {
  const { view } = designer.room;
  const members = membersOf(view);
  if (members.size === 0) return [];
  const all = [...members.keys()];
  return [
    { key: 'collapse all', title: 'Collapse all groups', run: () => setFold(designer, all, true) },
    { key: 'expand all', title: 'Expand all groups', run: () => setFold(designer, all, false) },
    ...all.map((id) => ({
      key: `group ${id}`,
      title: groupName(view.entry('groups', id)),
      about: `group of ${members.get(id)?.length ?? 0}`,
      run: () => designer.showGroup(id),
    })),
  ];
}

const extract = (designer: Designer): DesignerCommand => ({
  key: 'extract',
  title: 'Extract to a workflow',
  about: 'what is selected',
  run: () => designer.open({ is: 'extract' }),
});
