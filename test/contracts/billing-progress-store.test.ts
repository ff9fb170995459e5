import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import { outbox } from '#db/schema/index.ts';
import { makeBillingProgressStore, termRangeStatement } from '#db/stores/billing-progress-store.ts';
import { aTown } from '#test/support/a-town.ts';
import { aDatabase } from '#test/support/database.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { stepsOf } from '#test/support/query-plans.ts';
import { aTenant } from '#test/support/tenants.ts';

eachDatabase('what is known of the progress of billing', (open) => {
  it('is the first and the last term of the provider alone; of one without terms nothing', async () => {
    const db = await open();
    const { tenant } = await aTown(db);
    const other = await aTenant(db, 'wavelink');
    const { termRange } = makeBillingProgressStore(db);
    const [first, last] = await db.readJson<[number, number]>(
      'select json_array(min(id), max(id)) from subscription_term where provider_id = ?',
      [tenant.providerId],
    );
    expect(last).toBeGreaterThan(first);
    expect(await termRange(tenant.providerId)).toEqual({ first, last });
    expect(await termRange(other.providerId)).toBeNull();
  });

  it('is told to others as a notice', async () => {
    const db = await open();
    const { providerId } = await aTenant(db);
    await makeBillingProgressStore(db).tellBegun({
      providerId,
      topic: 'billing.run_begun',
      dedupeKey: 'run_7',
      body: { run: 'run_7' },
      dueAt: '2026-03-02T00:00:00.000Z' as Instant,
    });
    expect(await db.orm.select().from(outbox)).toMatchObject([
      { providerId, topic: 'billing.run_begun', dedupeKey: 'run_7', status: 'waiting' },
    ]);
  });
});

it('takes a step from either end of an index, however many terms there are', async () => {
  const steps = await stepsOf(await aDatabase(), termRangeStatement(1));
  expect(steps.filter((step) => /subscription_term/.test(step))).toEqual([
    expect.stringMatching(/^SEARCH subscription_term USING COVERING INDEX \w+ \(provider_id=\?\)$/),
    expect.stringMatching(/^SEARCH subscription_term USING COVERING INDEX \w+ \(provider_id=\?\)$/),
  ]);
  expect(steps.filter((step) => /TEMP B-TREE/.test(step))).toEqual([]);
});
