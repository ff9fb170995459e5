import { auditOf, requirePower } from '#app/actor.ts';
import type { AccountStore, KeptAccount } from '#app/ports/accounts.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import type { Account } from '#core/accounts/account.ts';
import { type AccountInput, checkAccount } from '#core/accounts/check-account.ts';
import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import { findAccount } from './find-accounts.ts';

interface Ports {
  readonly accounts: AccountStore;
  readonly clock: Clock;
}

/**
 * Corrects an account: the fields given, the others stay. Its reference stays too: it is what the outside knows it by. Periods of
 * subscriptions that began keep their boundaries; a new invoice day counts for those that begin from now on.
 */
export const makeChangeAccount =
  (ports: Ports) =>
  async (actor: Actor, name: string, input: AccountInput): Promise<Result<KeptAccount>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const found = await findAccount(ports, actor, name);
    if (!found.ok) return found;
    const { id, createdAt, parkedReason, ...before } = found.value;
    if (input.reference !== undefined && input.reference !== before.reference)
      return no(fault('reference_fixed', 'The reference of an account does not change.', 'reference'));
    const checked = checkAccount({ ...before, ...given(input) });
    if (!checked.ok) return checked;
    const moved = changesBetween(before, checked.value);
    if (Object.keys(moved).length === 0) return found;
    const audit = auditOf(actor, ports.clock, {
      action: 'account.changed',
      subject: `account ${before.reference}`,
      details: moved,
    });
    return (await ports.accounts.change(actor.providerId, id, before, checked.value, audit))
      ? ok({ ...checked.value, id, createdAt, parkedReason })
      : conflict(
          'account_changed_meanwhile',
          `The account ${before.reference} was changed by somebody else at the same moment: look at it and change it again.`,
        );
  };

const given = (input: AccountInput): AccountInput =>
  Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

function changesBetween(before: Account, after: Account): Record<string, unknown> {
  const fields = Object.keys(after) as (keyof Account)[];
  return Object.fromEntries(
    fields
      .filter((field) => before[field] !== after[field])
      .map((field) => [field, { from: before[field], to: after[field] }]),
  );
}
