/** What a button or modal of a change set carries: which one, and the content that its person saw. */
import { recall } from '../views.ts';

export interface ChangeRef {
  readonly change: number;
  readonly contentHash: string;
}

export const changeValue = ({
  id,
  contentHash,
}: {
  readonly id: number;
  readonly contentHash: string;
}): string => JSON.stringify({ change: id, contentHash } satisfies ChangeRef);

export const readChangeRef = (text: string | undefined): ChangeRef | null => recall(text, asChangeRef);

function asChangeRef(value: unknown): ChangeRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { change, contentHash } = value as Record<string, unknown>;
  return Number.isSafeInteger(change) && Number(change) > 0 && typeof contentHash === 'string'
    ? { change: Number(change), contentHash }
    : null;
}
