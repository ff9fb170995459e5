/** Public ids: a prefix that says what is meant, and the number of the row (`inv_42`). Random secrets are a port. */
import { fault, no, ok, type Result } from './result.ts';

const PREFIXES = {
  account: 'acc',
  order: 'ord',
  request: 'req',
  service: 'svc',
  subscription: 'sub',
  period: 'per',
  cardline: 'cl',
  invoice: 'inv',
  run: 'run',
  change: 'chg',
  person: 'usr',
  token: 'tok',
  delivery: 'dlv',
  workspace: 'slk',
  alert: 'alr',
  hook: 'hks',
  usage: 'use',
  intake: 'int',
  rerate: 'rer',
  webhook: 'whk',
} as const;

export type IdKind = keyof typeof PREFIXES;

export const formatId = (kind: IdKind, key: number): string => `${PREFIXES[kind]}_${key}`;

/** Reads `inv_42`; refuses any other shape. Whether the row exists, and whose it is, the store says. */
export function parseId(kind: IdKind, text: string, path?: string): Result<number> {
  const prefix = `${PREFIXES[kind]}_`;
  const digits = text.startsWith(prefix) ? text.slice(prefix.length) : '';
  const key = /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : null;
  return key === null
    ? no(fault('invalid_id', `"${text}" is not the id of a ${kind}: it looks like ${prefix}42.`, path))
    : ok(key);
}
