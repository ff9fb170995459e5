/** Simulate and the real deeds are one engine: a life that was led, told as a request, comes to the same. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateInPlace } from '#core/billing/simulate.ts';
import { cents, formatCents } from '#core/money.ts';
import { type Life, type LifeDeed, type LifePlan, lead, lives, sumsOf } from '#test/support/lives.ts';

const KINDS: readonly LifeDeed['type'][] = [
  'cancel',
  'withdraw cancellation',
  'suspend',
  'suspend',
  'resume',
  'migrate',
  'override',
  'add bolt-on',
  'add bolt-on',
  'end bolt-on',
];

const money = (amount: number | null): string | null => (amount === null ? null : formatCents(cents(amount)));

const BOLT_ON = ({ boltOn: [fee] }: Life) => ({ code: 'B', fee: money(fee) });
const featuresOf = (featureFee: number | null, onceFee: number | null) => [
  ...(featureFee === null ? [] : [{ code: 'F', fee: money(featureFee) }]),
  ...(onceFee === null ? [] : [{ code: 'O', fee: money(onceFee), once: true }]),
];

/** A plan as a request has it. */
const planOf = (life: Life, index: number) => {
  const { serviceFees, featureFee, onceFee, setupFee, accessFee, ...settings } = life.plans[
    index
  ] as LifePlan;
  return {
    ...settings,
    code: `P${index}`,
    subscriptionOverridesEnabled: true,
    setupFee: money(setupFee),
    setupFeeOverride: true,
    accessFee: money(accessFee),
    taxRate: (life.taxRate / 1_000_000).toFixed(6),
    services: serviceFees.map((fee, at) => ({
      code: `S${at + 1}`,
      accessFee: money(fee),
      ...(at > 0 ? {} : { features: featuresOf(featureFee, onceFee), boltOns: [BOLT_ON(life)] }),
    })),
  };
};

const ON_SERVICE = { service: 'S1', boltOn: 'B' };

function eventOf(life: Life, { entered, deed }: Life['deeds'][number]): object {
  switch (deed.type) {
    case 'cancel':
      return { type: 'cancel', entered, on: deed.on };
    case 'withdraw cancellation':
      return { type: 'withdraw_cancellation', entered };
    case 'suspend':
      return { type: 'suspend', entered, from: deed.from, until: deed.until, billed: deed.billed };
    case 'resume':
      return { type: 'resume', entered, on: deed.on };
    case 'migrate':
      return { type: 'migrate', entered, on: deed.on, plan: planOf(life, deed.plan) };
    case 'override':
      return { type: 'override_access_fee', entered, from: deed.from, to: deed.until, fee: money(deed.own) };
    case 'add bolt-on':
      return { type: 'add_bolt_on', entered, ...ON_SERVICE, from: deed.from, until: deed.until };
    case 'end bolt-on':
      return { type: 'end_bolt_on', entered, ...ON_SERVICE, on: deed.on };
    default:
      throw new Error(`simulate has no ${deed.type}`);
  }
}

const requestOf = (life: Life, deeds: Life['deeds']) => ({
  plan: planOf(life, 0),
  account: life.account,
  subscription: { created: life.created, start: life.start, firstPeriodEnd: life.firstPeriodEnd },
  rounding: life.rounding,
  events: deeds.map((deed) => eventOf(life, deed)),
  runs: life.runs,
});

/** A request has one price of a bolt-on. */
const withOnePrice = (life: Life): Life => ({
  ...life,
  boltOn: [life.boltOn[0], life.boltOn[0], life.boltOn[2]],
});

/** What the office's catalogue calls what is charged with a service. */
const ITEMS: Readonly<Record<string, number>> = { B: 7, F: 8, O: 9 };

describe('a life that is simulated', () => {
  it('decision 96: comes to what the deeds and the runs come to, line by line', () => {
    fc.assert(
      fc.property(lives(KINDS), (whole) => {
        const life = withOnePrice(whole);
        const { lines, accepted } = lead(life);
        const request = checkSimulation(requestOf(life, accepted));
        if (!request.ok) return expect(request.faults).toEqual([]);
        const simulated = simulateInPlace(request.value).lines.map(({ line, term, cardline }) => ({
          ...line,
          item: cardline.item === null ? null : (ITEMS[cardline.item] ?? 0),
          position: term + 1,
          generatedOn: cardline.generatedOn,
        }));
        expect(sumsOf(simulated)).toEqual(sumsOf(lines));
        expect(simulated).toEqual(lines);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
