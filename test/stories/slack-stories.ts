/**
 * What provisioning teams live through in Slack, told by what people see and press. The same stories are lived on Node and in
 * workerd: what is shown with Slack's answer or after `settle` is there, the rest comes `eventually`.
 */
import { expect } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { aBatch, CARRIER } from '#test/app/workflow/carrying.ts';
import { value } from '#test/support/api.ts';
import { anActor } from '#test/support/builders.ts';
import type { Office } from '#test/support/slack-office.ts';
import { PRICING_STORIES } from './pricing-stories.ts';

export const SLACK_STORIES: Readonly<Record<string, (office: Office) => Promise<void>>> = {
  'queue → details → halt → the retailer resubmits in its own workspace → activate (PROV-1 to PROV-6)':
    haltedAndResubmitted,
  'two people press Activate at once: one wins, the other is told (PROV-5)': raceOfTwo,
  'a stale button says who did what and shows the new state (PROV-5)': staleButton,
  'somebody of another company in a shared channel can do nothing': foreigner,
  'several requests are activated with one confirmation and one result each': severalAtOnce,
  'whoever changes a request, and wherever, the one card follows and its thread tells': changedElsewhere,
  'morning file → batch file → active: the card shows the carrier’s stage instead of buttons (WF-1, WF-2)':
    byTheCarriersFiles,
  'what a carrier leaves unanswered is said once, more urgently later, and is over with the answer (WF-3)':
    stuckAtTheCarrier,
  ...PRICING_STORIES,
};

const halts = 'There is no such address: send the location ID.';

async function haltedAndResubmitted(office: Office): Promise<void> {
  const { dana, sam, provisioning, orders, settle, eventually } = office;
  const { number, trackingToken } = await office.order('NBN-50');
  expect(provisioning.messages()).toHaveLength(1);
  expect(orders.messages()).toHaveLength(0);
  expect(provisioning.message(number).text).toContain('Pending');

  await dana.command('/cardline queue', { in: '#provisioning' });
  await eventually(() => expect(dana.sees()).toContain('1 pending'));
  await dana.click('Details', { on: provisioning.message(number) });
  await eventually(() => expect(dana.modal()).toContain('1 High Street, Geelong VIC 3220'));
  expect(dana.modal()).toContain('Order placed');
  await dana.close();

  await dana.click('Halt', { on: provisioning.message(number) });
  await dana.fill('Rejection Details', halts);
  expect(dana.modal()).toContain('Bluegum Telecom sees “Provisioning Halted” with exactly this text');
  await dana.submit();
  expect(dana.modal()).toContain('is halted. Bluegum Telecom sees the Rejection Details.');
  await dana.close();
  await settle();
  expect(provisioning.messages()).toHaveLength(1);
  expect(provisioning.message(number).text).toContain('Provisioning Halted');
  expect(provisioning.message(number).thread().at(-1)?.text).toContain(`Provisioning Halted: ${halts}`);

  const told = orders.message(number);
  expect(told.text).toContain('Provisioning Halted');
  expect(told.text).toContain(halts);
  // Nothing of the wholesaler's own: its plan, its supplier, its prices.
  expect(told.text).not.toMatch(/WL-|opti-carrier/);

  sam.lookAt('#orders');
  await sam.click('Resubmit', { on: told });
  await sam.fill('Location ID', 'LOC000123456789');
  expect(sam.modal()).toContain(halts);
  await sam.submit();
  expect(sam.modal()).toContain('is back in the queue of Wavelink');
  await sam.close();
  await settle();
  const reopened = provisioning.message(number);
  expect(reopened.text).toContain('Pending');
  expect(reopened.text).toContain('LOC000123456789');
  expect(reopened.thread().at(-1)?.text).toContain('Resubmitted');
  expect(orders.message(number).thread().at(-1)?.text).toContain('Resubmitted');

  await dana.click('Activate', { on: reopened });
  await eventually(() => expect(dana.modal()).toMatch(/Billing of WL-NBN-50 starts on/));
  await dana.submit();
  expect(dana.modal()).toContain('is active from');
  await dana.close();
  await settle();
  expect(provisioning.message(number).text).toContain('✅ Active');
  expect(orders.message(number).text).toContain('✅ Active');

  const page = await office.fetch(`/track/${trackingToken}`);
  expect(await page.text()).toContain('Active');
  const order = value(await office.services.orders.getOrder(office.seller, number));
  expect(order).toMatchObject({ status: 'active', subscription: { start: '2026-03-02' } });
}

