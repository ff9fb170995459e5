import type { Instant } from '#core/calendar.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import type { BillingPorts } from './services.ts';

export interface AccountLeftAlone {
  readonly account: string;
  readonly reason: string;
  readonly since: Instant | null;
}

/** Accounts that billing leaves alone, with the reason of each (BILL-14). */
export const makeListParkedAccounts =
  ({ runs }: Pick<BillingPorts, 'runs'>) =>
  async (actor: Actor): Promise<Result<readonly AccountLeftAlone[]>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    return ok(await runs.parkedAccounts(actor.providerId));
  };

/** Lets billing have a parked account again, and says what it was parked for: the next run catches up what it missed. */
export const makeReleaseAccount =
  ({ runs, clock }: Pick<BillingPorts, 'runs' | 'clock'>) =>
  async (
    actor: Actor,
    reference: string,
  ): Promise<Result<{ readonly account: string; readonly reason: string }>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const parked = await runs.parkedAccounts(actor.providerId);
    const found = parked.find(({ account }) => account === reference);
    if (found === undefined) return notParked(reference);
    const { account, reason } = found;
    const audit = auditOf(actor, clock, {
      action: 'account.released',
      subject: account,
      details: { reason, since: found.since },
    });
    return (await runs.releaseAccount(actor.providerId, { account, reason }, audit))
      ? ok({ account, reason })
      : notParked(reference);
  };

const notParked = (reference: string) =>
  notFound('account_not_parked', `There is no parked account "${reference}".`);
