/** Slack refuses messages that hold too much text altogether, however short each block is. */
import { MESSAGE_BUDGET } from '../limits.ts';

/** Every text below, names and values included: what exactly Slack counts is not documented. */
export function lettersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce<number>((sum, part) => sum + lettersIn(part), 0);
}

export const fitsIntoMessage = (blocks: readonly unknown[]): boolean => lettersIn(blocks) <= MESSAGE_BUDGET;
