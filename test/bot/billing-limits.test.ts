/** The card of a day of billing is within Slack's limits, whatever accounts, plans and reasons are called. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { ShownBillingDay } from '#app/billing/decide-day.ts';
import type { RunStage } from '#app/billing/run-progress.ts';
import { BILLING_DAY_STATUSES } from '#app/ports/billing-days.ts';
import type { Movement } from '#app/ports/billing-report.ts';
import { billingCard } from '#bot/billing/billing-card.ts';
import { progressMessage } from '#bot/billing/progress-message.ts';
import { newsMessage } from '#bot/notices/news-message.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import { checkMessageBlocks, tooLong } from '#test/support/slack/block-kit/surfaces.ts';

const AT = '2026-03-02T00:00:00.000Z' as Instant;
const DAY = '2026-03-02' as PlainDate;

const words = (maxLength: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength }),
    fc.constantFrom(
      '<!channel> <@U123> <https://evil.example|click>',
      'שלום עולם',
      '👩‍👩‍👧‍👦'.repeat(20),
      'a & b < c',
    ),
    fc.constantFrom('x', '🙂', '&').map((one) => one.repeat(maxLength)),
  );

const shown: fc.Arbitrary<ShownBillingDay> = fc
  .record({
    status: fc.constantFrom(...BILLING_DAY_STATUSES),
    account: words(100),
    plan: words(100),
    reason: words(500),
    person: words(100),
    amount: fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 }),
    hasFigures: fc.boolean(),
  })
  .map(({ status, account, plan, reason, person, amount, hasFigures }) => {
    const movement: Movement = { name: account, before: amount, now: -amount };
    const kind = { lines: 1_000_000, amount, tax: amount };
    const who = { id: 'usr_123456789', name: person };
    return {
      day: {
        id: 1,
        asOf: DAY,
        status,
        runId: 123_456_789,
        changedBy: [who],
        decidedBy: who,
        reason,
        version: 7,
      },
      run: {
        id: 123_456_789,
        asOf: DAY,
        mode: 'preview',
        status: 'done',
        hash: 'f'.repeat(64),
        previewHash: null,
        catalogueVersion: 1,
        lastTermId: 1,
        tally: { sell: { access_fee: kind, credit: kind }, buy: { access_fee: kind } },
        trail: [],
        parked: Array.from({ length: 40 }, (_, at) => ({
          accountId: at,
          account,
          reason,
          chunk: (at % 2) - 1,
        })),
        failure: null,
        startedBy: person,
        settings: null,
        createdAt: AT,
        finishedAt: AT,
      },
      figures: hasFigures
        ? {
            madeAt: AT,
            comparedWith: DAY,
            accounts: Array.from({ length: 20 }, () => movement),
            plans: Array.from({ length: 20 }, () => ({ ...movement, name: plan })),
            margin: [],
            large: {
              above: 100_000,
              count: 1_000,
              lines: Array.from({ length: 20 }, () => ({
                account,
                packagePlan: plan,
                kind: 'access_fee' as const,
                side: 'sell' as const,
                from: DAY,
                to: DAY,
                amount,
              })),
            },
            waitingPeriods: 1_000_000,
            suspended: 1_000_000,
          }
        : null,
    };
  });

it('within Slack’s limits, and nobody is called by what people wrote', () => {
  fc.assert(
    fc.property(shown, (one) => {
      const card = billingCard(one, 'https://cardline.example');
      expect(checkMessageBlocks(card.blocks)).toEqual([]);
      expect(tooLong(card)).toBeNull();
      const sections = card.blocks.filter(({ type }) => type === 'section');
      expect(JSON.stringify(sections)).not.toContain('<!channel>');
    }),
    { numRuns: 60 },
  );
});

const STAGES: readonly RunStage[] = ['waits', 'works', 'checks', 'bills', 'over'];

it('so is how far a run is, at every stage and with every end', () => {
  const progress = fc.record({
    one: shown,
    stage: fc.constantFrom(...STAGES),
    status: fc.constantFrom('done' as const, 'failed' as const, 'stale' as const),
    failure: words(2_000),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(progress, ({ one, stage, status, failure, share }) => {
      const run = { ...one.run, status, failure };
      const message = progressMessage({ run, stage, share }, 'https://cardline.example');
      expect(checkMessageBlocks(message.blocks)).toEqual([]);
      expect(tooLong(message)).toBeNull();
      expect(message.text + JSON.stringify(message.blocks)).not.toContain('<!channel>');
    }),
    { numRuns: 60 },
  );
});

it('and that a schedule fails, or works again: it calls the channel once, and nobody whom a reason names', () => {
  fc.assert(
    fc.property(words(3_000), fc.integer({ min: 1, max: 10_000 }), (reason, failures) => {
      const body = { job: 'billing', day: DAY, reason, failures, nextTryAt: AT };
      for (const topic of ['schedule.failed', 'schedule.recovered']) {
        const message = newsMessage(topic, body, 'https://cardline.example', 'Australia/Perth');
        expect(checkMessageBlocks(message.blocks)).toEqual([]);
        expect(tooLong(message)).toBeNull();
        expect(message.text.includes('<!here>')).toBe(topic === 'schedule.failed');
        expect(message.text + JSON.stringify(message.blocks)).not.toContain('<!channel>');
      }
    }),
    { numRuns: 60 },
  );
});