/** An order of Bluegum's own, by a carrier that answers in files; its card is in Bluegum's channel. */
async function aCarrierOrder({ order, services, providers, orders, settle }: Office): Promise<CarrierOrder> {
  const actor = anActor(providers.bluegum, { name: 'schedule', via: 'schedule' });
  value(await services.workflow.addCarrier(actor, { code: CARRIER, name: 'Opti Carrier' }));
  const { number } = await order('PSTN');
  expect(orders.message(number).text).toContain('[Activate]');
  return {
    number,
    async collect() {
      value(await services.workflow.collectServices(actor, plainDate('2026-03-03')));
      await settle();
    },
    async watch(day) {
      value(await services.workflow.watchWorkflows(actor, plainDate(day)));
      await settle();
    },
    async answer(...records) {
      const bytes = new TextEncoder().encode(
        aBatch(
          records.map((record) => `${number},${record}`),
          { provider: providers.bluegum.providerCode },
        ),
      );
      value(await services.workflow.takeBatchFile(actor, { carrier: CARRIER, name: 'day-1.csv', bytes }));
      await settle();
    },
  };
}

interface CarrierOrder {
  readonly number: string;
  collect(): Promise<void>;
  watch(day: string): Promise<void>;
  answer(...records: readonly string[]): Promise<void>;
}

async function byTheCarriersFiles(office: Office): Promise<void> {
  const { orders } = office;
  const { number, collect, answer } = await aCarrierOrder(office);
  await collect();
  const card = orders.message(number);
  expect(card.text).toContain('FSR Request sent in file sequence 1');
  expect(card.text).not.toMatch(/\[Activate\]|\[Halt\]/);
  await answer('advice', 'activation,2026-03-09');
  expect(orders.messages()).toHaveLength(1);
  expect(card.text).toContain('✅ Active');
  expect(card.thread().map(({ text }) => text.split('\n')[0]?.replace('↳ ', ''))).toEqual([
    'FSR Request sent in file sequence 1',
    'Churn advice in file sequence 1',
    'Service activation Complete',
  ]);
}

async function stuckAtTheCarrier(office: Office): Promise<void> {
  const { orders, clock } = office;
  const { number, collect, watch, answer } = await aCarrierOrder(office);
  await collect();
  clock.set('2026-03-10T22:00:00.000Z');
  await watch('2026-03-11');
  const alert = orders.message('No answer yet');
  expect(alert.text).toContain(number);
  clock.set('2026-03-17T22:00:00.000Z');
  await watch('2026-03-18');
  await watch('2026-03-19');
  expect(orders.messages()).toHaveLength(2);
  expect(alert.text).toContain('🚨 Stuck');
  await answer('advice', 'advice');
  expect(alert.text).toContain('✅ Resolved');
  expect(orders.message('Not applied').text).toContain('1 of 2 records of day-1.csv (Opti Carrier)');
  expect(orders.messages()).toHaveLength(3);
}

async function raceOfTwo({ order, dana, eli, provisioning, settle }: Office): Promise<void> {
  const { number } = await order('NBN-50');
  const card = provisioning.message(number);
  await dana.click('Activate', { on: card });
  await eli.click('Activate', { on: card });
  await Promise.all([dana.submit(), eli.submit()]);
  const screens = [dana.modal() ?? '', eli.modal() ?? ''];
  expect(screens.filter((text) => text.includes('is active from'))).toHaveLength(1);
  const [loser] = screens.filter((text) => !text.includes('is active from'));
  expect(loser).toMatch(/(Dana Doer|Eli Engineer) activated it on 2 Mar 2026 at 11:00/);
  await settle();
  expect(provisioning.message(number).thread()).toHaveLength(1);
}

