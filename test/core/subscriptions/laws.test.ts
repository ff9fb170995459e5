import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activateTerm } from '#core/billing/start-term.ts';
import { type BillingPlan, UNBILLED } from '#core/billing/terms.ts';
import { addDays, type Instant, type PlainDate, plainDate } from '#core/calendar.ts';
import { cents, GST } from '#core/money.ts';
import { cancelSubscription } from '#core/subscriptions/cancel-subscription.ts';
import { moveSide } from '#core/subscriptions/move-side.ts';
import {
  changeOf,
  endedBy,
  endOf,
  type Subscription,
  type SubscriptionChange,
  termInForceOn,
  termsOn,
} from '#core/subscriptions/subscription.ts';

const START = plainDate('2026-03-02');
const day = (n: number): PlainDate => addDays(START, n);

const aPlan = (code: string, disabled: boolean): BillingPlan => ({
  code,
  periodLengthMonths: 1,
  periodsInAdvance: 1,
  billMonthsInAdvance: 0,
  billAccessFeesIn: 'advance',
  proRata: true,
  alignToInvoicePeriod: false,
  honourFirstPeriodEnd: false,
  disableMigrationsDuringPeriod: disabled,
  subscriptionOverridesEnabled: false,
  setupFee: null,
  setupFeeOverride: true,
  accessFee: cents(3000),
  accessFeeOverride: false,
  taxRate: GST,
});
/** 1 and 2 move at once, 3 at a boundary. */
const PLANS = new Map([1, 2, 3].map((id) => [id, aPlan(`PLAN-${id}`, id === 3)]));
const planOf = (id: number) => PLANS.get(id);
const ref = (id: number) => ({ id, code: `PLAN-${id}` });
const INVOICES = { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null };

const aSubscription = (): Subscription => ({
  id: 1,
  version: 1,
  status: 'active',
  cancelledBy: null,
  suspensions: [],
  company: { id: 1, code: 'bluegum', name: 'Bluegum Telecom' },
  timeZone: 'Australia/Perth',
  account: {
    id: 1,
    reference: 'BG-10001',
    name: 'Ann Example',
    invoiceTerms: INVOICES,
    firstSubscriptionStart: START,
    parkedReason: null,
  },
  order: null,
  createdAt: '2026-03-02T00:00:00.000Z' as Instant,
  terms: [
    {
      id: 1,
      version: 1,
      side: 'sell',
      position: 1,
      packagePlan: ref(1),
      term: activateTerm({
        plan: aPlan('PLAN-1', false),
        account: INVOICES,
        created: START,
        start: START,
        firstPeriodEnd: null,
        accessFeeOverride: null,
        firstSubscriptionStart: START,
      }),
      endKnownFrom: null,
      pausesKnownFrom: null,
      migration: null,
      withdrawn: false,
      hasBoltOns: false,
      progress: UNBILLED,
      nextDueOn: START,
      approved: [],
    },
  ],
  services: [
    {
      id: 1,
      side: 'sell',
      servicePlan: ref(1),
      orderServiceId: null,
      identifier: '0355502001',
      details: {},
      status: 'active',
      firstTerm: 1,
      lastTerm: null,
      activeFrom: START,
      knownFrom: null,
      activeUntil: null,
      boltOns: [],
    },
  ],
});

/** The subscription as a store would have it after the change. */
function after({ before, ...change }: SubscriptionChange): Subscription {
  const services = before.services.map((old) => change.services.find(({ id }) => id === old.id) ?? old);
  return {
    ...before,
    version: before.version + 1,
    status: change.status,
    cancelledBy: change.cancelledBy,
    suspensions: change.suspensions,
    terms: [
      ...before.terms.map((old) => change.terms.find(({ id }) => id === old.id) ?? old),
      ...change.newTerms.map((term, index) => ({
        ...term,
        id: before.terms.length + index + 1,
        version: 1,
        endKnownFrom: null,
        migration: null,
        withdrawn: false,
        progress: UNBILLED,
        approved: [],
      })),
    ],
    services: [
      ...services,
      ...change.newServices.map((service, index) => ({
        ...service,
        id: services.length + index + 1,
        status: 'active' as const,
        lastTerm: null,
        activeUntil: null,
      })),
    ],
  };
}

type Deed = { readonly on: number; readonly plan: number | null };

