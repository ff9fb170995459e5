/** `/cardline explain` and `/cardline whatif`: the ledger's reasons, and what has not been entered. */
import { describe, expect, it } from 'vitest';
import type { WhatIf } from '#app/subscriptions/simulate-subscription.ts';
import { answerView } from '#bot/subscriptions/what-if.ts';
import { plainDate } from '#core/calendar.ts';
import { cents } from '#core/money.ts';
import { value } from '#test/support/api.ts';
import { checkView } from '#test/support/slack/block-kit/surfaces.ts';
import { aSlackOffice } from '#test/support/slack-office.ts';

const DAY = plainDate('2026-03-02');

/** An office whose order is active and billed once; the subscription and the line of its access fee. */
async function billedOffice() {
  const office = await aSlackOffice();
  const { services, seller, dana } = office;
  const { number } = await office.order('NBN-50');
  await dana.click('Activate', { on: office.provisioning.message(number) });
  await dana.fill('Activation date', DAY);
  await dana.submit();
  await dana.close();
  const page = { limit: 50, cursor: null };
  value(
    await services.billing.startBillingRun(seller, {
      asOf: DAY,
      mode: 'commit',
      previewHash: null,
      waitSeconds: 30,
    }),
  );
  const lines = value(
    await services.billing.listCardlines(seller, { account: null, status: null, side: 'sell' }, page),
  );
  const subscriptions = value(await services.subscriptions.listSubscriptions(seller, {}, page));
  const line = lines.items.find(({ kind }) => kind === 'access_fee');
  return { office, line: `cl_${line?.id}`, subscription: `sub_${subscriptions.items[0]?.id}` };
}

describe('/cardline explain', () => {
  it('BILL-12: says why a line has its amount, by which rules and version, to its own company alone', async () => {
    const { office, line } = await billedOffice();
    const { sam, dana } = office;
    await sam.command(`/cardline explain ${line}`, { in: '#orders' });
    for (const text of ['Access fee for 2 Mar 2026', 'FEE-3', 'Rules', 'Pending', 'Open in Cardline'])
      expect(sam.sees()).toContain(text);
    await dana.command(`/cardline explain ${line}`, { in: '#provisioning' });
    expect(dana.sees()).toContain(`There is no cardline ${line}`);
    await sam.command('/cardline explain', { in: '#orders' });
    expect(sam.sees()).toContain('Write which cardline');
  });
});

describe('/cardline whatif', () => {
  it('BILL-8: shows what cancelling would credit, and writes nothing', async () => {
    const { office, subscription } = await billedOffice();
    const { sam, services, seller } = office;
    await sam.command(`/cardline whatif ${subscription}`, { in: '#orders' });
    await sam.fill('Cancelled from', '2026-03-12');
    await sam.submit();
    expect(sam.modal()).toContain('less than otherwise, ex tax.');
    expect(sam.modal()).toContain('It has no service from 12 Mar 2026 on.');
    expect(sam.modal()).toContain('Credit for 12 Mar 2026');
    const now = value(
      await services.subscriptions.getSubscription(seller, { id: Number(subscription.slice('sub_'.length)) }),
    );
    expect([now.status, now.version]).toEqual(['active', 1]);
  });

  it('decision 87: asks for the whole life, as far as it can be asked, and takes ticks and choices', async () => {
    const { office, subscription } = await billedOffice();
    const { sam, services, seller } = office;
    const id = Number(subscription.slice('sub_'.length));
    await sam.command(`/cardline whatif ${subscription}`, { in: '#orders' });
    for (const label of ['The cancellation is withdrawn', 'Resumed from', 'Bolt-on ended'])
      expect(sam.modal()).not.toContain(label);
    await sam.fill('Suspended from', '2026-03-12');
    await sam.fill('Suspended until', '2026-03-22');
    await sam.select('Suspended days', 'They are charged all the same');
    await sam.submit();
    expect(sam.modal()).toContain('Suspended from 12 Mar 2026 to 21 Mar 2026. It is charged all the same.');
    expect(sam.modal()).toContain('The same as otherwise');
    await sam.close();
    value(
      await services.subscriptions.cancelSubscription(seller, {
        id,
        on: plainDate('2026-05-12'),
        mode: 'commit',
      }),
    );
    await sam.command(`/cardline whatif ${subscription}`, { in: '#orders' });
    await sam.select('Cancellation', 'The cancellation is withdrawn');
    await sam.fill('Bolt-on added', 'NOTHING');
    await sam.submit();
    expect(sam.modal()).toContain('Say which day is its first.');
    await sam.fill('Bolt-on from', '2026-03-12');
    await sam.submit();
    expect(sam.modal()).toContain('There is no bolt-on "NOTHING"');
    await sam.fill('Bolt-on added', '');
    await sam.fill('Bolt-on from', '');
    await sam.submit();
    expect(sam.modal()).toContain('The cancellation from 12 May 2026 on is withdrawn');
  });

  it('tells what is wrong beside its field, and nothing of another company', async () => {
    const { office, subscription } = await billedOffice();
    const { sam, dana } = office;
    await sam.command(`/cardline whatif ${subscription}`, { in: '#orders' });
    await sam.fill('Migrated to', 'NOBODY');
    await sam.submit();
    expect(sam.modal()).toContain('Say on which day it takes over.');
    await sam.fill('Migrated from', '2026-03-12');
    await sam.fill('Cancelled from', '2020-01-01');
    await sam.submit();
    expect(sam.modal()).toContain('There is no sell package plan "NOBODY"');
    expect(sam.modal()).toContain('that is the earliest first day without service');
    await dana.command(`/cardline whatif ${subscription}`, { in: '#provisioning' });
    expect(dana.modal()).toBeNull();
    expect(dana.sees()).toContain('There is no such subscription');
  });

  it('stays within Slack’s limits, however many and long its lines are', () => {
    const text = 'x'.repeat(3_000);
    const line = {
      generatedOn: DAY,
      side: 'sell',
      packagePlan: text,
      servicePlan: null,
      item: null,
      kind: 'access_fee',
      credits: null,
      from: DAY,
      to: DAY,
      amount: cents(1),
      tax: cents(0),
      explanation: { rules: [], text, days: 1, ofDays: 1, fee: '0.01', wholePeriods: 1, parts: [] },
    } as const;
    const totals = { credited: cents(0), charged: cents(1), tax: cents(0) };
    const runs = { lines: Array.from({ length: 200 }, () => line), totals };
    const whatIf: WhatIf = {
      ...runs,
      subscription: { id: 1 } as WhatIf['subscription'],
      from: DAY,
      until: DAY,
      events: Array.from({ length: 3 }, () => ({ event: { type: 'cancel' as const, on: DAY }, text })),
      otherwise: runs,
      difference: { amount: cents(0), tax: cents(0) },
      parkedReason: text,
      note: text,
    };
    expect(checkView(answerView(whatIf, 'https://cardline.example'), 'modal')).toEqual([]);
  });
});
