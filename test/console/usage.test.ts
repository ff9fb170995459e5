/** Usage and quarantine as people work on them: seen with its reason, previewed, cleansed, written off (USE-1 to USE-4). */
import { describe, expect, it } from 'vitest';
import { day } from '#test/support/ledger-builders.ts';
import { reprice } from '#test/support/rerates.ts';
import { aRateOf, aTariffOf, price } from '#test/support/usage.ts';
import { aWish } from '../app/orders/ordering.ts';
import { aConsole, type TestConsole, value } from './support/a-console.ts';

const NUMBER = '+61355501234';

/** A customer with a phone, and three records of it: one that is rated, and two of a tariff that there is not yet. */
async function aPhone(): Promise<TestConsole> {
  const it = await aConsole();
  await aTariffOf(it.db, it.bluegum, 'LOCAL');
  const wish = aWish('BUNDLE');
  const { order } = value(
    await it.services.orders.placeOrder(it.actor(), {
      ...wish,
      services: [
        { servicePlan: 'SP-NBN-50', details: { address: '1 High Street' } },
        { servicePlan: 'SP-VOIP', details: { number: NUMBER } },
      ],
    }),
  );
  const queue = value(
    await it.services.orders.listQueue(it.actor('wavelink'), {}, { limit: 50, cursor: null }),
  );
  for (const { id, orderNumber } of queue.items)
    if (orderNumber === order.number)
      value(
        await it.services.orders.activateRequest(it.actor('wavelink'), {
          requestId: id,
          activationDate: '2026-03-01' as never,
        }),
      );
  const record = (recordId: string, tariffKey: string) => ({
    supplier: 'wavelink',
    recordId,
    service: NUMBER,
    tariffKey,
    start: '2026-03-01T10:00:00+08:00',
    quantity: 90,
  });
  value(
    await it.services.usage.takeUsage(it.actor(), {
      source: 'march.ndjson',
      format: 'ndjson',
      supplier: null,
      lines: [record('1', 'LOCAL'), record('2', 'MOBILE'), record('3', 'MOBILE')].map((one) =>
        JSON.stringify(one),
      ),
    }),
  );
  return it;
}

describe('usage', () => {
  it('is listed with what it costs and why some of it waits', async () => {
    const it = await aPhone();
    const bill = await it.signedIn('billing');
    const all = await bill.open('/usage');
    expect(all.text).toContain(NUMBER);
    expect(all.text).toMatch(/LOCAL wavelink 90 0\.2 0\.2 Rated VOICE, LOCAL/);
    expect(all.text).toContain('Non Existent Tariff Key Fault: There is no tariff with the key "MOBILE".');
    expect((await bill.open('/usage?status=rated')).text).not.toContain('MOBILE');
    expect((await bill.open('/usage/intakes')).text).toContain('march.ndjson');
  });

  it('is sent as a file, which says what became of it', async () => {
    const it = await aPhone();
    const bill = await it.signedIn('billing');
    await bill.open('/usage/intakes');
    expect((await bill.send('send', {})).text).toContain('Choose a file.');
    const csv = `Record Id,Service,Tariff Key,Start,Quantity\nC1,${NUMBER},LOCAL,2026-03-01T11:00:00+08:00,30\nC2,,,,\n`;
    const file = new File([csv], 'calls.csv', { type: 'text/csv' });
    const sent = await bill.send('send', { file: [file], supplier: 'wavelink' });
    expect(sent.text).toContain('2 records: 1 rated, 1 in quarantine, 0 taken before, 0 rejected.');
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/usage/intakes')).text).not.toContain('Send a file');
  });
});

