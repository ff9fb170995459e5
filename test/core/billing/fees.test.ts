import { describe, expect, it } from 'vitest';
import { recurringFeesOf, setupFeesOf } from '#core/billing/fees.ts';
import type { BillingPlan } from '#core/billing/terms.ts';
import { type Cents, TAX_FREE } from '#core/money.ts';
import { aPlan, aService, money } from '#test/support/billing.ts';

const nbn = aService({ key: 1, code: 'nbn', setupFee: money('5.00'), accessFee: money('20.00') });
const voip = aService({ key: 2, code: 'voip', accessFee: money('7.50'), taxRate: TAX_FREE });
const services = [nbn, voip];

/** "service: fee" in order; the package is 0. */
const access = (plan: Partial<BillingPlan>, own: Cents | null = null): string[] =>
  recurringFeesOf(aPlan(plan), services, { accessFeeOverride: own }).map(
    ({ serviceKey, fee }) => `${serviceKey ?? 0}: ${fee}`,
  );
const setup = (plan: Partial<BillingPlan>): string[] =>
  setupFeesOf(aPlan(plan), services).map(({ serviceKey, fee }) => `${serviceKey ?? 0}: ${fee}`);

describe('FEE-3: package fee or service plan fees', () => {
  it('a package fee with a value overrides every service plan’s', () => {
    expect(access({ accessFee: money('30.00') })).toEqual(['0: 3000']);
    expect(access({ accessFee: money('30.00'), accessFeeOverride: true })).toEqual(['0: 3000']);
    expect(setup({ setupFee: money('12.00') })).toEqual(['0: 1200']);
  });

  it('a package fee of 0.00 is a value: nothing is charged', () => {
    expect(access({ accessFee: money('0.00') })).toEqual([]);
    expect(setup({ setupFee: money('0.00') })).toEqual([]);
  });

  it('empty and unticked: the service plans’ fees, one a service', () => {
    expect(access({ accessFee: null })).toEqual(['1: 2000', '2: 750']);
    expect(setup({ setupFee: null })).toEqual(['1: 500']);
  });

  it('empty and ticked: $0, and no service plan fee', () => {
    expect(access({ accessFee: null, accessFeeOverride: true })).toEqual([]);
    expect(setup({ setupFee: null, setupFeeOverride: true })).toEqual([]);
  });

  it('each of the two fees goes by its own value and tick', () => {
    const plan = { setupFee: money('12.00'), accessFee: null, accessFeeOverride: true } as const;
    expect([setup(plan), access(plan)]).toEqual([['0: 1200'], []]);
    const other = { setupFee: null, setupFeeOverride: true, accessFee: null } as const;
    expect([setup(other), access(other)]).toEqual([[], ['1: 2000', '2: 750']]);
  });

  it('a plan without services and without fees charges nothing', () => {
    expect(recurringFeesOf(aPlan({ accessFee: null }), [], { accessFeeOverride: null })).toEqual([]);
  });

  it('BILL-13: a package fee is taxed as the plan, a service’s as the service', () => {
    const [packageFee] = recurringFeesOf(aPlan({ taxRate: TAX_FREE }), services, { accessFeeOverride: null });
    expect(packageFee?.taxRate).toBe(TAX_FREE);
    const rates = recurringFeesOf(aPlan({ accessFee: null }), services, { accessFeeOverride: null });
    expect(rates.map(({ taxRate }) => taxRate)).toEqual([100_000, 0]);
  });
});

describe('FEE-4: the subscription’s own access fee', () => {
  const own = money('24.95');

  it('replaces the package’s where the plan enables it', () => {
    expect(access({ subscriptionOverridesEnabled: true }, own)).toEqual(['0: 2495']);
  });

  it('may be 0.00', () => {
    expect(access({ subscriptionOverridesEnabled: true }, money('0.00'))).toEqual([]);
  });

  it('is nothing where the plan does not enable it', () => {
    expect(access({ subscriptionOverridesEnabled: false }, own)).toEqual(['0: 3000']);
  });

  it('never replaces service plan fees, nor a ticked, empty package fee', () => {
    expect(access({ subscriptionOverridesEnabled: true, accessFee: null }, own)).toEqual([
      '1: 2000',
      '2: 750',
    ]);
    expect(
      access({ subscriptionOverridesEnabled: true, accessFee: null, accessFeeOverride: true }, own),
    ).toEqual([]);
  });
});
