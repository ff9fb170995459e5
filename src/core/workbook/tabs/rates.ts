import { RATE_PROFILES } from '../../catalogue/rows.ts';
import type { PriceE8 } from '../../money.ts';
import {
  type Column,
  choiceOr,
  date,
  dateOrBlank,
  priceOrBlank,
  priceOrZero,
  reference,
  wholeOr,
} from '../column.ts';
import { defineTab } from '../tab.ts';

const band: Column<string> = {
  heading: 'Band',
  cell: { type: 'reference', to: 'timeBands', word: { text: 'any', value: 'any' } },
  blank: 'any',
  note: 'The time band in which it applies; any: whenever no rate names the band of the start.',
};

/** A price that is left out would be a free call: only a pass-through has none. */
const price: Column<PriceE8> = {
  heading: 'Price',
  cell: { type: 'price' },
  blank: 0 as PriceE8,
  blankOnlyWhere: { field: 'profile', is: 'Pass-through' },
  note: 'Rate Per: for so many units as Per says. Flat Charge: a record. Mark-up, Discount: per cent of the cost. Pass-through: empty.',
};

/** USE-5, USE-6 */
export const rates = defineTab<'rates'>({
  kind: 'rates',
  title: 'Rates',
  about: 'Prices of tariffs on a rate card, by band, step and day.',
  item: null,
  key: ['rateCard', 'tariffKey', 'band', 'fromQuantity', 'effectiveFrom'],
  columns: {
    rateCard: reference('Rate Card', 'rateCards', 'The card.'),
    tariffKey: reference('Tariff Key', 'tariffs', 'The tariff. Text: 0011 is another key than 11.'),
    band,
    profile: choiceOr(
      'Profile',
      RATE_PROFILES,
      'Rate Per',
      "By quantity, flat a record, the carrier's cost, or the cost with per cent added or taken off.",
    ),
    flagfall: priceOrZero('Flagfall', 'Charged once a record, by the first step.'),
    price,
    per: wholeOr('Per', { least: 1 }, 1, 'How many units the price is for.'),
    minimum: wholeOr(
      'Minimum',
      { least: 0 },
      null,
      'The least quantity that the first step bills; blank: one increment.',
    ),
    increment: wholeOr('Increment', { least: 1 }, 1, 'Quantity is billed in whole increments.'),
    fromQuantity: wholeOr(
      'From Quantity',
      { least: 0 },
      0,
      "The quantity beyond which this step applies; it lies on the first step's grid.",
    ),
    minimumCharge: priceOrBlank('Minimum Charge', "The least a record costs; the first step's counts."),
    maximumCharge: priceOrBlank('Maximum Charge', "The most a record costs; the first step's counts."),
    effectiveFrom: date(
      'Effective From',
      'First day of this rate; a later row of the same band and step supersedes it.',
    ),
    effectiveTo: dateOrBlank('Effective To', 'Last day of this rate; blank: until superseded.'),
  },
});
