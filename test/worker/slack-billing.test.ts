/**
 * A day of billing in Slack, lived by the bundle in real workerd: announced before its time, held, accounts left out, approved by
 * somebody else, billed with its progress for all to see, and its report.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { EMPTY_TALLY } from '#app/billing/run-tally.ts';
import { plainDate } from '#core/calendar.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeScheduleStore } from '#db/stores/schedule-store.ts';
import { value } from '#test/support/api.ts';
import { anActor, CUSTOMER } from '#test/support/builders.ts';
import { eventually } from '#test/support/distant-office.ts';
import { liftGates, officesInWorkerd } from '#test/support/offices-in-workerd.ts';
import type { Office } from '#test/support/slack-office.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';
import { aWish } from '../app/orders/ordering.ts';

/** What is shown of a run that lasts takes eight seconds of real time. */
const PATIENT = { timeout: 120_000 };
const OTHER = 'BG-20002';

describe.skipIf(libsqlServerProgram() === null)('a day of billing in Slack, in workerd', () => {
  const { worker, anOffice } = officesInWorkerd();
  beforeAll(() => liftGates(worker.db));

  it(
    'BILL-11: preview → Hold → Exclude accounts → Approve by another → billed, progress, report',
    PATIENT,
    async () => {
      const office = await anOffice();
      const { orders, settle, services, providers, db } = office;
      const { providerId } = providers.bluegum;
      const boss = anActor(providers.bluegum);
      orders.add({ id: (await office.installation('bluegum')).botUserId });
      const bea = await office.hire('bluegum', 'Bea Billing', ['billing']);
      const ben = await office.hire('bluegum', 'Ben Books', ['billing']);
      await twoCustomers(office);
      value(
        await services.people.changeSettings(boss, {
          billingApproval: 'manual',
          billingFourEyes: true,
          billingPreviewMinutes: 120,
        }),
      );
      // At noon, which is an hour away.
      await makeScheduleStore(db).addMissing([
        {
          providerId,
          job: 'billing',
          atMinutes: 12 * 60,
          enabled: true,
          lastDoneOn: plainDate('2026-03-01'),
        },
      ]);

      const card = () => orders.message('· Billing of 2 Mar 2026');
      const thread = () =>
        card()
          .thread()
          .map(({ text }) => text)
          .join('\n');
      await worker.tick();
      await settle();
      expect(card().text).toContain('🟡 Waits for approval');
      expect(card().text).toContain('2 lines');

      await bea.click('Hold', { on: card() });
      await bea.fill('Reason', 'One customer disputes.');
      await bea.submit();
      await bea.close();
      await settle();
      expect(card().text).toContain('Held by Bea Billing: One customer disputes.');

      await bea.click('Exclude accounts…', { on: card() });
      await bea.fill('Accounts', OTHER);
      await bea.fill('Reason', 'Dispute.');
      await bea.submit();
      await eventually(() => expect(bea.modal()).toContain('without them: 1 line'));
      await bea.close();
      await settle();
      expect(card().text).toContain('Left alone: 1 account');
      expect(card().text).toContain('1 line');

      await bea.click('Approve', { on: card() });
      await bea.confirm();
      await eventually(() => expect(bea.sees()).toContain('somebody else has to approve it'));
      await ben.click('Approve', { on: card() });
      await ben.confirm();
      await eventually(() => expect(card().text).toContain('👍 Approved'));
      await settle();
      expect(await linesOf(office)).toEqual([]);

      // Its time comes while another run is at work, so that it lasts.
      value(await services.jobs.setSchedule(boss, { job: 'billing', at: '10:00' }));
      const other = await aRunAtWork(office);
      const ticking = worker.tick();
      await eventually(() => expect(thread()).toContain('⏳ Waits for its turn'));
      expect(await linesOf(office)).toEqual([]);
      await other.end();
      await ticking;
      // The minute after it tells what is left to tell.
      await worker.tick();
      await settle();

      expect(await linesOf(office)).toEqual([CUSTOMER]);
      expect(card().text).toContain('✅ Billed');
      expect(card().text).toContain('approved by Ben Books');
      expect(thread()).not.toContain('Waits for its turn');
      expect(thread()).toContain('✅ Done · Billing of 2 Mar 2026');
      expect(thread()).toContain('is done, by run_');
      expect(thread()).toMatch(/All its lines\n📎 run_\d+\.csv/);
      expect(thread()).not.toContain('@here');
      expect(orders.messages().filter(({ text }) => text.includes('Billing of 2 Mar 2026'))).toHaveLength(1);
    },
  );
});

/** Two customers of Bluegum, each with a plan since yesterday. */
async function twoCustomers({ services, providers, seller, settle }: Office): Promise<void> {
  value(await services.accounts.addAccount(seller, { reference: OTHER, name: 'Otto Other' }));
  for (const account of [CUSTOMER, OTHER])
    value(await services.orders.placeOrder(seller, aWish('NBN-FLEX', { account })));
  for (const firm of ['wavelink', 'bluegum'] as const) {
    const actor = anActor(providers[firm]);
    const queue = value(await services.orders.listQueue(actor, {}, { limit: 50, cursor: null }));
    for (const { id } of queue.items)
      value(
        await services.orders.activateRequest(actor, {
          requestId: id,
          activationDate: plainDate('2026-03-01'),
        }),
      );
  }
  await settle();
}

/** Whose lines of customers there are, an entry a line. */
const linesOf = ({ db, providers }: Office): Promise<string[]> =>
  db.readJson<string[]>(
    `select json_group_array(a.reference) from cardline c join account a on a.id = c.account_id
     where c.provider_id = ? and c.side = 'sell'`,
    [providers.bluegum.providerId],
  );

/** A run of another day that another machine holds until it ends. */
async function aRunAtWork({ db, providers, clock }: Office) {
  const { providerId } = providers.bluegum;
  const runs = makeBillingRunStore(db);
  const { run } = await runs.beginOrJoin(providerId, {
    asOf: plainDate('2026-03-01'),
    mode: 'commit',
    previewHash: null,
    catalogueVersion: 1,
    tally: EMPTY_TALLY,
    startedBy: 'another machine',
    createdAt: clock.now(),
    requestKey: null,
    settings: null,
  });
  expect(await runs.claim(providerId, run.id, 'its worker')).toBe('taken');
  await db.write([
    { sql: `update billing_run set lease_until = '2999-01-01T00:00:00.000Z' where id = ?`, args: [run.id] },
  ]);
  return {
    end: () =>
      runs.finish(
        providerId,
        run.id,
        'its worker',
        { ...run, status: 'done', finishedAt: clock.now() },
        { audit: [], outbox: [] },
      ),
  };
}
