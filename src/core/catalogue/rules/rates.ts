/** What rates must keep among themselves (USE-5, USE-6): charges in order, prices that fit the profile, steps on the grid. */
import { spokenDate } from '../../calendar.ts';
import { formatPrice } from '../../money.ts';
import { type ContentRule, type Kind, type RowFault, rowFault } from '../content.ts';
import { gridAround, stepFaults } from '../rates.ts';
import type { Rate } from '../rows.ts';

const fault = rowFault('rates');

export const rateRules =
  (incomplete: ReadonlySet<Kind>): ContentRule =>
  ({ rates }) => [
    ...rates.flatMap((rate, index) => oneRate(rate, index)),
    ...(incomplete.has('rates') ? [] : steps(rates)),
  ];

/** 100 %, as a price is kept. */
const WHOLE_COST = 100 * 100_000_000;

function oneRate(rate: Rate, index: number): readonly RowFault[] {
  if (isPlain(rate)) return NONE;
  const { effectiveFrom, effectiveTo, minimumCharge, maximumCharge, profile, price } = rate;
  const faults: RowFault[] = [];
  if (effectiveTo !== null && effectiveTo < effectiveFrom)
    faults.push(
      fault(
        index,
        'effectiveTo',
        'ends_before_start',
        `The rate ends on ${effectiveTo}, before it begins on ${effectiveFrom}.`,
      ),
    );
  if (minimumCharge !== null && maximumCharge !== null && maximumCharge < minimumCharge)
    faults.push(
      fault(
        index,
        'maximumCharge',
        'maximum_below_minimum',
        `The maximum charge ${formatPrice(maximumCharge)} is below the minimum charge ${formatPrice(minimumCharge)}.`,
      ),
    );
  if (profile === 'Discount' && price > WHOLE_COST)
    faults.push(
      fault(
        index,
        'price',
        'discount_above_cost',
        `A discount of ${formatPrice(price)} per cent is more than the whole cost: 100 at most.`,
      ),
    );
  if (profile === 'Pass-through' && price !== 0)
    faults.push(
      fault(
        index,
        'price',
        'price_on_pass_through',
        'Pass-through charges what the carrier charges: leave Price empty, or choose Mark-up.',
      ),
    );
  return faults;
}

const NONE: readonly RowFault[] = [];

/** Most rates are: nothing about them can be out of order. */
const isPlain = (rate: Rate): boolean =>
  rate.effectiveTo === null &&
  (rate.minimumCharge === null || rate.maximumCharge === null) &&
  rate.profile !== 'Discount' &&
  rate.profile !== 'Pass-through';

interface Placed extends Rate {
  readonly index: number;
}

/** Only tariffs that have a step at all are looked at: of fifty thousand rates few do. */
function steps(rates: readonly Rate[]): RowFault[] {
  const groupOf = (rate: Rate) => `${rate.rateCard}\n${rate.tariffKey}\n${rate.band}`;
  const stepped = new Map<string, Placed[]>();
  for (const rate of rates) if (rate.fromQuantity > 0) stepped.set(groupOf(rate), []);
  if (stepped.size === 0) return [];
  rates.forEach((rate, index) => {
    stepped.get(groupOf(rate))?.push({ ...rate, index });
  });
  return [...stepped.values()].flatMap((group) =>
    stepFaults(group).map(({ rate, first, on }) =>
      first === null
        ? fault(
            rate.index,
            'fromQuantity',
            'step_without_first_step',
            `On ${spokenDate(on)} this step has no first step below it: add a row of the same card, tariff and band with From Quantity 0.`,
          )
        : fault(rate.index, 'fromQuantity', 'step_off_grid', offGrid(rate, first)),
    ),
  );
}

function offGrid(rate: Rate, first: Rate): string {
  const billing = `${first.minimum ?? first.increment}/${first.increment}`;
  return `${rate.fromQuantity} is not a quantity that the first step bills (${billing}): the nearest are ${gridAround(rate.fromQuantity, first).join(' and ')}.`;
}
