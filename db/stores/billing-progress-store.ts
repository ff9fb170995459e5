import type { InArgs } from '@libsql/client';
import type { BillingProgressStore } from '#app/ports/billing-progress.ts';
import type { Database } from '../database.ts';
import { traceStatements } from './traces.ts';

export const makeBillingProgressStore = (db: Database): BillingProgressStore => ({
  async tellBegun(message) {
    await db.write(traceStatements(db, { audit: [], outbox: [message] }));
  },

  async termRange(providerId) {
    const { first, last } = await db.readJson<{ first: number | null; last: number | null }>(
      ...termRangeStatement(providerId),
    );
    return first === null || last === null ? null : { first, last };
  },
});

/** What is asked with: SQL and its parameters, so that a test can look at how it is planned. */
export const termRangeStatement = (providerId: number): [sql: string, args: InArgs] => [
  `select json_object(
     'first', (select id from subscription_term where provider_id = :provider order by id limit 1),
     'last', (select id from subscription_term where provider_id = :provider order by id desc limit 1))`,
  { provider: providerId },
];
