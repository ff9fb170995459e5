/**
 * What an account is looked up by, the same everywhere: its id, or else the provider's own reference. A reference that looks like
 * an id is refused where accounts are made (the Accounts tab's column says so): it could name two accounts.
 */
import { parseId } from '../ids.ts';

export type AccountKey = { readonly id: number } | { readonly reference: string };

export function accountKey(name: string): AccountKey {
  const id = parseId('account', name);
  return id.ok ? { id: id.value } : { reference: name };
}
