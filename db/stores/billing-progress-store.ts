import type { BillingProgressStore, TermRange } from '#app/ports/billing-progress.ts';
import type { Database } from '../database.ts';
import { traceStatements } from './traces.ts';

export const makeBillingProgressStore = (db: Database): BillingProgressStore => ({
  async tellBegun(message) {
    await db.write(traceStatements(db, { audit: [], outbox: [message] }));
  },

  // One step from either end of the index, however many terms there are.
  async termRange(providerId) {
    const { first, last } = await db.readJson<{ first: number | null; last: number | null }>(
      `select json_object(
         'first', (select id from subscription_term where provider_id = :provider order by id limit 1),
         'last', (select id from subscription_term where provider_id = :provider order by id desc limit 1))`,
      { provider: providerId },
    );
    return first === null || last === null ? null : ({ first, last } satisfies TermRange);
  },
});
