/** Where a record belongs: its service, the periods of its sell and buy side, its tariff; or why it waits (USE-1, USE-3). */
import { fromDayNumber, type PlainDate, spokenDate } from '../calendar.ts';
import type { Side } from '../catalogue/rows.ts';
import { type LocalClock, makeLocalClock } from '../rating/local-time.ts';
import type { QuarantineReason } from '../rating/terms.ts';
import type { UsageMeasure } from '../rating/usage-record.ts';
import type { Fault } from '../result.ts';
import { type Landing, type LandingRules, landOn, type ServiceStretch, stretchOn } from './landing.ts';
import type { KnownTariff, PlanRating, RatingBook } from './rating-book.ts';
import type { SentRecord } from './record.ts';

/** A service that records may name. */
export interface KnownService {
  readonly identifier: string;
  readonly side: Side;
  /** Item of the service plan */
  readonly servicePlanId: number;
  /** null: it has never been in service. */
  readonly stretch: ServiceStretch | null;
}

export interface PlacedSide {
  readonly rating: PlanRating;
  readonly landing: Landing;
}

export interface PlacedRecord {
  readonly record: SentRecord;
  readonly measure: UsageMeasure;
  readonly date: PlainDate;
  readonly tariff: KnownTariff;
  readonly sell: PlacedSide;
  /** null: the provider has no buy side with prices for it. */
  readonly buy: PlacedSide | null;
}

export interface WaitingRecord {
  readonly record: SentRecord;
  /** null: the record does not say when it began. */
  readonly date: PlainDate | null;
  readonly reason: QuarantineReason;
  readonly message: string;
}

export interface PlacingSetting extends LandingRules {
  readonly book: RatingBook;
  readonly timeZone: string;
  readonly services: readonly KnownService[];
}

type Place = Pick<PlacedRecord, 'sell' | 'buy'> | Pick<WaitingRecord, 'reason' | 'message'>;

/** A placer for the records of a chunk; services that come up again on the same day are found at once. */
export function makePlacer(setting: PlacingSetting): (record: SentRecord) => PlacedRecord | WaitingRecord {
  const clock: LocalClock = makeLocalClock(setting.timeZone);
  const services = Map.groupBy(setting.services, ({ identifier }) => identifier);
  const places = new Map<string, Place>();
  const dates = new Map<number, PlainDate>();

  const dateOf = ({ start }: UsageMeasure): PlainDate => {
    const { day } = clock(start);
    let date = dates.get(day);
    if (date === undefined) {
      date = fromDayNumber(day);
      dates.set(day, date);
    }
    return date;
  };

  return (record) => {
    const { measure, service, tariffKey } = record;
    if (!measure.ok || service === null || tariffKey === null)
      return {
        record,
        date: null,
        reason: 'Invalid Record',
        message: measure.ok ? 'It names no service or tariff.' : sayFaults(measure.faults),
      };
    const date = dateOf(measure.value);
    const key = `${service}\n${record.supplier}\n${date}`;
    let place = places.get(key);
    if (place === undefined) {
      place = placeOf(record.supplier, service, services.get(service) ?? [], date, setting);
      places.set(key, place);
    }
    if ('reason' in place) return { record, date, ...place };
    const tariff = setting.book.tariff(tariffKey);
    if (tariff === undefined)
      return {
        record,
        date,
        reason: 'Non Existent Tariff Key Fault',
        message: `There is no tariff with the key "${tariffKey}".`,
      };
    return { record, measure: measure.value, date, tariff, sell: place.sell, buy: place.buy };
  };
}

const sayFaults = (faults: readonly Fault[]): string => faults.map(({ message }) => message).join(' ');

function placeOf(
  supplier: string,
  service: string,
  called: readonly KnownService[],
  date: PlainDate,
  setting: PlacingSetting,
): Place {
  const { book } = setting;
  const supplied = called.filter(({ servicePlanId }) => {
    const plan = book.plan(servicePlanId);
    return plan === undefined || plan.supplier === null || plan.supplier === supplier;
  });
  const sold = supplied.filter(({ side }) => side === 'sell');
  if (sold.length === 0)
    return waits(
      'Unknown Service',
      called.length === 0
        ? `There is no service "${service}".`
        : `The service "${service}" is not one that ${supplier} supplies.`,
    );
  const sell = sideOn(sold, date, setting);
  if (typeof sell === 'string') return waits('Inactive Service', sayInactive(service, date, sell));
  if (sell.rating === undefined)
    return waits('Missing Rate', `The service plan of "${service}" is not in version ${book.version}.`);
  const buy = sideOn(
    supplied.filter(({ side }) => side === 'buy'),
    date,
    setting,
  );
  if (buy === 'ended') return waits('Inactive Service', sayInactive(service, date, buy));
  return {
    sell: { landing: sell.landing, rating: sell.rating },
    buy:
      buy === 'inactive' || buy.rating === undefined || buy.rating.by === 'nothing'
        ? null
        : { landing: buy.landing, rating: buy.rating },
  };
}

const waits = (reason: QuarantineReason, message: string) => ({ reason, message });

const sayInactive = (service: string, date: PlainDate, why: 'inactive' | 'ended'): string =>
  why === 'inactive'
    ? `"${service}" was not in service on ${spokenDate(date)}.`
    : `The period of ${spokenDate(date)} is closed, and "${service}" has no later one that it could go to.`;

/** `inactive`: not in service on the date. `ended`: it was, but no period is open any more. */
function sideOn(
  services: readonly KnownService[],
  date: PlainDate,
  { book, ...rules }: PlacingSetting,
): { readonly landing: Landing; readonly rating: PlanRating | undefined } | 'inactive' | 'ended' {
  const stretches = services.flatMap(({ stretch }) => (stretch === null ? [] : [stretch]));
  const own = stretchOn(stretches, date);
  if (own === null) return 'inactive';
  const landing = landOn(own, stretches, date, rules);
  // Priced by the plan that it had on that day, wherever it lands (USE-5).
  return landing === null ? 'ended' : { landing, rating: book.plan(own.servicePlanId) };
}
