/** What the button and the modal of a cleanse carry: what it is about, and the preview that was looked at. */
import type { QuarantineFilter } from '#app/ports/usage.ts';
import { recall } from '../views.ts';

export const CLEANSE = 'cleanse_quarantine';

/** Slack waits three seconds: so many are rated within one. */
export const MOST_IN_SLACK = 2_000;

export interface CleanseRef {
  readonly tariffKey: string | null;
  /** null: nothing was looked at yet. */
  readonly hash: string | null;
}

export const cleanseValue = ({ tariffKey = null }: { readonly tariffKey?: string | null }): string =>
  JSON.stringify({ tariffKey, hash: null } satisfies CleanseRef);

export const filterOf = ({ tariffKey }: CleanseRef): QuarantineFilter =>
  tariffKey === null ? {} : { tariffKey };

export const readCleanseRef = (text: string | undefined): CleanseRef | null => recall(text, asRef);

function asRef(value: unknown): CleanseRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { tariffKey, hash } = value as Record<string, unknown>;
  return isTextOrNull(tariffKey) && isTextOrNull(hash) ? { tariffKey, hash } : null;
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';
