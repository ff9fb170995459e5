import { describe, expect, it } from 'vitest';
import { aRequestedRate, simulateUsage } from '#test/support/rating.ts';

const MONDAY = '2026-03-02T10:00:00+11:00';

describe('what the interface prints', () => {
  it('70 seconds at 0.20 a minute in whole minutes, with a flagfall of 0.40', () => {
    expect(simulateUsage()).toEqual({
      charges: [
        {
          id: '1',
          charge: '0.8000',
          billedQuantity: 120,
          date: '2026-03-02',
          time: '10:00',
          timeBand: 'peak',
          flagfall: '0.4',
          limitedBy: null,
          parts: [
            {
              fromQuantity: 0,
              quantity: 70,
              billedQuantity: 120,
              profile: 'Rate Per',
              price: '0.2',
              per: 60,
              minimum: 60,
              increment: 60,
              band: 'any',
              effectiveFrom: '2026-01-01',
              effectiveTo: null,
            },
          ],
          explanation: {
            rules: ['USE-5'],
            text:
              '2 Mar 2026 at 10:00 is in the time band peak, which no rate in force names: the rates of any apply. ' +
              '70 is billed as 120 (at least 60, then whole increments of 60). 0.4 + 120 × 0.2 ÷ 60 = 0.8000.',
          },
        },
      ],
      quarantine: [],
      warnings: [],
    });
  });
});

describe('quarantine', () => {
  it('USE-1, USE-7: each record that cannot be read or rated, with its reason; the others are charged', () => {
    const { charges, quarantine } = simulateUsage({
      usage: [
        { id: 'a', start: MONDAY, quantity: 0 },
        { id: 'b', start: '2025-12-31T23:59:59+11:00', quantity: 1 },
        { id: 'c', start: MONDAY, quantity: 1 },
        { id: 'd', start: 'noon', quantity: 'sixty' },
      ],
    });
    expect(charges.map(({ id }) => id)).toEqual(['c']);
    expect(quarantine).toEqual([
      {
        id: 'a',
        path: 'usage[0]',
        reason: 'Invalid Record',
        message: 'A quantity is more than zero, not 0.',
      },
      {
        id: 'b',
        path: 'usage[1]',
        reason: 'Missing Rate',
        message: 'No rate of the tariff is in force on 31 Dec 2025.',
      },
      {
        id: 'd',
        path: 'usage[3]',
        reason: 'Invalid Record',
        message: expect.stringMatching(/"noon" is not an instant.*"sixty" is not a quantity/),
      },
    ]);
  });

  it('USE-7: a record without an id, or that is no record at all, is told by its place', () => {
    const { charges, quarantine } = simulateUsage({
      usage: [{ start: MONDAY, quantity: 1 }, 'call', null, { id: ' ', start: MONDAY, quantity: 1 }],
    });
    expect(charges).toEqual([]);
    expect(quarantine.map(({ id, path, reason }) => [id, path, reason])).toEqual([
      [null, 'usage[0]', 'Invalid Record'],
      [null, 'usage[1]', 'Invalid Record'],
      [null, 'usage[2]', 'Invalid Record'],
      [null, 'usage[3]', 'Invalid Record'],
    ]);
  });

  it('takes a number as an id, and leaves alone what else a carrier sends', () => {
    const { charges } = simulateUsage({
      usage: [{ id: 7, start: MONDAY, quantity: '70', cost: null, tariffKey: '03', cell: 'VIC-12' }],
    });
    expect(charges.map(({ id, charge }) => [id, charge])).toEqual([['7', '0.8000']]);
  });
});

it('USE-6: profiles of the carrier’s cost take it from the record', () => {
  const { charges, quarantine } = simulateUsage({
    rates: [{ effectiveFrom: '2026-01-01', profile: 'Mark-up', price: '5' }],
    usage: [
      { id: 'a', start: MONDAY, quantity: 90, cost: '1.20' },
      { id: 'b', start: MONDAY, quantity: 90 },
    ],
  });
  expect(charges.map(({ id, charge }) => [id, charge])).toEqual([['a', '1.2600']]);
  expect(quarantine.map(({ id, reason }) => [id, reason])).toEqual([['b', 'Invalid Record']]);
});

it('USE-5: says which limit a charge was kept to, and of which rates it is', () => {
  const { charges } = simulateUsage({
    rates: [
      aRequestedRate({ maximumCharge: '1' }),
      aRequestedRate({ fromQuantity: 60, increment: 1, effectiveFrom: '2026-02-01' }),
    ],
    usage: [{ id: 'a', start: MONDAY, quantity: 600 }],
  });
  expect(charges).toMatchObject([
    {
      charge: '1.0000',
      limitedBy: 'maximum_charge',
      parts: [
        { fromQuantity: 0, billedQuantity: 60, effectiveFrom: '2026-01-01' },
        { fromQuantity: 60, billedQuantity: 540, effectiveFrom: '2026-02-01' },
      ],
    },
  ]);
});

describe('warnings: what can be rated so but not be published', () => {
  const warningsFor = (...rates: Record<string, unknown>[]) =>
    simulateUsage({ rates: rates.map(aRequestedRate) }).warnings;

  it('USE-5: a step off the first step’s grid, with the quantities next to it', () => {
    expect(warningsFor({}, { fromQuantity: 90 })).toEqual([
      {
        code: 'step_off_grid',
        path: 'rates[1].fromQuantity',
        message:
          '90 is not a quantity that the first step bills (60/60), so what lies between would be billed twice: the nearest are 60 and 120.',
      },
    ]);
    expect(warningsFor({}, { fromQuantity: 120 })).toEqual([]);
  });

  it('USE-5: a step that has no first step on some day', () => {
    expect(warningsFor({ effectiveTo: '2026-06-30' }, { fromQuantity: 60 })).toMatchObject([
      {
        code: 'step_without_first_step',
        path: 'rates[1].fromQuantity',
        message: expect.stringContaining('On 1 Jul 2026 '),
      },
    ]);
  });

  it('USE-5: a rate of a band that there is not', () => {
    expect(warningsFor({}, { band: 'paek' })).toMatchObject([
      { code: 'unknown_band', path: 'rates[1].band', message: expect.stringContaining('"paek"') },
    ]);
  });

  it('USE-5: steps are looked at by band', () => {
    expect(warningsFor({ band: 'peak', minimum: 90 }, {}, { fromQuantity: 120 })).toEqual([]);
  });
});
