import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cookie } from '../api/client.ts';
import { meQuery } from '../api/queries.ts';
import { CircleUser, Moon, Sun } from '../ui/icons.ts';
import { Menu, MenuItem, MenuLine, MenuLink } from '../ui/Menu.tsx';
import { chooseTheme, isDarkNow } from '../ui/theme.ts';
import css from './shell.module.css';

/** Who one is here, and everything that is about oneself or the installation. */
export function Account() {
  const me = useQuery(meQuery).data;
  const isDark = isDarkNow();
  return (
    <Menu
      side="right"
      align="end"
      trigger={
        <button type="button" className={css.item}>
          <CircleUser size={18} />
          <span>{me?.username ?? 'Account'}</span>
        </button>
      }
    >
      <div className={css.who}>
        <strong>{me?.name || me?.username}</strong>
        {me?.name && <span>{me.username}</span>}
      </div>
      <MenuLine />
      <MenuLink render={<Link to="/agents" />}>Agents</MenuLink>
      <MenuLink render={<Link to="/team" />}>Team</MenuLink>
      <MenuLink render={<Link to="/tokens" />}>My tokens</MenuLink>
      <MenuLink render={<a href="/set-password" />}>Password</MenuLink>
      <MenuLink render={<a href="/mail" />}>Mail</MenuLink>
      <MenuLine />
      <MenuLink render={<a href="/api/v1/docs" />}>API reference</MenuLink>
      {me?.is_staff && <MenuLink render={<a href="/admin/" />}>Administration</MenuLink>}
      <MenuItem onPick={() => chooseTheme(isDark ? 'light' : 'dark')}>
        {isDark ? <Sun size={14} /> : <Moon size={14} />}
        {isDark ? 'Light colours' : 'Dark colours'}
      </MenuItem>
      <MenuLine />
      <MenuItem onPick={() => void signOut()}>Sign out</MenuItem>
    </Menu>
  );
}

/** By a form, as the page that signs out wants it. */
async function signOut(): Promise<void> {
  const { forgetAll } = await import('../collaboration/keep.ts');
  await forgetAll(); // others may use this browser after
  const form = document.createElement('form');
  form.method = 'post';
  form.action = '/sign-out';
  const token = document.createElement('input');
  token.type = 'hidden';
  token.name = 'csrfmiddlewaretoken';
  token.value = cookie('orchestrator_csrf');
  form.append(token);
  document.body.append(form);
  form.submit();
}
