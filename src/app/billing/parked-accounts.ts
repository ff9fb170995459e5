import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { BillingPorts } from './services.ts';

export interface AccountLeftAlone {
  readonly account: string;
  readonly reason: string;
}

/** Accounts that billing leaves alone, with the reason of each (BILL-14). */
export const makeListParkedAccounts =
  ({ runs }: Pick<BillingPorts, 'runs'>) =>
  async (actor: Actor): Promise<Result<readonly AccountLeftAlone[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(await runs.parkedAccounts(actor.providerId));
  };

/** Lets billing have a parked account again: the next run catches up what it missed. */
export const makeReleaseAccount =
  ({ runs, clock }: Pick<BillingPorts, 'runs' | 'clock'>) =>
  async (actor: Actor, reference: string): Promise<Result<{ readonly account: string }>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const audit = auditOf(actor, clock, { action: 'account.released', subject: reference, details: {} });
    return (await runs.releaseAccount(actor.providerId, reference, audit))
      ? ok({ account: reference })
      : notFound('account_not_parked', `There is no parked account "${reference}".`);
  };
