import type { Tenant } from '#app/ports/platform.ts';
import type { Database } from '#db/database.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { aCatalogue, RETAIL } from './builders.ts';
import { anAccount, day, subscribe } from './ledger-builders.ts';
import { aTenant } from './tenants.ts';

/** Bluegum with fourteen subscriptions, bought and sold, two of them ended: 28 terms. */
export async function aRetailer(db: Database): Promise<Tenant> {
  const tenant = await aTenant(db);
  const items = await aCatalogue(db, tenant, RETAIL);
  const now = await makeCatalogueReader(db).snapshot(tenant.providerId);
  const itemOf = (code: string) => items.get(`package_plan ${code}`) ?? 0;
  const accountId = await anAccount(db, tenant);
  await subscribe(
    db,
    tenant,
    { now, itemOf },
    Array.from({ length: 14 }, (_, n) => ({
      accountId,
      sell: n % 3 === 0 ? 'BUNDLE' : 'NBN-50',
      buy: n % 3 === 0 ? 'BUY-BUNDLE' : 'BUY-NBN-50',
      start: day(`2026-0${1 + (n % 3)}-${10 + n}`),
      ...(n % 7 === 6 ? { end: { on: day('2026-04-20'), knownFrom: day('2026-04-12') } } : {}),
    })),
  );
  return tenant;
}
