import { useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { Moon, Sun } from '../ui/icons.ts';

const A_YEAR_S = 31_536_000;

/** Light or dark, remembered for this browser; until then the system decides. */
export function ThemeButton() {
  const [isDark, setDark] = useState(isDarkNow);
  const turn = () => {
    const theme = isDark ? 'light' : 'dark';
    document.documentElement.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it before the page is drawn
    document.cookie = `orchestrator_theme=${theme}; path=/; max-age=${A_YEAR_S}; samesite=lax`;
    setDark(!isDark);
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

function isDarkNow(): boolean {
  const { theme } = document.documentElement.dataset;
  if (theme === 'dark' || theme === 'light') return theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}
