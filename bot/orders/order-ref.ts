/** What a button or modal of an order carries: its number, and the version that its person saw (PROV-5). */
import { recall } from '../views.ts';

export const RESUBMIT = 'order.resubmit';
export const ORDER_DETAILS = 'order.details';

export interface OrderRef {
  readonly number: string;
  readonly version: number;
}

export const orderValue = ({ number, version }: OrderRef): string =>
  JSON.stringify({ order: number, version });

export const readOrderRef = (text: string | undefined): OrderRef | null => recall(text, asOrderRef);

export function asOrderRef(value: unknown): OrderRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { order, version } = value as Record<string, unknown>;
  return typeof order === 'string' && typeof version === 'number' ? { number: order, version } : null;
}
