import { Button } from '../ui/Button.tsx';
import { Ellipsis, Moon, Sun } from '../ui/icons.ts';
import { keysInWords } from '../ui/keys.ts';
import { Menu, MenuItem, MenuLine } from '../ui/Menu.tsx';
import { chooseTheme, useDark } from '../ui/theme.ts';
import css from './bar.module.css';
import { useBarActions } from './barActions.tsx';
import { useDesigner } from './designerContext.ts';
import { useWhyNotPublish } from './whyNot.ts';

/** Where the bar is narrow: everything that found no room in it. */
export function BarMenu() {
  const designer = useDesigner();
  const actions = useBarActions();
  const whyNotPublish = useWhyNotPublish();
  const isDark = useDark();
  return (
    <Menu
      trigger={
        <Button look="quiet" aria-label="More">
          <Ellipsis size={16} />
        </Button>
      }
    >
      {actions.map(({ label, icon, keys, run }) => (
        <MenuItem key={label} onPick={run}>
          {icon} {label}
          {keys && <kbd className={css.menuKeys}>{keysInWords(keys)}</kbd>}
        </MenuItem>
      ))}
      <MenuItem
        onPick={() => {
          chooseTheme(isDark ? 'light' : 'dark');
        }}
      >
        {isDark ? <Sun size={16} /> : <Moon size={16} />} {isDark ? 'Light' : 'Dark'} colours
      </MenuItem>
      {whyNotPublish === undefined && (
        <>
          <MenuLine />
          <MenuItem onPick={() => designer.open({ is: 'publish' })}>Publish…</MenuItem>
        </>
      )}
    </Menu>
  );
}
