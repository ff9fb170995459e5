/** The life of a simulated subscription: suspended, resumed, a cancellation withdrawn, an access fee of its own (decision 96). */
import { describe, expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { SIMULATION_BOUNDS } from '#core/billing/simulation-rules.ts';
import { aRequest, aRequestedPlan, linesOf, periodsOf, simulate } from '#test/support/billing.ts';

/** "path: code" of every fault. */
function faults(overrides: Record<string, unknown>): string[] {
  const result = checkSimulation(aRequest(overrides));
  return result.ok ? [] : result.faults.map(({ path, code }) => `${path}: ${code}`);
}

const DAILY = { from: '2026-04-01', to: '2026-06-30' };
const linesWith = (events: readonly object[], overrides: Record<string, unknown> = {}) =>
  linesOf(simulate({ runs: DAILY, events, ...overrides }));

describe('suspend and resume', () => {
  const suspended = { type: 'suspend', entered: '2026-04-05', from: '2026-04-11', until: '2026-04-21' };

  it('BILL-6, BILL-7: days without service are credited by day, and periods stay where they are', () => {
    expect(linesWith([suspended])).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-05 credit 2026-04-11..2026-04-20 -10.00 -1.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 30.00 +3.00',
    ]);
    const [, credit] = simulate({ runs: DAILY, events: [suspended] }).cardlines;
    expect(credit?.explanation.text).toContain('it is suspended for these days');
    expect(periodsOf(simulate({ runs: DAILY, events: [suspended] }))).toEqual(
      periodsOf(simulate({ runs: DAILY })),
    );
  });

  it('BILL-6: without Pro Rata only a period without a day of service costs nothing', () => {
    const plan = aRequestedPlan({ proRata: false });
    expect(linesWith([{ type: 'suspend', from: '2026-04-11', until: '2026-06-02' }], { plan })).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 30.00 +3.00',
    ]);
  });

  it('days that are billed all the same are a matter of standing alone', () => {
    expect(linesWith([{ ...suspended, billed: true }])).toEqual(linesWith([]));
  });

  it('until it is resumed, which may be entered later, and charges what was credited too much', () => {
    const events = [
      { type: 'suspend', from: '2026-04-11' },
      { type: 'resume', entered: '2026-05-05', on: '2026-04-21' },
    ];
    expect(linesWith(events)).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-11 credit 2026-04-11..2026-04-30 -20.00 -2.00',
      '2026-05-05 access_fee 2026-04-21..2026-04-30 10.00 +1.00',
      '2026-05-05 access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 30.00 +3.00',
    ]);
  });

  it('goes on under the plan that a migration brings', () => {
    const plan = aRequestedPlan({ accessFee: '60.00' });
    const events = [
      { type: 'suspend', from: '2026-04-11', until: '2026-05-11' },
      { type: 'migrate', on: '2026-05-01', entered: '2026-04-15', plan },
    ];
    expect(linesWith(events).slice(2)).toEqual([
      '2026-05-01 access_fee 2026-05-01..2026-05-31 40.65 +4.07',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 60.00 +6.00',
    ]);
  });

  it('are refused as the deeds are, all at once, by what is known when they are entered', () => {
    expect(
      faults({
        events: [
          { type: 'suspend', entered: '2026-04-02', from: '2026-04-10', until: '2026-04-20' },
          { type: 'suspend', entered: '2026-04-03', from: '2026-04-19' },
          { type: 'resume', entered: '2026-04-04', on: '2026-06-01' },
          { type: 'suspend', entered: '2026-04-05', from: '2026-03-31', until: '2026-03-30' },
          { type: 'cancel', entered: '2026-04-06', on: '2026-05-01' },
          { type: 'suspend', entered: '2026-04-06', from: '2026-05-01' },
          { type: 'suspend', entered: '2026-04-07', from: '2026-04-25' },
          { type: 'resume', entered: '2026-04-08', on: '2026-04-24' },
          { type: 'withdraw_cancellation', entered: '2026-04-05' },
        ],
      }),
    ).toEqual([
      'events[1]: already_suspended',
      'events[2]: not_suspended',
      'events[3].from: suspension_before_start',
      'events[3].until: suspension_reversed',
      'events[8]: not_cancelled',
      'events[5]: subscription_cancelled',
      'events[7].on: resumed_before_suspension',
    ]);
  });
});

describe('withdraw_cancellation', () => {
  it('is as if it had not been entered: what was credited is charged again, and migrations take effect', () => {
    const plan = aRequestedPlan({ accessFee: '60.00' });
    const events = [
      { type: 'migrate', on: '2026-06-01', entered: '2026-04-02', plan },
      { type: 'cancel', on: '2026-04-21', entered: '2026-04-03' },
      { type: 'cancel', on: '2026-04-11', entered: '2026-04-04' },
      { type: 'withdraw_cancellation', entered: '2026-04-10' },
    ];
    expect(linesWith(events)).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-04-03 credit 2026-04-21..2026-04-30 -10.00 -1.00',
      '2026-04-04 credit 2026-04-11..2026-04-20 -10.00 -1.00',
      '2026-04-10 access_fee 2026-04-11..2026-04-30 20.00 +2.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-31 30.00 +3.00',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 60.00 +6.00',
    ]);
    expect(linesWith([...events, { type: 'cancel', on: '2026-05-11', entered: '2026-05-02' }]).at(-1)).toBe(
      '2026-05-02 credit 2026-05-11..2026-05-31 -20.32 -2.03',
    );
  });
});

