import { describe, expect, it } from 'vitest';
import { plainDate } from '#core/calendar.ts';
import { isOfferedOn } from '#core/catalogue/offers.ts';
import { APPROVAL_STATUSES } from '#core/catalogue/rows.ts';
import { matchesSearch, serviceTypesByPackage } from '#core/catalogue/search.ts';

const plan = {
  side: 'sell' as const,
  approvalStatus: 'Saleable' as const,
  saleableFrom: plainDate('2026-03-01'),
  saleableTo: plainDate('2026-03-31'),
  saleableInSignupPortal: false,
};
const on = plainDate('2026-03-15');

describe('CAT-4: a plan on order screens', () => {
  it('is offered from its first to its last day of sale, both included', () => {
    const offered = ['2026-02-28', '2026-03-01', '2026-03-31', '2026-04-01'].map((date) =>
      isOfferedOn(plan, plainDate(date), 'staff'),
    );
    expect(offered).toEqual([false, true, true, false]);
  });

  it('is offered any day where no day is given', () => {
    expect(
      isOfferedOn({ ...plan, saleableFrom: null, saleableTo: null }, plainDate('2099-01-01'), 'staff'),
    ).toBe(true);
  });

  it('is offered only while Saleable', () => {
    const offered = APPROVAL_STATUSES.filter((approvalStatus) =>
      isOfferedOn({ ...plan, approvalStatus }, on, 'staff'),
    );
    expect(offered).toEqual(['Saleable']);
  });

  it('is offered in the sign-up portal only where it is marked for it', () => {
    expect(isOfferedOn(plan, on, 'portal')).toBe(false);
    expect(isOfferedOn({ ...plan, saleableInSignupPortal: true }, on, 'portal')).toBe(true);
  });

  it('is never offered where it is a buy plan', () => {
    expect(isOfferedOn({ ...plan, side: 'buy' }, on, 'staff')).toBe(false);
  });
});

describe('CAT-6: searching plans', () => {
  const home = {
    code: 'NBN-50',
    name: 'nbn Home 50',
    externalName: 'Bluegum Internet',
    referenceKey: 'OLD-17',
    approvalStatus: 'Saleable' as const,
    side: 'sell' as const,
  };
  const types = new Set(['Data'] as const);
  const found = (search: Parameters<typeof matchesSearch>[2]) => matchesSearch(home, types, search);

  it('finds words anywhere in code, name, external name and reference key, upper and lower case alike', () => {
    expect(['nbn-50', 'HOME', 'internet', 'old-17', 'home bluegum'].map((text) => found({ text }))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(found({ text: 'home office' })).toBe(false);
  });

  it('narrows by status, side and service type, all together', () => {
    expect(found({ status: 'Saleable', side: 'sell', serviceType: 'Data' })).toBe(true);
    expect(found({ status: 'Draft' })).toBe(false);
    expect(found({ side: 'buy' })).toBe(false);
    expect(found({ serviceType: 'Telephony' })).toBe(false);
    expect(found({})).toBe(true);
  });

  it('knows a package by the types of its services', () => {
    const links = [
      { packagePlan: 'BUNDLE', servicePlan: 'NBN' },
      { packagePlan: 'BUNDLE', servicePlan: 'CALLS' },
      { packagePlan: 'BUNDLE', servicePlan: 'GONE' },
    ];
    const services = [
      { code: 'NBN', serviceType: 'Data' as const },
      { code: 'CALLS', serviceType: 'Telephony' as const },
    ];
    expect([...(serviceTypesByPackage(links, services).get('BUNDLE') ?? [])]).toEqual(['Data', 'Telephony']);
  });
});
