import { useQuery } from '@tanstack/react-query';
import { unseenQuery } from '../api/queries.ts';
import { Bell } from '../ui/icons.ts';
import own from './bar.module.css';

const MANY = 99;

/** Where no rail of pages tells it: that colleagues wrote to this person, here or elsewhere. */
export default function NoticeMark() {
  const unseen = useQuery(unseenQuery).data ?? 0;
  if (unseen === 0) return null;
  const count = unseen > MANY ? `${MANY}+` : String(unseen);
  const label = `${count} new ${unseen === 1 ? 'notice' : 'notices'}`;
  return (
    <a className={own.notices} href="/notices" aria-label={label} title={label}>
      <Bell size={16} aria-hidden />
      {count}
    </a>
  );
}
