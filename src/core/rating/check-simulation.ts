/**
 * Reads a rating simulation from unknown JSON (INTERFACE: simulate rating): defaults filled in, and every fault of rates,
 * bands and settings at once with its path. Usage is never a reason to refuse: a record that cannot be read is quarantined
 * (USE-7), so it is read here and judged there.
 *
 * Fields of settings that are not known are refused: a misspelt one would otherwise rate by its default and mislead. A record
 * may carry more than rating needs, as carriers' records do.
 */
import { isTimeZone, type PlainDate } from '../calendar.ts';
import { RATE_PROFILES, type RateProfile, type TimeBand } from '../catalogue/rows.ts';
import { Fields, isObject, shown } from '../json-fields.ts';
import { formatPrice, type PriceE8, ROUNDINGS } from '../money.ts';
import { type Fault, fault, invariant, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';
import type { RatingRequest, SimulatedRecord } from './simulation.ts';
import { ANY_BAND, type RateTerms } from './terms.ts';
import { readUsage } from './usage-record.ts';

/** The size of a request that is answered: a day's usage of a town, and more rates than one tariff has. */
export const RATING_BOUNDS = {
  rates: 1_000,
  bands: 200,
  usage: 10_000,
  /** Of all charges together */
  parts: 50_000,
  /** Units of a setting: a terabyte in bytes */
  units: 1_000_000_000_000,
} as const;

const BODY_FIELDS = ['timeZone', 'rates', 'bands', 'decimals', 'rounding', 'usage'];
const RATE_FIELDS = [
  'effectiveFrom',
  'effectiveTo',
  'band',
  'profile',
  'flagfall',
  'price',
  'per',
  'minimum',
  'increment',
  'fromQuantity',
  'minimumCharge',
  'maximumCharge',
];
const BAND_FIELDS = ['name', 'days', 'from', 'to'];

/** What was read of a T: undefined where a fault is noted. */
type Read<T> = { readonly [Field in keyof T]: T[Field] | undefined };

/** Checks a request; the answer is complete, or names all that is wrong. */
export function checkRatingSimulation(body: unknown): Result<RatingRequest> {
  const faults: Fault[] = [];
  const fields = Fields.of(body, '', BODY_FIELDS, faults);
  if (fields === undefined) return no(...faults);

  const rates = readRates(fields);
  const bands = readBands(fields);
  const read: Read<RatingRequest> = {
    timeZone: readTimeZone(fields),
    decimals: fields.wholeNumber('decimals', { min: 0, max: 8 }),
    rounding: fields.word('rounding', ROUNDINGS, 'half_up'),
    rates: rates?.every(isComplete) ? rates : undefined,
    bands: bands?.every(isComplete) ? bands : undefined,
    usage: requiredList(fields, 'usage', RATING_BOUNDS.usage)?.map(readRecord),
  };
  if (faults.length > 0) return no(...faults);
  invariant(isComplete(read), 'all was read');
  const further = [...checkTwins(read.rates), ...checkSize(read)];
  return further.length > 0 ? no(...further) : ok(read);
}

const isComplete = <T>(read: Read<T>): read is T & Read<T> =>
  Object.values(read).every((value) => value !== undefined);

/** A list that has to be there; it may be empty. */
const requiredList = (fields: Fields, name: string, most: number): readonly unknown[] | undefined =>
  fields.isEmpty(name) ? fields.missing(name) : fields.list(name, most);

function readTimeZone(fields: Fields): string | undefined {
  const zone = fields.requiredText('timeZone');
  if (zone === undefined || isTimeZone(zone)) return zone;
  return fields.refuse(
    'timeZone',
    'unknown_time_zone',
    `${shown(zone)} is no time zone: write a name like Australia/Melbourne.`,
  );
}

// ---- rates

function readRates(fields: Fields): Read<RateTerms>[] | undefined {
  if (fields.isEmpty('rates')) return fields.missing('rates');
  return fields
    .objects('rates', RATING_BOUNDS.rates, RATE_FIELDS)
    ?.flatMap((rate) => (rate === undefined ? [] : [readRate(rate)]));
}

function readRate(fields: Fields): Read<RateTerms> {
  const units = { max: RATING_BOUNDS.units };
  const band = fields.text('band');
  const flagfall = fields.price('flagfall');
  const rate: Read<RateTerms> = {
    band: band === null ? ANY_BAND : band,
    profile: fields.word('profile', RATE_PROFILES, 'Rate Per'),
    flagfall: flagfall === null ? NOTHING : flagfall,
    price: readPrice(fields),
    per: fields.wholeNumber('per', { min: 1, default: 1, ...units }),
    minimum: fields.isEmpty('minimum') ? null : fields.wholeNumber('minimum', { min: 0, ...units }),
    increment: fields.wholeNumber('increment', { min: 1, default: 1, ...units }),
    fromQuantity: fields.wholeNumber('fromQuantity', { min: 0, default: 0, ...units }),
    minimumCharge: fields.price('minimumCharge'),
    maximumCharge: fields.price('maximumCharge'),
    effectiveFrom: fields.requiredDate('effectiveFrom'),
    effectiveTo: fields.date('effectiveTo'),
  };
  checkDates(fields, rate);
  checkLimits(fields, rate);
  checkProfile(fields, rate);
  return rate;
}

const NOTHING = 0 as PriceE8;

/** Pass-through has no price of its own. */
function readPrice(fields: Fields): PriceE8 | undefined {
  const price = fields.price('price');
  if (price !== null) return price;
  return fields.value('profile') === 'Pass-through' ? NOTHING : fields.missing('price');
}

function checkDates(fields: Fields, { effectiveFrom, effectiveTo }: Read<RateTerms>): void {
  if (isGiven(effectiveFrom) && isGiven(effectiveTo) && effectiveTo < effectiveFrom)
    fields.refuse(
      'effectiveTo',
      'ends_before_start',
      `The rate ends on ${effectiveTo}, before it begins on ${effectiveFrom}.`,
    );
}

function checkLimits(fields: Fields, { minimumCharge, maximumCharge }: Read<RateTerms>): void {
  if (isGiven(minimumCharge) && isGiven(maximumCharge) && maximumCharge < minimumCharge)
    fields.refuse(
      'maximumCharge',
      'maximum_below_minimum',
      `The maximum charge ${formatPrice(maximumCharge)} is below the minimum charge ${formatPrice(minimumCharge)}.`,
    );
}

/** 100 %, as a price is kept. */
const WHOLE_COST = 100 * 100_000_000;

function checkProfile(fields: Fields, { profile, price, fromQuantity }: Read<RateTerms>): void {
  if (profile === 'Pass-through' && price !== undefined && price > 0)
    fields.refuse(
      'price',
      'price_on_pass_through',
      'Pass-through charges what the carrier charges: leave the price out, or choose Mark-up.',
    );
  if (profile === 'Discount' && price !== undefined && price > WHOLE_COST)
    fields.refuse(
      'price',
      'discount_above_cost',
      `A discount of ${formatPrice(price)} per cent is more than the whole cost: 100 at most.`,
    );
  if (profile !== undefined && !hasSteps(profile) && fromQuantity !== undefined && fromQuantity > 0)
    fields.refuse(
      'fromQuantity',
      'step_of_other_profile',
      `${profile} prices a record as a whole; only Rate Per has steps: leave fromQuantity out.`,
    );
}

const hasSteps = (profile: RateProfile): boolean => profile === 'Rate Per';

const isGiven = <T extends PlainDate | PriceE8>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined;

/** Two rates of the same band, step and first day: which one applies would hang on their order (USE-5). */
function checkTwins(rates: readonly RateTerms[]): Fault[] {
  const seen = new Map<string, number>();
  return rates.flatMap(({ band, fromQuantity, effectiveFrom }, index) => {
    const key = JSON.stringify([band, fromQuantity, effectiveFrom]);
    const before = seen.get(key);
    if (before === undefined) {
      seen.set(key, index);
      return [];
    }
    return [
      fault(
        'duplicate_rate',
        `rates[${before}] already is the rate of the band ${band} from quantity ${fromQuantity} since ${effectiveFrom}: leave one of them out, or give it another day.`,
        `rates[${index}]`,
      ),
    ];
  });
}

// ---- bands

function readBands(fields: Fields): Read<TimeBand>[] | undefined {
  return fields
    .objects('bands', RATING_BOUNDS.bands, BAND_FIELDS)
    ?.flatMap((band, position) => (band === undefined ? [] : [readBand(band, position)]));
}

function readBand(fields: Fields, position: number): Read<TimeBand> {
  const name = fields.requiredText('name');
  if (name === ANY_BAND)
    fields.refuse(
      'name',
      'reserved_band',
      `"${ANY_BAND}" stands for whatever no other band names: call it something else.`,
    );
  const fromMinutes = readTime(fields, 'from');
  const untilMinutes = readTime(fields, 'to');
  if (fromMinutes !== undefined && untilMinutes !== undefined && untilMinutes <= fromMinutes)
    fields.refuse(
      'to',
      'ends_before_start',
      'A band ends later on the same day than it begins: write 24:00 for midnight, and a band over midnight as two.',
    );
  return { name, position, days: readDays(fields), fromMinutes, untilMinutes, holidays: null };
}

function readDays(fields: Fields): number[] | undefined {
  const days = fields.value('days');
  if (days === undefined || days === null) return fields.missing('days');
  if (Array.isArray(days) && days.length > 0 && days.length <= 7 && days.every(isWeekday)) return days;
  return fields.refuse(
    'days',
    'invalid_days',
    `${fields.pathOf('days')} is a list of weekdays, 1 for Monday to 7 for Sunday, not ${shown(days)}.`,
  );
}

const isWeekday = (day: unknown): day is number =>
  typeof day === 'number' && Number.isInteger(day) && day >= 1 && day <= 7;

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes after midnight; 24:00 is the end of the day. */
function readTime(fields: Fields, name: string): number | undefined {
  const value = fields.value(name);
  if (value === undefined || value === null) return fields.missing(name);
  if (value === '24:00') return 1440;
  const match = typeof value === 'string' ? TIME.exec(value) : null;
  if (match !== null) return Number(match[1]) * 60 + Number(match[2]);
  return fields.refuse(
    name,
    'invalid_time',
    `${fields.pathOf(name)} is a local time like 08:00, up to 24:00, not ${shown(value)}.`,
  );
}

// ---- usage

function readRecord(value: unknown): SimulatedRecord {
  const { id, start, quantity, cost } = isObject(value) ? value : NO_RECORD;
  return { id: readId(id), measure: readUsage({ start, quantity, cost }) };
}

const NO_RECORD: Readonly<Record<string, unknown>> = {};

/** Text, or a whole number as text. */
function readId(id: unknown): string | null {
  if (typeof id === 'number' && Number.isSafeInteger(id)) return String(id);
  return typeof id === 'string' && id.trim() !== '' && id.length <= 200 ? id : null;
}

/** Counts beforehand, from above, what the answer can hold. */
function checkSize({ rates, usage }: Pick<RatingRequest, 'rates' | 'usage'>): Fault[] {
  const stepsOf = Map.groupBy(rates, ({ band }) => band);
  const most = Math.max(
    0,
    ...[...stepsOf.values()].map((band) => new Set(band.map(({ fromQuantity }) => fromQuantity)).size),
  );
  return most * usage.length <= RATING_BOUNDS.parts
    ? []
    : [
        fault(
          'too_many_parts',
          `${counted(usage.length, 'record')} over ${counted(most, 'step')} may give ${counted(most * usage.length, 'part')}; at most ${grouped(RATING_BOUNDS.parts)} are made. Take fewer records or steps.`,
          'usage',
        ),
      ];
}
