import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import type { RunTally } from '#app/ports/billing.ts';
import { progressBar } from '#bot/billing/progress-message.ts';
import { type PlainDate, plainDate } from '#core/calendar.ts';
import { billingRun, outbox } from '#db/schema/index.ts';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import { aSlackOffice, type NearOffice } from '#test/support/slack-office.ts';
import { aWish } from '../app/orders/ordering.ts';

const DAY = plainDate('2026-03-02');
let office: NearOffice;
/** The keys of Bluegum's terms. */
let terms: number[];

/** Bluegum with two customers from 1 March, and Cardline in its channel. */
beforeEach(async () => {
  office = await aSlackOffice();
  office.orders.add({ id: (await office.installation('bluegum')).botUserId });
  const { services, providers, seller, db } = office;
  for (let n = 0; n < 2; n += 1) value(await services.orders.placeOrder(seller, aWish('NBN-FLEX')));
  for (const firm of ['wavelink', 'bluegum'] as const) {
    const actor = anActor(providers[firm]);
    const queue = value(await services.orders.listQueue(actor, {}, { limit: 50, cursor: null }));
    for (const request of queue.items)
      value(
        await services.orders.activateRequest(actor, {
          requestId: request.id,
          activationDate: plainDate('2026-03-01'),
        }),
      );
  }
  terms = await db.readJson<number[]>(
    'select json_group_array(id) from (select id from subscription_term where provider_id = ? order by id)',
    [providers.bluegum.providerId],
  );
  await office.settle();
});

/** A card of the day, which waits for approval. */
const announced = async () => {
  const { providers, services, settle } = office;
  value(await services.people.changeSettings(anActor(providers.bluegum), { billingApproval: 'manual' }));
  await services.billing.billDay(systemActor(providers.bluegum, 'schedule'), DAY);
  await settle();
};

interface Begun {
  readonly via?: string;
  readonly previewHash?: string;
  readonly asOf?: PlainDate;
}

/** A run that is at work somewhere, as its row says it. */
async function aRunAtWork({ via = 'schedule', previewHash, asOf = DAY }: Begun = {}): Promise<number> {
  const { db, providers, clock } = office;
  const { providerId } = providers.bluegum;
  const [made] = await db.write([
    db.orm
      .insert(billingRun)
      .values({
        providerId,
        asOf,
        mode: 'commit',
        status: 'queued',
        previewHash: previewHash ?? null,
        catalogueVersion: 1,
        tally: { sell: {}, buy: {} },
        trail: [],
        parked: [],
        startedBy: 'Bea <!channel>',
        createdAt: clock.now(),
        leaseUntil: '2999-01-01T00:00:00.000Z' as never,
      })
      .returning({ id: billingRun.id }),
  ]);
  const id = Number(made?.rows[0]?.[0]);
  const run = `run_${id}`;
  await db.write([
    db.orm.insert(outbox).values({
      providerId,
      topic: 'billing.run_begun',
      dedupeKey: run,
      body: { run, asOf, by: 'Bea', via },
      dueAt: clock.now(),
      createdAt: clock.now(),
    }),
  ]);
  return id;
}

const tally = (lines: number, amount: number): RunTally => ({
  sell: { access_fee: { lines, amount, tax: 0 } },
  buy: {},
});

/** What a chunk, or the end, writes into the run's row. */
const moves = (id: number, to: Partial<typeof billingRun.$inferInsert>) =>
  office.db.orm.update(billingRun).set(to).where(eq(billingRun.id, id));

const thread = () =>
  office.orders
    .message('· Billing of 2 Mar 2026')
    .thread()
    .map(({ text }) => text);

const posts = () => office.slack.calls.filter(({ method }) => method === 'chat.postMessage').length;

