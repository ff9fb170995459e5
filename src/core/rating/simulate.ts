/** Rates the usage of a request with the rates of a request: the functions of the real rating (INTERFACE: simulate rating). */
import { fromDayNumber, spokenDate } from '../calendar.ts';
import { gridAround, stepFaults } from '../catalogue/rates.ts';
import { formatPrice, formatScaled } from '../money.ts';
import { type Fault, fault } from '../result.ts';
import { minimumOf, type StepQuantity } from './billed-quantity.ts';
import { explainCharge, spokenTime } from './explain.ts';
import { openRateBook } from './rate-book.ts';
import { makeRater, type Rated } from './rate-usage.ts';
import type {
  RatingRequest,
  RatingSimulation,
  SimulatedCharge,
  SimulatedPart,
  SimulatedQuarantine,
} from './simulation.ts';
import { ANY_BAND, type RateTerms } from './terms.ts';
import type { UsageRecord } from './usage-record.ts';

/** All rates of a request are those of one tariff. */
const TARIFF_KEY = 'simulated';

/** Rates a checked request. Same request, same answer. */
export function simulateRating(request: RatingRequest): RatingSimulation {
  const rate = makeRater({
    ...request,
    holidays: new Set(),
    tariffs: new Map([[TARIFF_KEY, { parent: null }]]),
    book: openRateBook(request.rates.map((terms) => ({ ...terms, tariffKey: TARIFF_KEY }))),
  });
  const charges: SimulatedCharge[] = [];
  const quarantine: SimulatedQuarantine[] = [];
  for (const [index, { id, measure }] of request.usage.entries()) {
    const path = `usage[${index}]`;
    if (!measure.ok || id === null) {
      const faults: readonly Pick<Fault, 'message'>[] = measure.ok ? [NO_ID] : measure.faults;
      const message = faults.map((each) => each.message).join(' ');
      quarantine.push({ id, path, reason: 'Invalid Record', message });
      continue;
    }
    const record: UsageRecord = { ...measure.value, tariffKey: TARIFF_KEY };
    const rated = rate(record);
    if (rated.outcome === 'rated') charges.push(toCharge(id, rated, record, request));
    else quarantine.push({ id, path, reason: rated.reason, message: rated.message });
  }
  return { charges, quarantine, warnings: warningsOf(request) };
}

const NO_ID = { message: 'The record has no id: give each one a text of its own.' };

function toCharge(
  id: string,
  rated: Rated<RateTerms>,
  record: UsageRecord,
  request: RatingRequest,
): SimulatedCharge {
  const { charge, billedQuantity, start, band, price, steps, limit } = rated;
  return {
    id,
    charge: formatScaled(charge, request.decimals),
    billedQuantity,
    date: fromDayNumber(start.day),
    time: spokenTime(start.minutes),
    timeBand: band,
    flagfall: formatPrice(price.first.flagfall),
    limitedBy: limit,
    parts: steps.map(toPart),
    explanation: explainCharge(rated, record, request),
  };
}

const toPart = ({ rate, quantity, billedQuantity }: StepQuantity<RateTerms>): SimulatedPart => ({
  fromQuantity: rate.fromQuantity,
  quantity,
  billedQuantity,
  profile: rate.profile,
  price: formatPrice(rate.price),
  per: rate.per,
  minimum: rate.minimum,
  increment: rate.increment,
  band: rate.band,
  effectiveFrom: rate.effectiveFrom,
  effectiveTo: rate.effectiveTo,
});

// ---- what publishing would say

function warningsOf({ rates, bands }: RatingRequest): Fault[] {
  const known = new Set([ANY_BAND, ...bands.map(({ name }) => name)]);
  const placed = rates.map((rate, index) => ({ ...rate, path: `rates[${index}]` }));
  const bandless = placed
    .filter(({ band }) => !known.has(band))
    .map(({ band, path }) =>
      fault(
        'unknown_band',
        `There is no time band "${band}", so this rate never applies: add the band, or write ${ANY_BAND}.`,
        `${path}.band`,
      ),
    );
  const misplaced = [...Map.groupBy(placed, ({ band }) => band).values()]
    .flatMap(stepFaults)
    .map(({ rate, first, on }) =>
      first === null
        ? fault(
            'step_without_first_step',
            `On ${spokenDate(on)} this step has no first step below it, so nothing can be rated by it: add a rate of the same band from quantity 0.`,
            `${rate.path}.fromQuantity`,
          )
        : fault('step_off_grid', sayOffGrid(rate, first), `${rate.path}.fromQuantity`),
    );
  return [...bandless, ...misplaced];
}

const sayOffGrid = (rate: RateTerms, first: RateTerms): string =>
  `${rate.fromQuantity} is not a quantity that the first step bills (${minimumOf(first)}/${first.increment}), so what lies between would be billed twice: the nearest are ${gridAround(rate.fromQuantity, first).join(' and ')}.`;
