import { useSyncExternalStore } from 'react';

const CHOSEN = 'orchestrator:theme';
const A_YEAR_S = 31_536_000;

export function isDarkNow(): boolean {
  const { theme } = document.documentElement.dataset;
  if (theme === 'dark' || theme === 'light') return theme === 'dark';
  return matchMedia('(prefers-color-scheme: dark)').matches;
}

/** Whether it is dark, also after another place or the system changed it. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, isDarkNow);
}

function subscribe(heard: () => void): () => void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  window.addEventListener(CHOSEN, heard);
  system.addEventListener('change', heard);
  return () => {
    window.removeEventListener(CHOSEN, heard);
    system.removeEventListener('change', heard);
  };
}

/** Remembered for this browser; until then the system decides. */
export function chooseTheme(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the server reads it before the page is drawn
  document.cookie = `orchestrator_theme=${theme}; path=/; max-age=${A_YEAR_S}; samesite=lax`;
  window.dispatchEvent(new Event(CHOSEN));
}
