/** What pricing teams live through in Slack: a change of the catalogue is seen, decided and told where they are (CAT-5, M1 to M7). */
import { expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { plainDate } from '#core/calendar.ts';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import { aSlackOffice } from '#test/support/slack-office.ts';
import { aWorkbook } from '#test/support/workbooks.ts';
import { aPricingOffice, dearer, toldAlone } from './pricing-stories.ts';

it('sync says what would change; its card has counts, prices and buttons, and the whole difference as a file', async () => {
  const office = await aPricingOffice(await aSlackOffice(), { withFiles: true });
  const card = await office.submit(dearer());
  expect(office.pia.sees()).toContain('Reading and checking the workbook');
  for (const text of [
    '🟡 Pending',
    '0 rows added, 2 changed, 0 removed',
    'Pia Pricing',
    'Ada Admin',
    'Access Fee',
    '69.95',
    '79.95',
    '+14.3 %',
    '-50 %',
    '[Approve]',
    '[Reject]',
    '[Preview]',
  ])
    expect(card.text).toContain(text);
  expect(
    card
      .thread()
      .map(({ text }) => text)
      .join('\n'),
  ).toContain('chg_2.csv');
  await office.lee.click('Preview', { on: card });
  expect(office.lee.modal()).toContain('Package Plans HOME (Access Fee 69.95 → 79.95)');
});

it('where Slack takes no file, the thread links the difference', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const card = await office.submit(dearer());
  expect(card.thread().at(-1)?.text).toContain('/changes/chg_2/diff.csv');
});

it('Reject asks for the Reason; the author is told it alone, and the card shows it to all', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const card = await office.submit(dearer());
  await office.lee.click('Reject', { on: card });
  await office.lee.submit();
  expect(office.lee.modal()).toContain('Reason');
  await office.lee.fill('Reason', 'Wait for <the> carrier.');
  await office.lee.submit();
  expect(office.lee.modal()).toContain('chg_2 is rejected. Pia Pricing is told why.');
  await office.settle();
  expect(card.text).toContain('🛑 Rejected');
  expect(card.text).toContain('Rejected by Lee Lead: Wait for <the> carrier.');
  expect(card.text).not.toMatch(/\[Approve\]|\[Reject\]/);
  expect(toldAlone(office).join('\n')).toContain('was rejected by Lee Lead: Wait for <the> carrier.');
  expect(office.lee.messages('app')).toEqual([]);
});

it('who edited rows of it is told as well, once, and nobody of what they did themselves', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const { services, providers, system, settle, orders, lee } = office;
  const kim = await office.hire('bluegum', 'Kim Keys', ['pricing']);
  await office.fill(aWorkbook());
  const [row] = value(await services.workbook.showTab(system, 'Rates', { limit: 1, cursor: null })).rows
    .items;
  const byName = (name: string) => anActor(providers.bluegum, { name });
  const edit = { change: [{ id: row?.id ?? 0, version: row?.version ?? 0, cells: { Price: '0.05' } }] };
  value(await services.workbook.edit(byName('Kim Keys'), 'Rates', edit));
  await office.pia.command('/cardline sync', { in: '#orders' });
  await settle();
  const card = orders.message('Change set chg_2');
  expect(card.text).toContain('Kim Keys');
  await lee.click('Reject', { on: card });
  await lee.fill('Reason', 'Too dear.');
  await lee.submit();
  await settle();
  const kims = kim.messages('app').map(({ text }) => text);
  expect(kims).toHaveLength(1);
  expect(kims[0]).toContain('with rows that you edited, was rejected by Lee Lead: Too dear.');
  expect(toldAlone(office)).toHaveLength(1);
  expect(lee.messages('app')).toEqual([]);
});

it('M5: with four eyes whoever submitted is refused, and told why; somebody else approves', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  await office.rules({ approvalFourEyes: true, approvalRiseAbove: 10 });
  const card = await office.submit(dearer());
  expect(card.text).toContain('Somebody other than who submitted it has to approve it');
  expect(card.text).toContain('from 69.95 to 79.95, by 14.3 %: more than 10 %');
  await office.pia.click('Approve', { on: card });
  await office.eventually(() => expect(office.pia.sees()).toContain('four eyes have to see every change'));
  expect(office.pia.modal()).toBeNull();
  await office.lee.click('Approve', { on: card });
  await office.lee.submit();
  expect(office.lee.modal()).toContain('chg_2 is published as version 3');
  await office.settle();
  expect(card.text).toContain('✅ Published');
  expect(toldAlone(office).at(-1)).toContain('was approved by Lee Lead and is published as version 3');
});

it('of two who approve at once one wins, and the other is told who it was', async () => {
  const { submit, pia, lee, settle, services, system } = await aPricingOffice(await aSlackOffice());
  const card = await submit(dearer());
  await pia.click('Approve', { on: card });
  await lee.click('Approve', { on: card });
  await Promise.all([pia.submit(), lee.submit()]);
  const screens = [pia.modal() ?? '', lee.modal() ?? ''];
  expect(screens.filter((text) => text.includes('is published as version 3'))).toHaveLength(1);
  expect(screens.find((text) => !text.includes('as version 3'))).toMatch(
    /chg_2 is published already, by (Pia Pricing|Lee Lead)/,
  );
  await settle();
  const versions = value(await services.catalogue.listVersions(system, { limit: 10, cursor: null }));
  expect(versions.items.map(({ number }) => number)).toEqual([3, 2, 1]);
});

