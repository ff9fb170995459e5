import { accountKey } from '#core/accounts/account-key.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { fault, no, notFound, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Cardline, LineStatus } from '../ports/ledger.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { BillingPorts } from './services.ts';

export interface CardlineFilter {
  /** The account's reference; null: all accounts. */
  readonly account: string | null;
  readonly status: LineStatus | null;
  /** `buy`: what the provider itself pays; shown only where it is asked for. */
  readonly side: Side;
}

/** Sell lines, pending ones first; or the costs of one account's subscriptions. */
export const makeListCardlines =
  ({ ledger }: Pick<BillingPorts, 'ledger'>) =>
  async (actor: Actor, filter: CardlineFilter, page: PageRequest): Promise<Result<Page<Cardline>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const { account, status, side } = filter;
    if (side === 'buy' && (account === null || status !== null))
      return no(
        fault(
          account === null ? 'account_required' : 'costs_have_no_status',
          account === null
            ? "Costs (side=buy) are listed for one account, or by run: name the account's reference."
            : 'Costs (side=buy) never go on an invoice: leave status out.',
          account === null ? 'account' : 'status',
        ),
      );
    const accountId = account === null ? null : await ledger.accountId(actor.providerId, accountKey(account));
    if (account !== null && accountId === null)
      return notFound('account_not_found', `There is no account "${account}".`);
    return side === 'buy' && accountId !== null
      ? ledger.pageOfCosts(actor.providerId, accountId, page)
      : ledger.page(actor.providerId, { accountId, status }, page);
  };
