/** What leaves for Slack when Slack does not want it: limits, closed channels, lost messages, ended tokens. */
import { describe, expect, it } from 'vitest';
import type { DeliveryStatus } from '#app/ports/deliveries.ts';
import { outbox } from '#db/schema/index.ts';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import { expectConsole } from '#test/support/console.ts';
import { aSlackOffice, type Office } from '#test/support/slack-office.ts';

const deliveries = async ({ services, providers }: Office, status: DeliveryStatus) =>
  value(
    await services.outbox.listDeliveries(
      anActor(providers.wavelink),
      { status },
      { limit: 50, cursor: null },
    ),
  ).items;

const textsOf = (messages: readonly { readonly text: string }[]): string =>
  messages.map(({ text }) => text).join('\n');

describe('a card', () => {
  it('that somebody deleted is posted anew with the next change, and is changed from then on', async () => {
    const office = await aSlackOffice();
    const { number } = await office.order();
    office.provisioning.message(number).delete();
    await office.dana.command('/cardline queue', { in: '#provisioning' });
    await office.dana.click('Assign to me', { on: 'Provisioning queue' });
    await office.settle();
    await office.dana.click('Details', { on: office.provisioning.message(number) });
    expect(office.dana.modal()).toContain('Assigned to Dana Doer');
    expect(office.provisioning.messages()).toHaveLength(1);
  });

  it('waits while Slack asks for a pause, and arrives once', async () => {
    const office = await aSlackOffice();
    office.slack.limit('chat.postMessage', { calls: 1, seconds: 60 });
    const numbers = [];
    for (let index = 0; index < 4; index += 1) numbers.push((await office.order()).number);
    expect(office.provisioning.messages()).toHaveLength(4);
    for (const number of numbers) expect(office.provisioning.message(number).text).toContain('Pending');
    expect(await deliveries(office, 'dead')).toEqual([]);
  });

  it('whose post Slack never answered may be there twice, and is one from then on', async () => {
    const office = await aSlackOffice();
    office.slack.fail('chat.postMessage', { reset: 'after' });
    const { number } = await office.order();
    const [lost, card, ...others] = office.provisioning.messages();
    expect(others).toEqual([]);
    await office.dana.click('Assign to me', { on: card ?? number });
    await office.settle();
    expect(card?.text).toContain('Dana Doer');
    expect(lost?.text).toContain('Nobody');
  });
});

describe('a channel that is closed to Cardline', () => {
  it('is told to whoever installed it and kept as a problem; what waits can be sent to the next channel', async () => {
    const office = await aSlackOffice();
    const actor = anActor(office.providers.wavelink);
    office.provisioning.archive();
    expectConsole('error', /^delivery/);
    const { number } = await office.order();
    expect((await deliveries(office, 'dead')).map(({ lastError }) => lastError)).toEqual([
      expect.stringContaining('is_archived'),
    ]);
    const { problem } = await office.installation('wavelink');
    expect(problem).toContain('choose another with /cardline channel');
    const ada = office.wavelink.person('Ada Admin');
    expect(textsOf(ada.messages('app'))).toContain('choose another with /cardline channel');
    expect(ada.messages('app')).toHaveLength(1);

    const boss = await office.hire('wavelink', 'Bea Boss', ['admin']);
    const next = office.wavelink.channel('provisioning-2').add(boss);
    await boss.command('/cardline channel', { in: '#provisioning-2' });
    expect(boss.sees()).toContain('appear in #provisioning-2 from now on');
    value(await office.services.outbox.resendAll(actor, { channel: 'slack', target: null }));
    await office.settle();
    expect(textsOf(next.messages())).toContain(number);
    expect((await office.installation('wavelink')).problem).toBeNull();
  });

  it('holds up no other company', async () => {
    const office = await aSlackOffice();
    office.orders.archive();
    expectConsole('error', /^delivery/);
    const { number } = await office.order();
    await office.dana.click('Halt', { on: office.provisioning.message(number) });
    await office.dana.fill('Rejection Details', 'No such street.');
    await office.dana.submit();
    await office.settle();
    expect(office.provisioning.message(number).text).toContain('Provisioning Halted');
    expect((await office.installation('bluegum')).problem).toContain('is_archived');
    expect((await office.installation('wavelink')).problem).toBeNull();
  });
});

describe('a workspace that is lost', () => {
  it('stops deliveries without a trace in Slack, and says so in the console', async () => {
    const office = await aSlackOffice();
    office.wavelink.deactivate();
    expectConsole('error', /^delivery/);
    expectConsole('error', /^Slack no longer takes the token/);
    await office.order();
    expect((await deliveries(office, 'dead'))[0]?.lastError).toContain('account_inactive');
    expect((await office.installation('wavelink')).problem).toContain('install');
  });

  it('with a permission that is missing names it', async () => {
    const office = await aSlackOffice();
    office.slack.fail('chat.postMessage', { error: 'missing_scope', times: 100 });
    expectConsole('error', /^delivery/);
    await office.order();
    expect((await office.installation('wavelink')).problem).toContain('permission');
  });
});

it('a billing run that was cut off is told in its company’s channel, once', async () => {
  const office = await aSlackOffice();
  const { db, providers, provisioning, settle } = office;
  await db.write([
    db.orm.insert(outbox).values({
      providerId: providers.wavelink.providerId,
      topic: 'billing.run_failed',
      dedupeKey: 'run_7',
      body: { run: 'run_7', asOf: '2026-03-01' },
      dueAt: office.clock.now(),
      createdAt: office.clock.now(),
    }),
  ]);
  await settle();
  await settle();
  expect(provisioning.messages().map(({ text }) => text)).toEqual([
    expect.stringContaining('Billing of 1 Mar 2026 did not get to its end.'),
  ]);
});

it('tells that a price of the past was changed, with where to decide what becomes of it (USE-8)', async () => {
  const office = await aSlackOffice();
  const { db, providers, provisioning, settle } = office;
  const body = {
    rerate: 'rer_3',
    version: 12,
    text: '2 records of 1 account, charged 0.30, would be 0.24.',
  };
  await db.write([
    db.orm.insert(outbox).values({
      providerId: providers.wavelink.providerId,
      topic: 'usage.rerate_proposed',
      dedupeKey: 'rer_3',
      body,
      dueAt: office.clock.now(),
      createdAt: office.clock.now(),
    }),
  ]);
  await settle();
  await settle();
  const [message] = provisioning.messages();
  expect(message?.text).toContain(
    '2 records of 1 account, charged 0.30, would be 0.24. Nothing changes until',
  );
  expect(JSON.stringify(message?.json)).toContain('/usage/rerates/rer_3');
});
