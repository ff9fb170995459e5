/** What if, as it is asked in a form: what was typed becomes events, and what a subscription offers to be asked. */
import { describe, expect, it } from 'vitest';
import { atField, readWhatIf, type TypedWhatIf, whatIfOffers } from '#app/subscriptions/read-what-if.ts';
import { plainDate } from '#core/calendar.ts';
import { fault } from '#core/result.ts';
import { done, refusals } from '#test/app/orders/ordering.ts';
import { aSubscribing, billed, day, PRODUCTS, subscribed } from './subscribing.ts';

const EVERYTHING: TypedWhatIf = {
  cancelOn: '2026-09-01',
  withdrawCancellation: 'on',
  suspendFrom: '2026-05-01',
  suspendUntil: '2026-05-11',
  suspendBilled: 'on',
  resumeOn: '2026-04-01',
  migrateTo: ' NBN-50 ',
  migrateOn: '2026-08-01',
  withdrawMigration: 'on',
  fee: '12.50',
  feeFrom: '2026-06-01',
  feeTo: '2026-06-30',
  boltOn: 'STATIC-IP',
  service: 'svc_7',
  boltOnFrom: '2026-07-01',
  boltOnUntil: '2026-07-11',
  endBoltOn: 'svc_7 VOICE MAIL',
  endBoltOnOn: '2026-07-02',
  until: '2026-12-31',
};

describe('what if, asked in a form', () => {
  it('gives events in the order in which they make sense: what takes back first, the end last', () => {
    const { events, until } = done(readWhatIf(EVERYTHING));
    expect(events.map(({ event }) => event)).toEqual([
      { type: 'withdraw_cancellation' },
      { type: 'withdraw_migration' },
      { type: 'resume', on: '2026-04-01' },
      { type: 'access_fee', fee: 1250, from: '2026-06-01', to: '2026-06-30' },
      { type: 'end_bolt_on', serviceId: 7, boltOn: 'VOICE MAIL', on: '2026-07-02' },
      {
        type: 'add_bolt_on',
        serviceId: 7,
        boltOn: 'STATIC-IP',
        from: '2026-07-01',
        until: '2026-07-11',
        once: false,
      },
      { type: 'suspend', from: '2026-05-01', until: '2026-05-11', billed: true },
      { type: 'migrate', on: '2026-08-01', packagePlan: 'NBN-50' },
      { type: 'cancel', on: '2026-09-01' },
    ]);
    expect(until).toBe('2026-12-31');
    expect(done(readWhatIf({ service: 'svc_7', boltOn: ' ' }))).toEqual({ events: [], until: null });
  });

  it('names what is missing and what cannot be read, all at once beside its field', () => {
    expect(
      refusals(
        readWhatIf({
          cancelOn: 'soon',
          suspendBilled: 'on',
          migrateTo: 'NBN-50',
          feeTo: '2026-06-30',
          boltOn: 'STATIC-IP',
          endBoltOn: 'all of them',
          until: 'never',
        }),
      ).sort(),
    ).toEqual([
      'day_missing boltOnFrom',
      'day_missing endBoltOnOn',
      'day_missing suspendFrom',
      'fee_missing fee',
      'invalid_date cancelOn',
      'invalid_date until',
      'invalid_id endBoltOn',
      'migration_without_day migrateOn',
      'service_missing service',
    ]);
  });

  it('tells what is wrong with an event beside the field that it came from', () => {
    const asked = done(readWhatIf(EVERYTHING));
    const placed = (path: string) => atField(fault('wrong', 'Wrong.', path), asked).path;
    expect(
      ['events[3].to', 'events[5].from', 'events[7].packagePlan', 'events[6]', 'events[0]'].map(placed),
    ).toEqual(['feeTo', 'boltOnFrom', 'migrateTo', 'suspendFrom', 'withdrawCancellation']);
    expect(['until', 'events[99].on'].map(placed)).toEqual(['until', 'events[99].on']);
  });

  it('decision 87: offers to take back only what is there, and each bolt-on once, whenever it came back', async () => {
    const world = await aSubscribing(undefined, { settings: PRODUCTS });
    const { id } = await subscribed(world);
    const { subscriptions, sam } = world;
    const offered = async () => whatIfOffers(done(await subscriptions.getSubscription(sam, { id })));
    const plain = await offered();
    const [service = { value: '' }] = plain.services;
    expect(plain).toEqual({
      isCancelled: false,
      isSuspended: false,
      isMigrating: false,
      services: [{ value: expect.stringMatching(/^svc_\d+$/), label: expect.stringContaining('SP-NBN-50') }],
      boltOns: [],
    });
    const serviceId = Number(service.value.slice('svc_'.length));
    const base = { id, mode: 'commit' as const };
    for (const [from, until] of [
      ['2026-03-12', '2026-03-22'],
      ['2026-04-12', null],
    ] as const)
      done(
        await subscriptions.addBoltOn(sam, {
          ...base,
          serviceId,
          boltOn: 'STATIC-IP',
          from: day(from),
          until: until && day(until),
          once: false,
        }),
      );
    await billed(world, sam, '2026-03-02');
    done(
      await subscriptions.suspendSubscription(sam, {
        ...base,
        from: day('2026-03-05'),
        until: null,
        billed: false,
        reason: null,
      }),
    );
    done(await subscriptions.migrateSubscription(sam, { ...base, on: day('2026-06-01'), plan: 'NBN-FLEX' }));
    expect(await offered()).toMatchObject({ isMigrating: true });
    done(await subscriptions.cancelSubscription(sam, { ...base, on: plainDate('2026-07-01') }));
    expect(await offered()).toMatchObject({
      isCancelled: true,
      isSuspended: true,
      boltOns: [
        { value: `${service.value} STATIC-IP`, label: expect.stringMatching(/^STATIC-IP of SP-NBN-50/) },
      ],
    });
  });
});
