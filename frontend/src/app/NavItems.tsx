import { useQuery } from '@tanstack/react-query';
import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { unseenQuery, waitingForMeQuery } from '../api/queries.ts';
import { Bell, Bot, Inbox, KeyRound, Play, Users, Workflow } from '../ui/icons.ts';
import css from './shell.module.css';

const MANY = 99;

export function NavItems() {
  const { waiting = 0, reminded = 0 } = useQuery(waitingForMeQuery).data ?? {};
  return (
    <>
      <NavItem to="/" icon={<Workflow size={18} />} isExact>
        Workflows
      </NavItem>
      <NavItem to="/executions" icon={<Play size={18} />}>
        Executions
      </NavItem>
      <NavItem to="/approvals" icon={<Inbox size={18} />}>
        Approvals
        {waiting > 0 && (
          <span className={css.count} data-reminded={reminded > 0 || undefined}>
            {waiting > MANY ? `${MANY}+` : waiting}
            <span className={css.hidden}>
              {' '}
              waiting for you{reminded > 0 && `, ${reminded} of them again`}
            </span>
          </span>
        )}
      </NavItem>
      <Notices />
      <NavItem to="/agents" icon={<Bot size={18} />} isWide>
        Agents
      </NavItem>
      <NavItem to="/team" icon={<Users size={18} />} isWide>
        Team
      </NavItem>
      <NavItem to="/tokens" icon={<KeyRound size={18} />} isWide>
        Tokens
      </NavItem>
    </>
  );
}

function Notices() {
  const unseen = useQuery(unseenQuery).data ?? 0;
  return (
    <NavItem to="/notices" icon={<Bell size={18} />}>
      Notices
      {unseen > 0 && (
        <span className={css.count}>
          {unseen > MANY ? `${MANY}+` : unseen}
          <span className={css.hidden}> new</span>
        </span>
      )}
    </NavItem>
  );
}

interface ItemProps {
  readonly to: NonNullable<LinkProps['to']>;
  readonly icon: ReactNode;
  readonly children: ReactNode;
  readonly isExact?: boolean;
  /** Only where there is room; elsewhere the account's menu has it. */
  readonly isWide?: boolean;
}

function NavItem({ to, icon, children, isExact = false, isWide = false }: ItemProps) {
  return (
    <Link
      to={to}
      className={css.item}
      data-wide={isWide || undefined}
      activeOptions={{ exact: isExact, includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
    >
      {icon}
      <span>{children}</span>
    </Link>
  );
}
