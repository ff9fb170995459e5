/** What a button or modal of billing carries: the run, and the hash of the figures that its person saw (BILL-11). */
import { recall } from '../views.ts';

export interface BillingRef {
  readonly run: number;
  readonly hash: string;
}

export const billingValue = ({ id, hash }: { readonly id: number; readonly hash: string | null }): string =>
  JSON.stringify({ run: id, hash: hash ?? '' } satisfies BillingRef);

export const readBillingRef = (text: string | undefined): BillingRef | null => recall(text, asBillingRef);

function asBillingRef(value: unknown): BillingRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { run, hash } = value as Record<string, unknown>;
  return Number.isSafeInteger(run) && Number(run) > 0 && typeof hash === 'string'
    ? { run: Number(run), hash }
    : null;
}
