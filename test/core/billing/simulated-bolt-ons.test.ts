/** Service features and bolt-ons in a simulation (CAT-7, CAT-8, decision 96). */
import { describe, expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import type { SimulatedCardline } from '#core/billing/simulation.ts';
import { aRequest, aRequestedPlan, simulate } from '#test/support/billing.ts';

/** "path: code" of every fault. */
function faults(overrides: Record<string, unknown>): string[] {
  const result = checkSimulation(aRequest(overrides));
  return result.ok ? [] : result.faults.map(({ path, code }) => `${path}: ${code}`);
}

const SERVICE = {
  code: 'nbn',
  features: [
    { code: 'modem', fee: '3.10' },
    { code: 'delivery', fee: '15.00', once: true },
  ],
  boltOns: [{ code: 'ip', fee: '6.00' }],
};
const plan = aRequestedPlan({ services: [SERVICE] });
const RUNS = { from: '2026-04-01', to: '2026-05-31' };

/** "day kind item from..to amount" of all but the access fees. */
const inShort = ({ generatedOn, kind, item, from, to, amount }: SimulatedCardline): string =>
  `${generatedOn} ${kind} ${item} ${from}..${to} ${amount}`;
const extrasOf = (events: readonly object[], overrides: Record<string, unknown> = {}): string[] =>
  simulate({ plan, runs: RUNS, events, ...overrides })
    .cardlines.filter(({ item }) => item !== null)
    .map(inShort);
const boltOnsOf = (...given: Parameters<typeof extrasOf>): string[] =>
  extrasOf(...given).filter((line) => line.includes(' ip '));

const add = (wish: object) => ({ type: 'add_bolt_on', service: 'nbn', boltOn: 'ip', ...wish });
const end = (wish: object) => ({ type: 'end_bolt_on', service: 'nbn', boltOn: 'ip', ...wish });

describe('features', () => {
  it('BILL-4, CAT-7: are charged beside the access fee each period, or once with the setup, and end with the service', () => {
    expect(extrasOf([{ type: 'cancel', on: '2026-05-11', entered: '2026-05-05' }])).toEqual([
      '2026-04-01 feature_fee delivery 2026-04-01..2026-04-01 15.00',
      '2026-04-01 feature_fee modem 2026-04-01..2026-04-30 3.10',
      '2026-05-01 feature_fee modem 2026-05-01..2026-05-31 3.10',
      '2026-05-05 credit modem 2026-05-11..2026-05-31 -2.10',
    ]);
    const [delivery] = simulate({ plan }).cardlines;
    expect(delivery).toMatchObject({ service: 'nbn', item: 'delivery', tax: '1.50' });
    expect(delivery?.explanation.rules).toContain('CAT-7');
  });
});

describe('bolt-ons', () => {
  it('cost nothing before an event adds them', () => {
    expect(boltOnsOf([])).toEqual([]);
  });

  it('BILL-7, CAT-8: by day for the period that they begin in, then with the service, credited from their end on', () => {
    const events = [add({ from: '2026-04-11' }), end({ on: '2026-05-11', entered: '2026-05-05' })];
    expect(boltOnsOf(events)).toEqual([
      '2026-04-11 bolt_on_fee ip 2026-04-11..2026-04-30 4.00',
      '2026-05-01 bolt_on_fee ip 2026-05-01..2026-05-31 6.00',
      '2026-05-05 credit ip 2026-05-11..2026-05-31 -4.06',
    ]);
  });

  it('decision 87: their first day takes them back whole, and once is once', () => {
    expect(
      boltOnsOf([add({ from: '2026-04-11' }), end({ on: '2026-04-11', entered: '2026-04-20' })]),
    ).toEqual([
      '2026-04-11 bolt_on_fee ip 2026-04-11..2026-04-30 4.00',
      '2026-04-20 credit ip 2026-04-11..2026-04-30 -4.00',
    ]);
    const once = [add({ from: '2026-04-11', once: true }), add({ from: '2026-04-15', once: true })];
    expect(boltOnsOf([...once, end({ on: '2026-04-15', entered: '2026-04-16' })])).toEqual([
      '2026-04-11 bolt_on_fee ip 2026-04-11..2026-04-11 6.00',
      '2026-04-15 bolt_on_fee ip 2026-04-15..2026-04-15 6.00',
      '2026-04-16 credit ip 2026-04-15..2026-04-15 -6.00',
    ]);
  });

  it('several that are entered between two runs are settled by the next one, as one change', () => {
    const runs = ['2026-04-01', '2026-04-20', '2026-05-01'];
    const events = [add({ from: '2026-04-11' }), end({ on: '2026-04-21', entered: '2026-04-12' })];
    expect(boltOnsOf(events, { runs })).toEqual(['2026-04-20 bolt_on_fee ip 2026-04-11..2026-04-20 2.00']);
  });

  it('BILL-9: go on under a plan whose service of the same code prices them, also where that is billed ahead already', () => {
    const migrate = (service: object) => ({
      type: 'migrate',
      on: '2026-05-01',
      entered: '2026-04-02',
      plan: aRequestedPlan({ billMonthsInAdvance: 1, services: [service] }),
    });
    const dear = { code: 'nbn', boltOns: [{ code: 'ip', fee: '9.00' }] };
    expect(boltOnsOf([migrate(dear), add({ from: '2026-04-21' })])).toEqual([
      '2026-04-21 bolt_on_fee ip 2026-04-21..2026-04-30 2.00',
      '2026-04-21 bolt_on_fee ip 2026-05-01..2026-05-31 9.00',
      '2026-05-01 bolt_on_fee ip 2026-06-01..2026-06-30 9.00',
    ]);
    expect(boltOnsOf([migrate({ code: 'nbn' }), add({ from: '2026-04-21' })])).toEqual([
      '2026-04-21 bolt_on_fee ip 2026-04-21..2026-04-30 2.00',
    ]);
    // What is charged once is the affair of the plan of its day.
    expect(
      boltOnsOf([migrate(dear), add({ from: '2026-05-11', entered: '2026-04-21', once: true })]),
    ).toEqual(['2026-04-21 bolt_on_fee ip 2026-05-11..2026-05-11 9.00']);
  });

  it('of several services of one code the first has them', () => {
    const twins = aRequestedPlan({ services: [SERVICE, SERVICE] });
    expect(boltOnsOf([add({ from: '2026-05-01' })], { plan: twins })).toHaveLength(1);
  });

  it('are refused as on a subscription, with their place', () => {
    const entered = (on: string) => ({ entered: on });
    expect(
      faults({
        plan,
        events: [
          add({ from: '2026-04-11', until: '2026-04-21', ...entered('2026-04-02') }),
          add({ from: '2026-04-20', ...entered('2026-04-03') }),
          add({ from: '2026-05-01', once: true, ...entered('2026-04-04') }),
          end({ on: '2026-04-10', ...entered('2026-04-05') }),
          add({ from: '2026-03-31', until: '2026-03-01', ...entered('2026-04-06') }),
          { type: 'cancel', on: '2026-06-01', ...entered('2026-04-07') },
          add({ from: '2026-06-01', ...entered('2026-04-08') }),
          add({ from: '2026-05-01', boltOn: 'dream', ...entered('2026-04-09') }),
          add({ from: '2026-05-01', service: 'pots', ...entered('2026-04-10') }),
        ],
      }),
    ).toEqual([
      'events[1]: bolt_on_there_already',
      'events[2]: bolt_on_charged_otherwise',
      'events[3]: bolt_on_not_there',
      'events[4].from: bolt_on_before_service',
      'events[4].until: bolt_on_reversed',
      'events[6].from: bolt_on_after_service',
      'events[7].boltOn: bolt_on_not_priced',
      'events[8].service: service_not_found',
    ]);
  });

  it('that cannot be read are told with their place', () => {
    const services = [
      {
        code: 'nbn',
        features: [{ code: 'modem' }, { fee: '1.00', recurring: true }, 'modem'],
        boltOns: [
          { code: 'ip', fee: '6.00' },
          { code: 'ip', fee: null, once: true },
        ],
      },
    ];
    expect(faults({ plan: aRequestedPlan({ services }) })).toEqual([
      'plan.services[0].features[1].recurring: unknown_field',
      'plan.services[0].features[2]: not_an_object',
      'plan.services[0].boltOns[1].once: unknown_field',
      'plan.services[0].boltOns[1].code: bolt_on_twice',
      'plan.services[0].features[0].fee: missing_field',
      'plan.services[0].features[1].code: missing_field',
      'plan.services[0].boltOns[1].fee: missing_field',
    ]);
    expect(faults({ plan, events: [add({ service: 7 }), end({ boltOn: '' })] })).toEqual([
      'events[0].service: not_text',
      'events[0].from: missing_field',
      'events[1].boltOn: not_text',
      'events[1].on: missing_field',
    ]);
  });
});
