/** Pricing in Slack: an office with a small published catalogue, and what is lived there on Node and in workerd alike. */
import { expect } from 'vitest';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import type { Office } from '#test/support/slack-office.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

/** Bluegum with a small published catalogue; Pia edits and submits, Lee approves. */
export async function aPricingOffice(office: Office, { withFiles = false } = {}) {
  const { services, providers, settle, orders } = office;
  const pia = await office.hire('bluegum', 'Pia Pricing', ['pricing']);
  const lee = await office.hire('bluegum', 'Lee Lead', ['pricing']);
  const system = anActor(providers.bluegum, { name: 'Ada Admin', via: 'console' });
  const fill = async (book: TestWorkbook) => {
    value(await services.workbook.importFiles(system, book.csvFiles()));
  };
  await fill(aWorkbook());
  const base = value(await services.catalogue.submitChanges(system, { source: 'workbook' }));
  value(await services.catalogue.approveChanges(system, base.id, { confirmRemovals: true }));
  await settle();
  if (withFiles) orders.add({ id: (await office.installation('bluegum')).botUserId });
  /** Pia brings the workbook to what the book says, and submits it from Slack. */
  const submit = async (book: TestWorkbook) => {
    await fill(book);
    await pia.command('/cardline sync', { in: '#orders' });
    await settle();
    return orders.message('Change set chg_2');
  };
  const rules = (settings: Parameters<typeof services.people.changeSettings>[1]) =>
    services.people.changeSettings(system, settings).then(value);
  return { ...office, pia, lee, system, fill, submit, rules };
}

export type PricingOffice = Awaited<ReturnType<typeof aPricingOffice>>;

export const dearer = () =>
  aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '79.95').set('Rates', 2, 'Price', '0.01');

/** What Pia is told in messages of her own. */
export const toldAlone = ({ pia }: Pick<PricingOffice, 'pia'>) => pia.messages('app').map(({ text }) => text);

export const PRICING_STORIES: Readonly<Record<string, (office: Office) => Promise<void>>> = {
  'a workbook is synced, its change rejected with a Reason, and the author told; put right, it is approved (CAT-5)':
    rejectedAndApproved,
};

async function rejectedAndApproved(premises: Office): Promise<void> {
  const office = await aPricingOffice(premises);
  const { pia, lee, orders, settle, eventually } = office;
  await office.fill(dearer());
  await pia.command('/cardline sync', { in: '#orders' });
  await eventually(() => expect(pia.sees()).toContain('0 rows added, 2 changed'));
  await settle();
  const rejected = orders.message('69.95');
  await lee.click('Reject', { on: rejected });
  await lee.fill('Reason', 'Wait for the carrier.');
  await lee.submit();
  await eventually(() => expect(lee.modal()).toContain('is rejected. Pia Pricing is told why.'));
  await lee.close();
  await settle();
  expect(rejected.text).toContain('Rejected by Lee Lead: Wait for the carrier.');
  expect(toldAlone(office).join()).toContain('was rejected by Lee Lead: Wait for the carrier.');

  await office.fill(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '71.95'));
  await pia.command('/cardline sync', { in: '#orders' });
  await eventually(() => expect(pia.sees()).toContain('0 rows added, 1 changed'));
  await settle();
  const approved = orders.message('71.95');
  await lee.click('Approve', { on: approved });
  await lee.submit();
  await eventually(() => expect(lee.modal()).toContain('is published as version 3'));
  await lee.close();
  await settle();
  expect(approved.text).toContain('✅ Published');
  expect(approved.text).not.toMatch(/\[Approve\]|\[Reject\]/);
}