describe('override_access_fee', () => {
  const plan = aRequestedPlan({ subscriptionOverridesEnabled: true });

  it('FEE-4: is for the periods that begin on its days and are not billed yet; of several the last counts', () => {
    const events = [
      {
        type: 'override_access_fee',
        entered: '2026-04-02',
        from: '2026-04-01',
        to: '2026-05-31',
        fee: '12.00',
      },
      { type: 'override_access_fee', entered: '2026-05-20', from: '2026-06-01', fee: '0.00' },
      { type: 'override_access_fee', entered: '2026-05-21', from: '2026-06-01', to: '2026-06-01', fee: null },
    ];
    expect(linesWith(events, { plan, runs: { from: '2026-04-01', to: '2026-07-31' } })).toEqual([
      '2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00',
      '2026-05-01 access_fee 2026-05-01..2026-05-31 12.00 +1.20',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 30.00 +3.00',
    ]);
  });

  it('FEE-4: without days it is for all that is not billed yet, in place of all that was set before', () => {
    const events = [
      { type: 'override_access_fee', from: '2026-05-01', fee: '12.00' },
      { type: 'override_access_fee', entered: '2026-05-02', fee: '24.00' },
    ];
    expect(linesWith(events, { plan }).map((line) => line.split(' ').at(-2))).toEqual([
      '30.00',
      '12.00',
      '24.00',
    ]);
  });

  it('FEE-4: belongs to the plan in force on its first day, and a migration takes none along', () => {
    const own = { type: 'override_access_fee', entered: '2026-04-02', from: '2026-05-01', fee: '12.00' };
    const migrate = (to: object) => ({ type: 'migrate', on: '2026-05-01', entered: '2026-04-01', plan: to });
    expect(faults({ plan, events: [migrate(aRequestedPlan()), own] })).toEqual([
      'events[1].fee: fee_override_not_enabled',
    ]);
    expect(linesWith([migrate(plan), own], { plan }).slice(-2)).toEqual([
      '2026-05-01 access_fee 2026-05-01..2026-05-31 12.00 +1.20',
      '2026-06-01 access_fee 2026-06-01..2026-06-30 12.00 +1.20',
    ]);
    const [, later] = linesWith(
      [
        { ...own, entered: '2026-04-01' },
        { ...migrate(plan), entered: '2026-04-02' },
      ],
      { plan },
    );
    expect(later).toBe('2026-05-01 access_fee 2026-05-01..2026-05-31 30.00 +3.00');
  });

  it('FEE-4: what the plan does not let it carry is refused, and taking a fee away never is', () => {
    const fee = (own: object) => ({ type: 'override_access_fee', from: '2026-05-01', ...own });
    expect(faults({ events: [fee({ fee: '12.00' })] })).toEqual(['events[0].fee: fee_override_not_enabled']);
    expect(
      faults({
        plan: { ...plan, accessFee: null, accessFeeOverride: true },
        events: [fee({ fee: '12.00' })],
      }),
    ).toEqual(['events[0].fee: fee_override_without_package_fee']);
    expect(faults({ events: [fee({ fee: null })] })).toEqual([]);
    const cancelled = [{ type: 'cancel', on: '2026-05-01', entered: '2026-04-02' }, fee({ fee: null })];
    expect(faults({ plan, events: cancelled })).toEqual(['events[1]: subscription_cancelled']);
  });
});

describe('events that cannot be read', () => {
  it('are told with their place, and what they do not know is refused', () => {
    const events = [
      { type: 'suspend', until: '2026-05-01', on: '2026-04-01' },
      { type: 'suspend', from: 'soon', billed: 'yes' },
      { type: 'resume', from: '2026-04-01' },
      { type: 'withdraw_cancellation', on: '2026-04-01' },
      { type: 'override_access_fee', to: '2026-04-01', fee: '1.234' },
      { type: 'override_access_fee', from: '2026-05-01', to: '2026-04-01' },
      { type: 'override_access_fee', from: 'soon', fee: '1.00' },
    ];
    expect(faults({ events })).toEqual([
      'events[0].on: unknown_field',
      'events[0].from: missing_field',
      'events[1].from: invalid_date',
      'events[1].billed: not_a_flag',
      'events[2].from: unknown_field',
      'events[2].on: missing_field',
      'events[3].on: unknown_field',
      'events[3].entered: missing_field',
      'events[4].entered: missing_field',
      'events[4].fee: invalid_money',
      'events[4].from: override_without_start',
      'events[5].fee: missing_field',
      'events[5].to: override_reversed',
      'events[6].from: invalid_date',
    ]);
  });

  it('BILL-14: what would be corrected over and over is counted beforehand', () => {
    const plan = aRequestedPlan({ periodsInAdvance: 36, services: [] });
    const onAndOff = (times: number) =>
      Array.from({ length: times }, () => [
        { type: 'suspend', from: '2026-04-11' },
        { type: 'resume', on: '2026-04-11' },
      ]).flat();
    expect(faults({ plan, events: onAndOff(400) })).toEqual([]);
    expect(faults({ plan, events: onAndOff(500), runs: { from: '2026-04-01', to: '2030-03-31' } })).toEqual([
      'runs: too_many_cardlines',
    ]);
    expect(onAndOff(500)).toHaveLength(SIMULATION_BOUNDS.events);
  });
});
