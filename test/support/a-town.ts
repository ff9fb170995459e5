/** A provider whose few subscriptions bill in every way that there is, for runs that are killed, repeated and compared. */
import type { Tenant } from '#app/ports/platform.ts';
import { cents } from '#core/money.ts';
import type { Database } from '#db/database.ts';
import {
  anAccount,
  aPackagePlan,
  aProvider,
  aServicePlan,
  aShelf,
  day,
  type Shelf,
  subscribe,
} from './ledger-builders.ts';

export interface Town {
  readonly tenant: Tenant;
  readonly shelf: Shelf;
  readonly accounts: readonly number[];
  readonly subscriptions: readonly number[];
}

export const TOWN_PLANS = [
  aPackagePlan({ code: 'MONTHLY', setupFee: cents(4900), setupFeeOverride: false, accessFee: cents(6995) }),
  aPackagePlan({ code: 'AHEAD', periodsInAdvance: 2, billMonthsInAdvance: 1, accessFee: cents(3333) }),
  aPackagePlan({ code: 'QUARTERLY', periodLengthMonths: 3, proRata: false, accessFee: cents(9900) }),
  aPackagePlan({ code: 'ARREARS', billAccessFeesIn: 'arrears', accessFee: cents(2500) }),
  aPackagePlan({ code: 'BUNDLE', accessFee: null, setupFee: null, setupFeeOverride: false }),
  aPackagePlan({ code: 'ALIGNED', alignToInvoicePeriod: true, subscriptionOverridesEnabled: true }),
  aPackagePlan({ code: 'BUY-MONTHLY', side: 'buy', accessFee: cents(5100) }),
  aPackagePlan({ code: 'BUY-BUNDLE', side: 'buy', accessFee: null }),
];
const TOWN_SERVICES = [
  aServicePlan({ code: 'SP-NBN', accessFee: cents(2000), setupFee: cents(1000) }),
  aServicePlan({ code: 'SP-VOIP', accessFee: cents(995) }),
  aServicePlan({ code: 'SP-BUY-NBN', side: 'buy', accessFee: cents(1700) }),
];

export async function aTown(db: Database): Promise<Town> {
  const tenant = await aProvider(db);
  const shelf = await aShelf(db, tenant, { plans: TOWN_PLANS, services: TOWN_SERVICES });
  const accounts: number[] = [];
  for (const reference of ['BG-1', 'BG-2', 'BG-3', 'BG-4'])
    accounts.push(await anAccount(db, tenant, { reference }));
  const [ann = 0, ben = 0, cat = 0, dan = 0] = accounts;
  const bundle = [{ plan: 'SP-NBN' }, { plan: 'SP-VOIP' }, { plan: 'SP-BUY-NBN', side: 'buy' as const }];
  const subscriptions = await subscribe(db, tenant, shelf, [
    { accountId: ann, sell: 'MONTHLY', buy: 'BUY-MONTHLY', start: day('2026-01-31') },
    { accountId: ben, sell: 'AHEAD', start: day('2026-02-10') },
    { accountId: cat, sell: 'QUARTERLY', start: day('2026-01-15') },
    { accountId: dan, sell: 'ARREARS', start: day('2026-02-01') },
    { accountId: ann, sell: 'BUNDLE', buy: 'BUY-BUNDLE', start: day('2026-02-28'), services: bundle },
    { accountId: ben, sell: 'ALIGNED', start: day('2026-01-20'), accessFeeOverride: cents(1234) },
    {
      accountId: cat,
      sell: 'MONTHLY',
      buy: 'BUY-MONTHLY',
      start: day('2026-02-05'),
      end: { on: day('2026-04-20'), knownFrom: day('2026-04-12') },
    },
    {
      accountId: dan,
      sell: 'QUARTERLY',
      start: day('2026-02-14'),
      end: { on: day('2026-03-01'), knownFrom: day('2026-03-20') },
    },
    { accountId: ann, sell: 'AHEAD', start: day('2026-06-01'), created: day('2026-03-10') },
    {
      accountId: ben,
      sell: 'BUNDLE',
      buy: 'BUY-BUNDLE',
      start: day('2026-01-05'),
      services: bundle,
      end: { on: day('2026-05-01'), knownFrom: day('2026-03-15') },
    },
  ]);
  return { tenant, shelf, accounts, subscriptions };
}