describe('a run of billing that lasts (BILL-11)', () => {
  it('shows how far it is in one message of the thread of its day’s card, and in the end what came of it', async () => {
    await announced();
    const id = await aRunAtWork({ previewHash: 'a hash' });
    await office.pass(7);
    expect(thread()).toEqual([]);
    await office.pass(2);
    expect(thread()).toEqual([expect.stringContaining('Waits for its turn')]);
    expect(thread()[0]).toContain(`run_${id}, started by Bea`);

    await moves(id, { status: 'running' });
    await office.pass(5);
    expect(thread()).toEqual([expect.stringContaining('still those that were approved')]);

    await moves(id, { lastTermId: terms[0], hash: 'x', tally: tally(1_234, 9_876_543) });
    await office.pass(5);
    const share = Math.floor((1 / ((terms.at(-1) ?? 0) - (terms[0] ?? 0) + 1)) * 100);
    expect(thread()).toEqual([expect.stringContaining(`${share} % of the terms`)]);
    expect(thread()[0]).toContain('1,234 lines, 98,765.43 ex tax');

    await moves(id, { lastTermId: terms.at(-1), tally: tally(2_000, 10_000_000) });
    await office.pass(5);
    expect(thread()).toEqual([expect.stringContaining('100 % of the terms')]);

    await moves(id, { status: 'done', leaseUntil: null });
    await office.pass(5);
    expect(thread()).toEqual([expect.stringContaining('✅ Done')]);
    expect(thread()[0]).toContain('2,000 lines, 100,000.00 ex tax');
    expect(thread()[0]).not.toContain('% of the terms');
    // That was the last of it.
    await office.settle();
  });

  it('tells Slack every five seconds at most, however fast the run is', async () => {
    await announced();
    const id = await aRunAtWork();
    await moves(id, { status: 'running' });
    await office.pass(8);
    const before = office.slack.calls.length;
    for (let chunk = 1; chunk <= 60; chunk += 1) {
      await moves(id, { lastTermId: (terms[0] ?? 0) + (chunk % 2), tally: tally(chunk, chunk) });
      await office.pass(1);
    }
    expect(office.slack.calls.length - before).toBeLessThanOrEqual(12);
    await moves(id, { status: 'done', leaseUntil: null });
    await office.settle();
  });

  it('is silent where it has ended before its first turn', async () => {
    await announced();
    const before = posts();
    const id = await aRunAtWork();
    await moves(id, { status: 'done', leaseUntil: null });
    await office.settle();
    expect(posts()).toBe(before);
  });

  it('says that it failed, and why', async () => {
    await announced();
    const id = await aRunAtWork();
    await office.pass(9);
    await moves(id, { status: 'failed', failure: 'It failed on the way.', leaseUntil: null });
    await office.settle();
    expect(thread()).toEqual([expect.stringContaining('🚨 Failed')]);
    expect(thread()[0]).toContain('It failed on the way.');
  });

  it('whose process died is ended, and that is what the message says in the end', async () => {
    await announced();
    const id = await aRunAtWork();
    await office.pass(9);
    await moves(id, { leaseUntil: '2000-01-01T00:00:00.000Z' as never });
    await office.settle();
    expect(thread()).toEqual([expect.stringContaining('It was interrupted.')]);
  });

  it('does not keep what else happens to the day waiting', async () => {
    await announced();
    const id = await aRunAtWork();
    await office.pass(9);
    const { services, providers } = office;
    const [open] = value(await services.billing.listBillingDays(anActor(providers.bluegum)));
    value(await services.billing.holdBilling(anActor(providers.bluegum), open?.run.id ?? 0, 'Wait.'));
    await office.pass(3);
    expect(thread()).toHaveLength(2);
    expect(thread()[1]).toContain('Wait.');
    await moves(id, { status: 'done', leaseUntil: null });
    await office.settle();
  });

  it('is silent where nobody follows it: its day has no card, and nobody started it in Slack', async () => {
    const before = posts();
    const id = await aRunAtWork({ via: 'api' });
    await office.settle();
    expect(posts()).toBe(before);
    await moves(id, { status: 'done', leaseUntil: null });
  });

  it('started in Slack for a day without a card stands in the channel, with its lines as a file in the end', async () => {
    const id = await aRunAtWork({ via: 'slack' });
    await moves(id, { status: 'running' });
    await office.pass(9);
    const message = () => office.orders.message('Billing of 2 Mar 2026');
    expect(message().text).toContain('⏳ Under way');
    expect(message().text).not.toContain('@channel');
    await moves(id, { status: 'done', tally: tally(1, 100), leaseUntil: null });
    await office.settle();
    expect(message().text).toContain('✅ Done');
    expect(
      message()
        .thread()
        .map(({ text }) => text),
    ).toEqual([expect.stringMatching(new RegExp(`run_${id}\\.csv`))]);
    expect(office.orders.messages().filter(({ text }) => text.includes('Billing of'))).toHaveLength(1);
  });
});

describe('its bar', () => {
  it('grows with the share, in shapes and in a number, and is full at the end alone', () => {
    expect(progressBar(0)).toBe('▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱▱  0 % of the terms');
    expect(progressBar(0.5)).toBe('▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱  50 % of the terms');
    expect(progressBar(0.9999)).toBe('▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱  99 % of the terms');
    expect(progressBar(1)).toBe('▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰  100 % of the terms');
  });
});
