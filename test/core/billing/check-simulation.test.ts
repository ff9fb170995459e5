import { describe, expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import { SIMULATION_BOUNDS } from '#core/billing/simulation-rules.ts';
import type { Fault } from '#core/result.ts';
import { aRequest, aRequestedPlan, checked } from '#test/support/billing.ts';

const faultsOf = (body: unknown): readonly Fault[] => {
  const result = checkSimulation(body);
  return result.ok ? [] : result.faults;
};

/** "path: code" of every fault. */
const faults = (overrides: Record<string, unknown>): string[] =>
  faultsOf(aRequest(overrides)).map(({ path, code }) => `${path}: ${code}`);

const inPlan = (overrides: Record<string, unknown>) => faults({ plan: aRequestedPlan(overrides) });

describe('a request that leaves out all that has a default', () => {
  it('is read with the defaults of the interface', () => {
    const request = checked({
      plan: { periodLengthMonths: 1, billAccessFeesIn: 'advance' },
      subscription: { start: '2026-04-16' },
      runs: ['2026-04-16'],
    });
    expect(request).toEqual({
      plan: {
        plan: {
          code: 'simulated',
          periodLengthMonths: 1,
          periodsInAdvance: 1,
          billMonthsInAdvance: 0,
          billAccessFeesIn: 'advance',
          proRata: false,
          alignToInvoicePeriod: false,
          honourFirstPeriodEnd: false,
          disableMigrationsDuringPeriod: false,
          subscriptionOverridesEnabled: false,
          setupFee: null,
          setupFeeOverride: false,
          accessFee: null,
          accessFeeOverride: false,
          taxRate: 100_000,
        },
        services: [],
      },
      account: { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null },
      subscription: {
        created: '2026-04-16',
        start: '2026-04-16',
        firstPeriodEnd: null,
        accessFeeOverride: null,
      },
      rules: { periodApproval: 'automatic', rounding: 'half_up' },
      events: [],
      runs: ['2026-04-16'],
    });
  });

  it('an event is known from its own day on, unless it says when it was entered', () => {
    const events = [
      { type: 'cancel', on: '2026-05-10' },
      { type: 'approve_period', on: '2026-05-02', periodFrom: '2026-04-01' },
      {
        type: 'migrate',
        on: '2026-05-05',
        entered: null,
        plan: { periodLengthMonths: 3, billAccessFeesIn: 'arrears' },
      },
    ];
    const request = checked(aRequest({ events }));
    expect(request.events.map(({ entered }) => entered)).toEqual(['2026-05-10', '2026-05-02', '2026-05-05']);
    expect(request.events[2]).toMatchObject({
      to: { plan: { periodLengthMonths: 3, billAccessFeesIn: 'arrears' }, services: [] },
    });
  });

  it('an empty form field may be null where a date or a list is left out', () => {
    const subscription = {
      created: null,
      start: '2026-04-01',
      firstPeriodEnd: null,
      accessFeeOverride: null,
    };
    const plan = aRequestedPlan({ services: null });
    expect(faults({ plan, subscription, account: null, events: null })).toEqual([]);
  });
});

describe('what cannot be read', () => {
  it.each([[[]], ['billing'], [null], [undefined], [7]])('a body of %j', (body) => {
    expect(faultsOf(body)).toMatchObject([{ code: 'not_an_object', path: '' }]);
  });

  it('names all that is required at once', () => {
    expect(faultsOf({}).map(({ path, code }) => `${path}: ${code}`)).toEqual([
      'plan: missing_field',
      'subscription: missing_field',
      'runs: missing_field',
    ]);
    expect(faults({ plan: {}, subscription: {}, runs: {} })).toEqual([
      'plan.periodLengthMonths: missing_field',
      'plan.billAccessFeesIn: missing_field',
      'subscription.start: missing_field',
      'runs.from: missing_field',
      'runs.to: missing_field',
    ]);
  });

  it('names every fault of every part, with its path', () => {
    expect(
      faults({
        plan: aRequestedPlan({
          periodLengthMonths: 0,
          accessFee: '$30.00',
          proRata: 'yes',
          services: [{ code: 'a', accessFee: '-5.00' }, 'b', { code: ' ' }],
        }),
        account: { invoiceDay: 32 },
        subscription: { start: '2026-02-30', created: '2026-4-1' },
        rounding: 'sideways',
        events: [
          { type: 'pause' },
          { type: 'cancel' },
          { type: 'migrate', on: '2026-05-01', plan: { periodLengthMonths: 1.5 } },
        ],
        runs: ['2026-04-01', '2026-04-31'],
      }),
    ).toEqual([
      'plan.periodLengthMonths: out_of_range',
      'plan.proRata: not_a_flag',
      'plan.accessFee: invalid_money',
      'plan.services[1]: not_an_object',
      'plan.services[0].accessFee: negative_fee',
      'plan.services[2].code: not_text',
      'account.invoiceDay: out_of_range',
      'subscription.start: invalid_date',
      'subscription.created: invalid_date',
      'rounding: unknown_word',
      'events[0].type: unknown_word',
      'events[1].on: missing_field',
      'events[2].plan.periodLengthMonths: not_a_whole_number',
      'events[2].plan.billAccessFeesIn: missing_field',
      'runs[1]: invalid_date',
    ]);
  });

  it.each(['', ' ', 'Infinity', '1e400', '1,000.00', '12.3.4', '30.001', 30, true, {}, []])(
    'a fee of %j',
    (accessFee) => {
      expect(inPlan({ accessFee })).toEqual(['plan.accessFee: invalid_money']);
    },
  );

  it.each(['ten', '-0.10', '1.5', 0.1, null])('a tax rate of %j', (taxRate) => {
    expect(inPlan({ taxRate })).toEqual(['plan.taxRate: invalid_tax_rate']);
  });

  it.each([
    ['periodLengthMonths', [0, 37, -1, 1.5, '1', null, Number.NaN]],
    ['periodsInAdvance', [0, 37, 0.5, null]],
    ['billMonthsInAdvance', [-1, 37, 0.5, 'two']],
  ])('%s out of its range or no whole number', (field, values) => {
    for (const value of values) expect(inPlan({ [field]: value }), String(value)).toHaveLength(1);
  });

  it('FEE-5: the ends of each range are within it', () => {
    expect(inPlan({ periodLengthMonths: 36, periodsInAdvance: 36, billMonthsInAdvance: 36 })).toEqual([]);
    expect(faults({ account: { invoiceDay: 31, invoicePeriodMonths: 36 } })).toEqual([]);
    for (const account of [
      { invoiceDay: 0 },
      { invoiceDay: -1 },
      { invoicePeriodMonths: 0 },
      { invoicePeriodMonths: 37 },
    ])
      expect(faults({ account })).toHaveLength(1);
  });

  it('BILL-7: roundings that a provider cannot choose for billing', () => {
    expect(faults({ rounding: 'up' })).toEqual([]);
    for (const rounding of ['half_even', 'down', null, 1])
      expect(faults({ rounding })).toEqual(['rounding: unknown_word']);
  });

  it('a misspelt setting, which would otherwise simulate its default unnoticed', () => {
    const [fault] = faultsOf(aRequest({ plan: aRequestedPlan({ periodInAdvance: 2 }) }));
    expect(fault).toMatchObject({ code: 'unknown_field', path: 'plan.periodInAdvance' });
    expect(fault?.message).toContain('periodsInAdvance');
    expect(faults({ event: [] })).toEqual(['event: unknown_field']);
    expect(faults({ events: [{ type: 'cancel', on: '2026-05-01', plan: {} }] })).toEqual([
      'events[0].plan: unknown_field',
    ]);
  });

  it('names that every object has are no fields', () => {
    expect(
      faultsOf(JSON.parse('{"__proto__": {"plan": 1}, "constructor": 1}')).map(({ path }) => path),
    ).toEqual(['__proto__', 'constructor', 'plan', 'subscription', 'runs']);
  });

  it('a plan may say its code and name', () => {
    expect(inPlan({ code: 'nbn-50', name: 'NBN 50' })).toEqual([]);
  });

  it('repeats no more of a value than fits into a sentence', () => {
    const [fault] = faultsOf(aRequest({ plan: 'x'.repeat(100_000) }));
    expect(fault?.message.length).toBeLessThan(200);
    const [money] = faultsOf(aRequest({ plan: aRequestedPlan({ accessFee: '9'.repeat(100_000) }) }));
    expect(money?.message.length).toBeLessThan(200);
  });
});

describe('what the rules refuse', () => {
  const start = '2026-04-16';

  it('FEE-4: an own fee that the plan does not enable, or that would replace none', () => {
    const subscription = { start, accessFeeOverride: '20.00' };
    expect(faults({ subscription })).toEqual(['subscription.accessFeeOverride: fee_override_not_enabled']);
    const enabled = aRequestedPlan({ subscriptionOverridesEnabled: true });
    expect(faults({ subscription, plan: enabled })).toEqual([]);
    const none = ['subscription.accessFeeOverride: fee_override_without_package_fee'];
    expect(faults({ subscription, plan: { ...enabled, accessFee: null } })).toEqual(none);
    expect(faults({ subscription, plan: { ...enabled, accessFee: null, accessFeeOverride: true } })).toEqual(
      none,
    );
    expect(faults({ subscription, plan: { ...enabled, accessFee: '0.00' } })).toEqual([]);
  });

  it('FEE-4: says nothing about a plan that could not be read', () => {
    const plan = aRequestedPlan({ subscriptionOverridesEnabled: true, accessFee: 'free' });
    expect(faults({ plan, subscription: { start, accessFeeOverride: '20.00' } })).toEqual([
      'plan.accessFee: invalid_money',
    ]);
  });

  it('PER-2: a first period end that the plan does not honour, or before the start', () => {
    const honouring = aRequestedPlan({ honourFirstPeriodEnd: true });
    const ending = (firstPeriodEnd: string) => ({ start, firstPeriodEnd });
    expect(faults({ subscription: ending('2026-05-15') })).toEqual([
      'subscription.firstPeriodEnd: first_period_end_not_honoured',
    ]);
    expect(faults({ plan: honouring, subscription: ending('2026-04-15') })).toEqual([
      'subscription.firstPeriodEnd: first_period_end_before_start',
    ]);
    expect(faults({ plan: honouring, subscription: ending(start) })).toEqual([]);
  });

  it('PER-3: an invoice anchor on another day than the invoice day', () => {
    const anchored = (invoiceDay: number, invoiceAnchor: string) =>
      faults({ account: { invoiceDay, invoiceAnchor } });
    expect(anchored(1, '2026-01-02')).toEqual(['account.invoiceAnchor: invoice_anchor_on_another_day']);
    expect(anchored(31, '2026-01-30')).toEqual(['account.invoiceAnchor: invoice_anchor_on_another_day']);
    expect(anchored(28, '2026-02-28')).toEqual([]);
    // The last day of a shorter month is the invoice day there.
    expect(anchored(31, '2026-02-28')).toEqual([]);
    expect(anchored(30, '2028-02-28')).toHaveLength(1);
    expect(anchored(15, '2026-02-31')).toEqual(['account.invoiceAnchor: invalid_date']);
  });

  it('BILL-8, BILL-9: a cancellation or migration before the start', () => {
    const subscription = { start };
    const events = [
      { type: 'cancel', on: '2026-04-15' },
      { type: 'migrate', on: '2026-04-15', plan: aRequestedPlan() },
    ];
    expect(faults({ subscription, events })).toEqual([
      'events[0].on: cancel_before_start',
      'events[1].on: migrate_before_start',
    ]);
    expect(faults({ subscription, events: events.map((event) => ({ ...event, on: start })) })).toEqual([]);
  });

  it('BILL-5: an approval of a period that there is none', () => {
    const approve = (periodFrom: string, ...others: unknown[]) =>
      faultsOf(
        aRequest({ events: [...others, { type: 'approve_period', entered: '2026-06-01', periodFrom }] }),
      );
    expect(approve('2026-05-01')).toEqual([]);
    expect(approve('2026-05-02')).toMatchObject([
      {
        code: 'unknown_period',
        path: 'events[0].periodFrom',
        message: 'No period starts on 2026-05-02. The period of that day starts on 2026-05-01.',
      },
    ]);
    expect(approve('2026-03-01')).toMatchObject([{ message: 'No period starts on 2026-03-01.' }]);
    // The periods of a plan migrated to count as well.
    const migration = { type: 'migrate', on: '2026-05-11', plan: aRequestedPlan() };
    expect(approve('2026-06-11', migration)).toEqual([]);
  });

  it('an approval says which period and since when it is known', () => {
    const events = [
      { type: 'approve_period', entered: '2026-05-20' },
      { type: 'approve_period', periodFrom: '2026-04-01' },
    ];
    expect(faults({ events })).toEqual([
      'events[0].periodFrom: missing_field',
      'events[1].entered: missing_field',
    ]);
  });
});

describe('the runs', () => {
  it.each([['daily'], [null], [7], [true]])('are no %j', (runs) => {
    expect(faults({ runs })).toEqual(['runs: not_runs']);
  });

  it('name one day at least, and no range backwards', () => {
    expect(faults({ runs: [] })).toEqual(['runs: no_runs']);
    expect(faults({ runs: { from: '2026-05-01', to: '2026-04-30' } })).toEqual(['runs.to: runs_reversed']);
  });

  it('a range is a run each day, both ends included; a list is taken by date', () => {
    expect(checked(aRequest({ runs: { from: '2026-02-27', to: '2026-03-02' } })).runs).toEqual([
      '2026-02-27',
      '2026-02-28',
      '2026-03-01',
      '2026-03-02',
    ]);
    expect(checked(aRequest({ runs: ['2026-05-01', '2026-04-01', '2026-05-01'] })).runs).toEqual([
      '2026-04-01',
      '2026-05-01',
      '2026-05-01',
    ]);
  });
});

describe('BILL-14: the size of a request', () => {
  it('ten years of daily runs are taken, more are not', () => {
    expect(faults({ runs: { from: '2026-01-01', to: '2026-12-31' } })).toEqual([]);
    expect(faults({ runs: { from: '2026-01-01', to: '2035-12-31' } })).toEqual([]);
    expect(faults({ runs: { from: '2026-01-01', to: '2036-12-31' } })).toEqual(['runs: too_many_runs']);
    expect(faults({ runs: Array(SIMULATION_BOUNDS.runs + 1).fill('2026-04-01') })).toEqual([
      'runs: too_many_runs',
    ]);
  });

  it('events, migrations and services are bounded', () => {
    const cancels = Array(SIMULATION_BOUNDS.events + 1).fill({ type: 'cancel', on: '2026-05-01' });
    expect(faults({ events: cancels })).toEqual(['events: too_many_events']);
    expect(faults({ events: cancels.slice(1) })).toEqual([]);
    const migrations = Array(SIMULATION_BOUNDS.migrations + 1).fill({
      type: 'migrate',
      on: '2026-05-01',
      plan: aRequestedPlan(),
    });
    expect(faults({ events: migrations })).toEqual(['events: too_many_migrations']);
    expect(inPlan({ services: Array(SIMULATION_BOUNDS.services + 1).fill({ code: 'a' }) })).toEqual([
      'plan.services: too_many_services',
    ]);
  });

  it('a fee may be larger than any that is sold', () => {
    expect(inPlan({ accessFee: '9999999999.99' })).toEqual([]);
    expect(inPlan({ accessFee: '99999999999.99' })).toEqual(['plan.accessFee: fee_too_large']);
  });

  it('centuries of monthly periods are answered, hundreds of services over centuries are not', () => {
    const services = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ code: `s${index}`, accessFee: '1.00' }));
    const centuries = (count: number) => ({
      plan: aRequestedPlan({
        accessFee: null,
        periodsInAdvance: 36,
        billMonthsInAdvance: 36,
        services: services(count),
      }),
      subscription: { start: '1900-01-01' },
      runs: ['2199-12-31'],
    });
    const simulation = simulateBilling(checked(aRequest(centuries(1))));
    expect(simulation.cardlines).toHaveLength(3600 + 71);
    expect(simulation.periods.at(-1)?.to).toBe('2205-11-30');
    expect(faults(centuries(200))).toEqual(['runs: too_many_cardlines']);
  });

  it('the largest amounts stay exact', () => {
    const plan = aRequestedPlan({ accessFee: '9999999999.99', honourFirstPeriodEnd: true });
    const subscription = { start: '1900-01-02', firstPeriodEnd: '2199-12-31' };
    const [line] = simulateBilling(checked(aRequest({ plan, subscription, runs: ['2199-01-01'] }))).cardlines;
    // 3599 months, 35989999999964.01, and 30 of the 31 days of January 1900, 9677419354.829…
    expect(line?.amount).toBe('35999677419318.84');
  });
});
