const MICRO = 1_000_000;
const COMPACT = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `$0.0042`, `$1.25`; a dash for nothing. */
export function money(microusd: number): string {
  if (microusd === 0) return '–';
  const dollars = microusd / MICRO;
  return `$${dollars.toFixed(dollars < 0.1 ? 4 : 2)}`;
}

/** `38k`, `1.2M`. */
export function amount(count: number): string {
  return COMPACT.format(count).toLowerCase().replace('m', 'M');
}
