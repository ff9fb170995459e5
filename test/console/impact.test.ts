import { describe, expect, it } from 'vitest';
import type { Impact } from '#app/ports/catalogue.ts';
import { impactCards } from '#console/parts/impact.ts';
import { moneyMove } from '#core/catalogue/money-move.ts';
import { cents } from '#core/money.ts';
import { day } from '#test/support/ledger-builders.ts';
import { parseHtml, textOf } from './support/parse-html.ts';

const NOTHING: Impact = {
  plans: [],
  activeSubscriptions: 0,
  prices: { rises: [], falls: [], spread: [] },
  tabs: [],
  reach: null,
  fees: null,
  margins: null,
  usage: null,
};
const shown = async (impact: Partial<Impact>): Promise<string> =>
  textOf(
    parseHtml(
      String(await impactCards({ added: 0, changed: 1, removed: 0, impact: { ...NOTHING, ...impact } })),
    ),
  );
const move = (before: number, after: number) => moneyMove(cents(before), cents(after));

describe('what a publish would mean, on its page', () => {
  it('a change set of an earlier release shows what was counted then, and no figure that was not', async () => {
    const text = await shown({});
    expect(text).toContain('1 changed');
    for (const figure of ['next period', 'cost', 'usage', 'Margin']) expect(text).not.toContain(figure);
  });

  it('tells customers’ next period with old, new, difference, per cent, and from when', async () => {
    const newFrom = { earliest: day('2026-03-15'), latest: day('2026-03-28') };
    const text = await shown({
      plans: [{ code: 'HOME', activeSubscriptions: 2, openOrders: 1 }],
      activeSubscriptions: 2,
      fees: {
        sell: {
          subscriptions: 2,
          ...move(13_990, 15_990),
          plans: [{ code: 'HOME', subscriptions: 2, ...move(13_990, 15_990), newFrom }],
        },
        buy: { subscriptions: 0, ...move(0, 0), plans: [] },
        notes: ['Usage is not in it.'],
      },
    });
    for (const told of [
      '2 active subscriptions on 1 package plan',
      '139.90 →  becomes 159.90',
      '2 subscriptions, +20.00 (+14.3 %)',
      '15 Mar 2026 to 28 Mar 2026',
      'Usage is not in it.',
    ])
      expect(text.replaceAll(/\s+/g, ' ')).toContain(told.replaceAll(/\s+/g, ' '));
    expect(text).not.toContain('Own cost');
  });

  it('tells the last period’s usage as an estimate, and what waits for its tariffs', async () => {
    const text = await shown({
      usage: {
        from: day('2026-01-03'),
        to: day('2026-02-02'),
        sell: { records: 1_200, ...move(41_000, 38_000) },
        buy: { records: 0, ...move(0, 0) },
        notEstimated: 4,
        rates: [
          {
            side: 'sell',
            rateCard: 'VOICE',
            tariffKey: '0011',
            records: 1_200,
            quantity: 9,
            ...move(41_000, 38_000),
          },
        ],
        waiting: [{ tariffKey: '0011', reason: 'Missing Rate', records: 3 }],
        waitingRecords: 3,
      },
    });
    for (const told of [
      '1,200 records, estimated, −30.00 (−7.3 %)',
      '4 records cannot be estimated so.',
      '3 records of tariffs that it touches',
      'Missing Rate',
      'cleanse the quarantine afterwards',
    ])
      expect(text).toContain(told);
  });
});
