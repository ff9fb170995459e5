import { auditOf, requirePower } from '#app/actor.ts';
import type { AccountStore, KeptAccount } from '#app/ports/accounts.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import { type AccountInput, checkAccount } from '#core/accounts/check-account.ts';
import { conflict, invariant, ok, type Result } from '#core/result.ts';

interface Ports {
  readonly accounts: AccountStore;
  readonly clock: Clock;
}

/** Opens a billing account (PER-3 for its invoice periods). */
export const makeAddAccount =
  ({ accounts, clock }: Ports) =>
  async (actor: Actor, input: AccountInput): Promise<Result<KeptAccount>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const checked = checkAccount(input);
    if (!checked.ok) return checked;
    const account = checked.value;
    const audit = auditOf(actor, clock, {
      action: 'account.added',
      subject: `account ${account.reference}`,
      details: { ...account },
    });
    const id = await accounts.add(actor.providerId, account, clock.now(), audit);
    if (id === null)
      return conflict(
        'reference_taken',
        `There is an account with the reference "${account.reference}" already.`,
      );
    const added = await accounts.find(actor.providerId, { id });
    invariant(added, 'an account that was just added is there');
    return ok(added);
  };
