/** No list of subscriptions may scan or sort a table: it grows with every provider's customers. */
import type { InArgs } from '@libsql/client';
import { expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { LOADED, pageStatement } from '#db/stores/subscription-store.ts';
import { aDatabase } from '#test/support/database.ts';
import { stepsOf } from '#test/support/query-plans.ts';

const page = { today: plainDate('2026-03-02'), before: 7, limit: 51 };
const account = { reference: 'BG-10001', id: 1 };

const LISTED: Readonly<Record<string, readonly [sql: string, args: InArgs]>> = {
  'a subscription by id': [LOADED, { id: 1, providerId: 1 }],
  'subscriptions, first page': pageStatement(1, {}, { ...page, before: null }),
  'subscriptions, next page': pageStatement(1, {}, page),
  'subscriptions of a standing': pageStatement(1, { status: 'active' }, page),
  'subscriptions that end': pageStatement(1, { status: 'ending' }, page),
  'subscriptions that are suspended': pageStatement(1, { status: 'suspended' }, page),
  'subscriptions of an account': pageStatement(1, { account }, page),
};

it.each(Object.entries(LISTED))('looks %s up by an index', async (_, statement) => {
  const steps = await stepsOf(await aDatabase(), statement);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((step) => /^SCAN (sub|asked|account|a|o|p|t|s|i)\b/.test(step))).toEqual([]);
  // One of the provider alone is no key: all its customers would be walked over.
  expect(steps.filter((step) => /^SEARCH (account|o) .*\(provider_id=\?\)/.test(step))).toEqual([]);
});