function deed(subscription: Subscription, { on, plan }: Deed, today: PlainDate): Subscription {
  if (plan === null) {
    const done = cancelSubscription(subscription, { on: day(on), today, upstream: null, downstream: null });
    return done.ok && done.value[0] ? after(done.value[0]) : subscription;
  }
  const last = termsOn(subscription, 'sell').at(-1);
  if (endOf(subscription) !== null || last === undefined || day(on) < last.term.grid.start)
    return subscription;
  const moved = moveSide(subscription, 'sell', {
    on: day(on),
    today,
    migration: last.position + 1,
    planOf,
    hasPrice: () => true,
    plan: ref(plan),
    services: [
      {
        servicePlan: ref(plan),
        orderServiceId: null,
        identifier: '0355502001',
        details: {},
        activeFrom: START,
      },
    ],
    account: subscription.account,
  });
  return moved.ok ? after(changeOf(subscription, moved.value)) : subscription;
}

const deeds = fc.uniqueArray(
  fc.record({
    on: fc.integer({ min: -5, max: 120 }),
    plan: fc.oneof(fc.constantFrom(null), fc.constantFrom(1, 2, 3)),
  }),
  { maxLength: 8 },
);

describe('whatever is cancelled and migrated, in whatever order', () => {
  it('BILL-8, BILL-9: every day until the end has one term and one service, no day after it any', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        const subscription = all.reduce((now, one, n) => deed(now, one, day(n)), aSubscription());
        const end = endOf(subscription);
        for (let n = 0; n < 130; n += 1) {
          const on = day(n);
          const serves = ({ term }: (typeof subscription.terms)[number]) =>
            term.grid.start <= on && (term.end === null || on < term.end);
          const terms = subscription.terms.filter(serves);
          const services = subscription.services.filter(
            ({ activeFrom, activeUntil }) =>
              activeFrom !== null && activeFrom <= on && (activeUntil === null || on < activeUntil),
          );
          const expected = end === null || on < end ? 1 : 0;
          expect([terms.length, services.length]).toEqual([expected, expected]);
          if (terms[0]) {
            expect(termInForceOn(subscription, 'sell', on)).toBe(terms[0]);
            expect(services[0]?.servicePlan.id).toBe(terms[0].packagePlan.id);
            expect(services[0]?.firstTerm).toBeLessThanOrEqual(terms[0].position);
            expect(services[0]?.lastTerm ?? terms[0].position).toBeGreaterThanOrEqual(terms[0].position);
          }
        }
      }),
    );
  });

  it('BILL-10: an end never comes later than it was, and is due for a run on the day it became known', () => {
    fc.assert(
      fc.property(deeds, (all) => {
        let now = aSubscription();
        for (const [n, one] of all.entries()) {
          const next = deed(now, one, day(n));
          for (const old of now.terms) {
            const term = next.terms.find(({ id }) => id === old.id);
            if (old.term.end !== null) expect(term?.term.end && term.term.end <= old.term.end).toBe(true);
            if (term?.term.end !== old.term.end) {
              expect(term?.endKnownFrom).toBe(day(n));
              expect(term?.nextDueOn && term.nextDueOn <= day(n)).toBe(true);
            }
          }
          now = next;
        }
      }),
    );
  });
});

it('BILL-9: a service activated for a day ahead keeps its day, under whichever plan it is then', () => {
  const subscription = aSubscription();
  const activeFrom = day(40);
  for (const [on, expected] of [
    [10, day(40)],
    [50, day(50)],
  ] as const) {
    const moved = moveSide(subscription, 'sell', {
      on: day(on),
      today: START,
      migration: 2,
      planOf,
      hasPrice: () => true,
      plan: ref(2),
      services: [{ servicePlan: ref(2), orderServiceId: null, identifier: null, details: {}, activeFrom }],
      account: subscription.account,
    });
    expect(moved).toMatchObject({ ok: true, value: { newServices: [{ activeFrom: expected }] } });
  }
});

it('BILL-12: says whether a migration or a cancellation ended a term, two migrations on one day included', () => {
  const moved = [
    { on: 10, plan: 2 },
    { on: 10, plan: 1 },
  ].reduce((now, one) => deed(now, one, START), aSubscription());
  expect(moved.terms.map((term) => endedBy(term, moved.terms))).toEqual(['migration', 'migration', null]);
  const cancelled = deed(moved, { on: 5, plan: null }, START);
  expect(cancelled.terms.map((term) => endedBy(term, cancelled.terms))[0]).toBe('cancellation');
});
