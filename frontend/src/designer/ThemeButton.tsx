import { Button } from '../ui/Button.tsx';
import { Moon, Sun } from '../ui/icons.ts';
import { chooseTheme, useDark } from '../ui/theme.ts';

/** Light or dark. */
export function ThemeButton() {
  const isDark = useDark();
  const turn = () => {
    chooseTheme(isDark ? 'light' : 'dark');
  };
  return (
    <Button
      look="quiet"
      aria-label={isDark ? 'Light colours' : 'Dark colours'}
      title={isDark ? 'Light colours' : 'Dark colours'}
      onClick={turn}
    >
      {isDark ? <Sun size={16} /> : <Moon size={16} />}
    </Button>
  );
}