async function staleButton({ order, dana, eli, provisioning, settle, eventually }: Office): Promise<void> {
  const { number } = await order('NBN-50');
  // Eli looks at the queue and is called away; meanwhile Dana halts.
  await eli.command('/cardline queue', { in: '#provisioning' });
  await eventually(() => expect(eli.sees()).toContain('1 pending'));
  await dana.click('Halt', { on: provisioning.message(number) });
  await dana.fill('Rejection Details', halts);
  await dana.submit();
  await dana.close();
  await settle();
  await eli.click('Activate', { on: 'Provisioning queue' });
  await eventually(() => expect(eli.sees()).toMatch(/Dana Doer halted it on 2 Mar 2026 at 11:00/));
  await eventually(() => expect(eli.sees()).toContain('0 pending  ·  1 halted'));
  expect(eli.modal()).toBeNull();
}

async function foreigner(office: Office): Promise<void> {
  const { order, provisioning, bluegum, sam, settle, services, providers, eventually } = office;
  const { number } = await order('NBN-50');
  provisioning.shareWith(bluegum).add(sam);
  const card = provisioning.message(number);
  const refusals = () =>
    sam
      .messages(provisioning)
      .filter(({ text }) =>
        text.includes('You are linked to Bluegum Telecom; this workspace works for Wavelink.'),
      );
  for (const [index, button] of ['Activate', 'Halt', 'Edit', 'Details', 'Assign to me'].entries()) {
    await sam.click(button, { on: card });
    await eventually(() => expect(refusals()).toHaveLength(index + 1));
    expect(sam.modal()).toBeNull();
  }
  // Nor somebody whom Cardline does not know, in the company's own workspace.
  const guest = office.wavelink.person('Gus Guest');
  provisioning.add(guest);
  await guest.click('Activate', { on: card });
  await eventually(() => expect(guest.sees()).toContain('/cardline link'));
  expect(guest.modal()).toBeNull();
  await settle();
  const queue = value(
    await services.orders.listQueue(anActor(providers.wavelink), {}, { limit: 10, cursor: null }),
  );
  expect(queue.items).toMatchObject([{ version: 1, status: 'pending' }]);
}

async function severalAtOnce({ order, dana, eli, provisioning, settle, eventually }: Office): Promise<void> {
  const numbers = [];
  for (let index = 0; index < 3; index += 1) numbers.push((await order('NBN-50')).number);
  await dana.command('/cardline queue', { in: '#provisioning' });
  await dana.click('Activate several');
  const choices = numbers.map((number) => `${number} · WL-SP-NBN-50 (internal) · As soon as possible`);
  await dana.select('Requests', choices);
  // One is halted under her hands.
  await eli.click('Halt', { on: provisioning.message(numbers[1] ?? '') });
  await eli.fill('Rejection Details', halts);
  await eli.submit();
  await eli.close();
  await dana.submit();
  expect(dana.modal()).toContain('2 of 3 will be active');
  expect(dana.modal()).toContain('Eli Engineer halted it');
  await dana.submit();
  await eventually(() => expect(dana.modal()).toContain('2 of 3 are active from 2 Mar 2026'));
  await dana.close();
  await settle();
  const states = numbers.map((number) => provisioning.message(number).text.includes('✅ Active'));
  expect(states).toEqual([true, false, true]);
}

async function changedElsewhere(office: Office): Promise<void> {
  const { order, provisioning, services, providers, settle } = office;
  const { number } = await order('NBN-50');
  const api = anActor(providers.wavelink, { name: 'token sync', via: 'api' });
  const [request] = value(await services.orders.requestsOfOrder(api, number));
  const requestId = request?.id ?? 0;
  value(await services.orders.claimRequest(api, { requestId }));
  value(await services.orders.editRequest(api, { requestId, details: { serviceId: 'AVC000000000001' } }));
  const console_ = anActor(providers.wavelink, { name: 'Pat Provisioner', via: 'console' });
  value(await services.orders.activateRequest(console_, { requestId }));
  await settle();
  const [card, ...others] = provisioning.messages();
  expect(others).toEqual([]);
  expect(card?.text).toContain('✅ Active');
  expect(card?.text).toContain('AVC000000000001');
  expect(card?.thread().map(({ text }) => text.split('\n')[0]?.replace('↳ ', ''))).toEqual([
    'Assigned to token sync',
    expect.stringContaining('Details'),
    'Active from 2 Mar 2026',
  ]);
  expect(card?.thread().at(-1)?.text).toContain('Pat Provisioner, Wavelink · 2 Mar 2026, 11:00 · console');
}