describe('the quarantine', () => {
  it('is cleansed from exactly the figures that were looked at (USE-2)', async () => {
    const it = await aPhone();
    const bill = await it.signedIn('billing');
    const waiting = await bill.open('/usage/quarantine');
    expect(waiting.text).toContain('2 records that could not be rated.');
    expect((await bill.send('Preview')).text).toContain('Would be rated 0 records');
    await aTariffOf(it.db, it.bluegum, 'MOBILE', 'LOCAL');
    await bill.open('/usage/quarantine');
    const preview = await bill.send('Preview');
    expect(preview.heading).toBe('What cleansing would do');
    expect(preview.text).toContain('Would be rated 2 records');
    expect(preview.text).toContain('Charged to accounts 0.40');
    const done = await bill.send('Cleanse');
    expect(done.text).toContain('Cleansed: 2 records rated for 0.40, 0 still waiting.');
    expect(done.text).toContain('Nothing waits here.');
  });

  it('is refused where it has moved since, and says so', async () => {
    const it = await aPhone();
    await aTariffOf(it.db, it.bluegum, 'MOBILE', 'LOCAL');
    const bill = await it.signedIn('billing');
    await bill.open('/usage/quarantine');
    await bill.send('Preview');
    value(await it.services.usage.cleanseQuarantine(it.actor(), { filter: {}, mode: 'commit' }));
    const late = await bill.send('Cleanse');
    expect(late.status).toBe(409);
  });

  it('is given up with a reason, by those who may', async () => {
    const it = await aPhone();
    const bill = await it.signedIn('billing');
    await bill.open('/usage/quarantine?tariffKey=MOBILE');
    expect((await bill.send('write-off', { note: '' })).status).toBe(422);
    expect((await bill.send('write-off', { note: 'a test line' })).text).toContain('2 records written off.');
    expect((await bill.open('/usage?status=written_off')).text).toContain('a test line');
    const viewer = await it.signedIn('viewer');
    expect((await viewer.open('/usage/quarantine')).text).not.toContain('Write off');
  });
});

describe('a price that was changed for days in the past (USE-8)', () => {
  const dearer = aRateOf('VOICE', 'LOCAL', {
    price: price('0.30'),
    increment: 60,
    effectiveFrom: day('2026-03-01'),
  });
  const repriced = async () => {
    const it = await aPhone();
    const house = { db: it.db, actor: it.actor(), clock: it.clock };
    await reprice(house, 3, [dearer]);
    return { it, house };
  };

  it('is shown with what its re-rating changes, by account and service, and accepted', async () => {
    const { it } = await repriced();
    const bill = await it.signedIn('billing');
    const listed = await bill.open('/usage/rerates');
    expect(listed.text).toContain('rer_1 version 3 Being worked out');
    const found = await bill.open('/usage/rerates/rer_1');
    expect(found.text).toContain('It is worked out within a minute');
    expect(found.text).not.toContain('Accept');
    const open = await bill.send('Work it out');
    expect(open.text).toContain('rer_1 was worked out anew.');
    expect(open.text).toContain('1 account, 1 service');
    expect(open.text).toContain('Charged to accounts 1 0.20 0.60 +0.40');
    expect(open.text).toContain(NUMBER);
    expect((await bill.open('/status')).text).toContain(
      're-rating what was rated by them waits for somebody',
    );
    expect((await bill.open('/')).text).toContain('1 Re-ratings to decide');
    await bill.open('/usage/rerates/rer_1');
    const done = await bill.send('Accept');
    expect(done.text).toContain('rer_1 was accepted.');
    expect(done.text).toMatch(/Accepted .*Decided/);
    expect((await bill.open('/usage')).text).toMatch(/LOCAL wavelink 90 0\.6 0\.6 Rated VOICE, LOCAL/);
    expect((await bill.open('/status')).text).not.toContain('re-rating');
    expect((await bill.open('/')).text).not.toContain('Re-ratings');
  });

  it('is refused where its figures have moved, and shows the new ones', async () => {
    const { it, house } = await repriced();
    const bill = await it.signedIn('billing');
    await bill.open('/usage/rerates/rer_1');
    await bill.send('Work it out');
    await it.db.write([
      { sql: `update usage_record set charge = 30000000 where status = 'rated'`, args: [] },
    ]);
    const moved = await bill.send('Accept');
    expect(moved.status).toBe(409);
    expect(moved.text).toContain('The figures are others than those that were looked at.');
    expect(moved.text).toContain('Charged to accounts 1 0.30 0.60 +0.30');
    expect((await bill.send('Accept')).text).toContain('rer_1 was accepted.');
    expect(house.actor.providerId).toBe(it.bluegum.providerId);
  });

  it('is rejected with a reason, by those who may', async () => {
    const { it } = await repriced();
    const bill = await it.signedIn('billing');
    await bill.open('/usage/rerates/rer_1');
    expect((await bill.send('reject', { reason: ' ' })).status).toBe(422);
    expect((await bill.send('reject', { reason: 'It was agreed with nobody' })).text).toContain(
      'Rejected It was agreed with nobody',
    );
    const viewer = await it.signedIn('viewer');
    const seen = await viewer.open('/usage/rerates/rer_1');
    expect(seen.text).not.toContain('Why not');
    const other = await it.signedInAt('wavelink', 'billing');
    expect((await other.open('/usage/rerates/rer_1')).status).toBe(404);
    expect((await other.open('/usage/rerates')).text).toContain('Nothing to re-rate');
  });
});
