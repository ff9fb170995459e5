/** Looking up accounts, by key, by reference, or by a part of their name. */
import { requirePower } from '#app/actor.ts';
import type { AccountStore, FoundAccount, KeptAccount } from '#app/ports/accounts.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import { accountKey } from '#core/accounts/account-key.ts';
import { notFound, ok, type Result } from '#core/result.ts';

interface Ports {
  readonly accounts: AccountStore;
}

/** `acc_12`, or the provider's own reference. */
export async function findAccount(
  { accounts }: Ports,
  actor: Actor,
  name: string,
): Promise<Result<KeptAccount>> {
  const found = await accounts.find(actor.providerId, accountKey(name));
  return found ? ok(found) : notFound('account_not_found', `There is no account "${name}".`);
}

export const makeShowAccount =
  (ports: Ports) =>
  async (actor: Actor, name: string): Promise<Result<KeptAccount>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? findAccount(ports, actor, name) : allowed;
  };

const MOST_FOUND = 100;

/**
 * For menus that are filled while somebody types: by the beginning of the reference, or by beginnings of words of the name.
 * Nothing typed: the first accounts by name.
 */
export const makeSearchAccounts =
  ({ accounts }: Ports) =>
  async (actor: Actor, text: string, limit: number): Promise<Result<readonly FoundAccount[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(
      await accounts.search(actor.providerId, text.trim().slice(0, 200), Math.min(limit, MOST_FOUND)),
    );
  };

export const makeListAccounts =
  ({ accounts }: Ports) =>
  async (
    actor: Actor,
    filter: { readonly text?: string | undefined },
    page: PageRequest,
  ): Promise<Result<Page<KeptAccount>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? accounts.page(actor.providerId, filter, page) : allowed;
  };
