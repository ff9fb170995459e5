/** Sums of usage as people read them. */
import { formatScaled } from '../money.ts';
import { grouped } from '../words.ts';

/** A sum of charges (1e-8), to the cent or as fine as it is: "1,234.50", "0.0375". */
export function chargeSum(value: bigint): string {
  const [whole = '0', fraction = ''] = formatScaled(value < 0n ? -value : value, 8).split('.');
  return `${value < 0n ? '−' : ''}${grouped(whole)}.${fraction.replace(/0{1,6}$/, '')}`;
}
