/** What a button or modal of a request carries: which request, and the version that its person saw (PROV-5). */
import { recall } from '../views.ts';

export interface RequestRef {
  readonly request: number;
  readonly version: number;
}

export const requestValue = ({ id, version }: { readonly id: number; readonly version: number }): string =>
  JSON.stringify({ request: id, version } satisfies RequestRef);

export const readRequestRef = (text: string | undefined): RequestRef | null => recall(text, asRequestRef);

export function asRequestRef(value: unknown): RequestRef | null {
  if (typeof value !== 'object' || value === null) return null;
  const { request, version } = value as Record<string, unknown>;
  return isCount(request) && isCount(version) ? { request, version } : null;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) > 0;