it('M4: what was edited between looking and approving makes it stale: approver, card and author see which rows moved', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const card = await office.submit(dearer());
  await office.lee.click('Approve', { on: card });
  await office.fill(dearer().set('Package Plans', 'HOME', 'Access Fee', '89.95'));
  await office.lee.submit();
  expect(office.lee.modal()).toContain('Package Plans HOME (Access Fee 79.95 → 89.95)');
  expect(office.lee.modal()).toContain('Submit again');
  await office.settle();
  expect(card.text).toContain('⚠️ Stale');
  expect(card.text).toContain('89.95');
  expect(toldAlone(office).at(-1)).toContain('is stale, and was not published');
});

it('approved for a day it waits, is published as the day begins, and the card and the author follow', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const { lee, services, providers, settle } = office;
  const card = await office.submit(dearer());
  await lee.click('Approve', { on: card });
  await lee.fill('Publish on', '2026-03-09');
  await lee.submit();
  expect(lee.modal()).toContain('chg_2 is approved, and published on 9 Mar 2026');
  await settle();
  expect(card.text).toContain('📅 Scheduled');
  expect(card.text).toContain('9 Mar 2026');
  expect(card.text).not.toContain('[Approve]');
  const night = systemActor(providers.bluegum, 'schedule');
  value(
    await services.catalogue.publishScheduled(night, plainDate('2026-03-09'), new AbortController().signal),
  );
  await settle();
  expect(card.text).toContain('✅ Published');
  expect(toldAlone(office).slice(-2)).toEqual([
    expect.stringContaining('published on 9 Mar 2026'),
    expect.stringContaining('is published as version 3'),
  ]);
});

it('decided in the console, the one card follows; a button of before says who was first', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const card = await office.submit(dearer());
  const stale = card.asSeenNow();
  value(await office.services.catalogue.rejectChanges(office.system, 2, 'Not now.'));
  await office.settle();
  expect(card.text).toContain('Rejected by Ada Admin: Not now.');
  await office.lee.click('Approve', { on: stale });
  await office.eventually(() =>
    expect(office.lee.sees()).toContain('chg_2 is rejected already, by Ada Admin'),
  );
  expect(office.orders.messages()).toHaveLength(2);
});

it('M6: many removals take a tick that says they are meant', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const { lee, services, system, settle } = office;
  const tariffs = Array.from({ length: 25 }, (_, at) => ({
    'Tariff Key': `9${at + 100}`,
    Description: `Place ${at}`,
    'Usage Type': 'Voice',
    Unit: 'second',
  }));
  await office.fill(aWorkbook().add('Tariffs', ...tariffs));
  const more = value(await services.catalogue.submitChanges(system, { source: 'workbook' }));
  value(await services.catalogue.approveChanges(system, more.id));
  await office.fill(aWorkbook());
  await office.pia.command('/cardline sync', { in: '#orders' });
  await settle();
  const card = office.orders.message('Change set chg_3');
  expect(card.text).toContain('Tariffs would lose 25 of its 27 rows');
  await lee.click('Approve', { on: card });
  await lee.submit();
  expect(lee.modal()).toContain('confirm the removals');
  await lee.select('Removals', ['The removals are meant']);
  await lee.submit();
  expect(lee.modal()).toContain('chg_3 is published as version 4');
});

it('somebody who may not approve is told which power it takes', async () => {
  const office = await aPricingOffice(await aSlackOffice());
  const card = await office.submit(dearer());
  await office.sam.click('Approve', { on: card });
  await office.eventually(() => expect(office.sam.sees()).toContain('catalogue.approve'));
  expect(office.sam.modal()).toBeNull();
});

it('sync names the first ten faults and says how many more, or that nothing has changed', async () => {
  const { pia, fill, eventually } = await aPricingOffice(await aSlackOffice());
  await pia.command('/cardline sync', { in: '#orders' });
  await eventually(() => expect(pia.sees()).toContain('The workbook says what version 2 says'));
  const faulty = aWorkbook();
  for (let at = 0; at < 12; at += 1)
    faulty.add('Tariffs', {
      'Tariff Key': `8${at}`,
      Description: 'Place',
      'Usage Type': 'Voice',
      Unit: 'second',
      Parent: 'NONE',
    });
  await fill(faulty);
  await pia.command('/cardline sync', { in: '#orders' });
  await eventually(() => expect(pia.sees()).toContain('The workbook has 12 faults'));
  expect(pia.sees()).toContain('Tariffs E4: Tariffs has no "NONE"');
  expect(pia.sees()).toContain('And 2 more');
});

it('USE-5: rates says what a tariff costs today on every card, and what a card charges', async () => {
  const { pia } = await aPricingOffice(await aSlackOffice());
  await pia.command('/cardline rates 0011', { in: '#orders' });
  expect(pia.sees()).toContain('Tariff 0011 · Abroad');
  expect(pia.sees()).toMatch(/BUY-VOICE[\s\S]*0\.005 per 60/);
  expect(pia.sees()).toMatch(/VOICE[\s\S]*0\.02 per 60/);
  await pia.command('/cardline rates voice', { in: '#orders' });
  expect(pia.sees()).toContain('Rate card VOICE');
  expect(pia.sees()).toContain('001161');
  await pia.command('/cardline rates nothing', { in: '#orders' });
  expect(pia.sees()).toContain('There is no rate card and no tariff "nothing".');
  await pia.command('/cardline rates', { in: '#orders' });
  expect(pia.sees()).toContain('/cardline rates 0061');
});
