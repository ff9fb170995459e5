/** `/cardline order`: ORD-1 from Slack. */
import { describe, expect, it } from 'vitest';
import { value } from '#test/support/api.ts';
import { CUSTOMER } from '#test/support/builders.ts';
import type { Person } from '#test/support/slack/people/person.ts';
import { aSlackOffice } from '#test/support/slack-office.ts';

/** Types into a menu and takes the one that it finds. */
async function chosen(person: Person, field: string, text: string): Promise<void> {
  const [found = '', ...others] = await person.search(field, text);
  expect(others).toEqual([]);
  await person.select(field, found);
}

const PDF = '%PDF-1.7\n% a signed contract\n';

describe('a new order', () => {
  it('is put together in two steps and lands in the wholesaler’s queue (ORD-1, PROV-1)', async () => {
    const office = await aSlackOffice();
    const { sam, services, seller } = office;
    await sam.command('/cardline order', { in: '#orders' });
    await chosen(sam, 'Account', CUSTOMER);
    await chosen(sam, 'Package plan', 'NBN-50');
    await sam.submit();
    await sam.fill('Address', '4 Lantern Street, Castlemaine VIC 3450');
    await sam.fill('Wanted on', '2026-03-09');
    await sam.submit();
    expect(sam.modal()).toContain('It is in the queue of Wavelink');
    expect(sam.modal()).toMatch(/\/track\/\S+/);
    const orders = value(await services.orders.listOrders(seller, {}, { limit: 5, cursor: null }));
    expect(orders.items).toMatchObject([
      { packagePlan: { code: 'NBN-50' }, requestedOn: '2026-03-09', source: 'staff' },
    ]);
  });

  it('is refused beside its fields, and what was typed stays', async () => {
    const { sam } = await aSlackOffice();
    await sam.command('/cardline order', { in: '#orders' });
    await chosen(sam, 'Account', CUSTOMER);
    await chosen(sam, 'Package plan', 'NBN-50');
    await sam.submit();
    expect(sam.modal()).toContain('Needed unless SIM serial or Site is filled in.');
    await sam.fill('Address', '4 Lantern Street');
    await sam.fill('Location ID', 'somewhere');
    await sam.fill('Wanted on', '2020-01-01');
    await sam.submit();
    expect(sam.modal()).toContain('"somewhere" will not do as Location ID.');
    expect(sam.modal()).toContain('1 Jan 2020 is over');
    expect(sam.modal()).toContain('4 Lantern Street');
  });

  it('of a plan that needs a signed contract comes with the file, which is checked (CON-1)', async () => {
    const office = await aSlackOffice();
    const { sam, services, seller } = office;
    await sam.command('/cardline order', { in: '#orders' });
    await chosen(sam, 'Account', CUSTOMER);
    await chosen(sam, 'Package plan', 'SIGNED');
    await sam.submit();
    await sam.upload('Signed contract', {
      name: 'contract.pdf',
      content: 'not one',
      mimetype: 'application/pdf',
    });
    await sam.submit();
    expect(sam.modal()).toContain('this file is none, or not what it says');
    await sam.removeFiles('Signed contract');
    await sam.upload('Signed contract', { name: 'contract.pdf', content: PDF, mimetype: 'application/pdf' });
    await sam.submit();
    expect(sam.modal()).toContain('Pending');
    const [order] = value(await services.orders.listOrders(seller, {}, { limit: 5, cursor: null })).items;
    const document = value(await services.orders.getContractDocument(seller, order?.number ?? ''));
    expect(new TextDecoder().decode(document.content)).toBe(PDF);
  });

  it('names every reason why a plan is not on offer (CAT-3, CAT-4)', async () => {
    const { sam } = await aSlackOffice();
    await sam.command('/cardline order', { in: '#orders' });
    await sam.click('Why is a plan not in the list?');
    expect(sam.modal()).toContain('Not on offer');
  });

  it('is for those alone who may order', async () => {
    const office = await aSlackOffice();
    const vera = await office.hire('bluegum', 'Vera Viewer', ['viewer']);
    await vera.command('/cardline order', { in: '#orders' });
    expect(vera.modal()).toBeNull();
    expect(vera.sees()).toContain('it takes the power "orders"');
  });
});
