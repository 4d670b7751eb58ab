/** Keys as people know them: `Mod` is Ctrl, and ⌘ where there is one. */
export function keysInWords(keys: string, isApple = isAppleHere()): string {
  return isApple ? keys.replaceAll(/\bMod\+?/g, '⌘') : keys.replaceAll(/\bMod\b/g, 'Ctrl');
}

function isAppleHere(): boolean {
  return typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);
}
