/**
 * Reads unknown JSON field by field and notes every fault with its path (`events[0].plan.accessFee`) instead of stopping at
 * the first. What could not be read comes back as undefined, so that rules which need it can be left alone.
 */

import { type PlainDate, readDate } from './calendar.ts';
import { type Cents, type PriceE8, parseFee, parsePrice, parseTaxRate, type TaxRate } from './money.ts';
import { type Fault, fault } from './result.ts';
import { counted, grouped } from './words.ts';

/** Text that may be repeated in a message. */
const LONGEST_SHOWN = 40;
/** Unknown fields of one object that are named; the rest would only repeat that it is another object altogether. */
const MOST_UNKNOWN = 20;

export const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The fields of one JSON object; each reader notes what is wrong with its field. */
export class Fields {
  readonly #values: Record<string, unknown>;
  readonly #path: string;
  readonly #faults: Fault[];

  constructor(values: Record<string, unknown>, path: string, faults: Fault[]) {
    this.#values = values;
    this.#path = path;
    this.#faults = faults;
  }

  /**
   * The fields of a value that has to be an object with these fields and no others (null: with any); undefined where it is
   * none.
   */
  static of(
    value: unknown,
    path: string,
    known: readonly string[] | null,
    faults: Fault[],
  ): Fields | undefined {
    if (!isObject(value)) {
      const what = path === '' ? 'The body' : path;
      faults.push(fault('not_an_object', `${what} is a JSON object, not ${shown(value)}.`, path));
      return undefined;
    }
    const fields = new Fields(value, path, faults);
    if (known === null) return fields;
    const unknown = Object.keys(value).filter((name) => !known.includes(name));
    for (const name of unknown.slice(0, MOST_UNKNOWN))
      faults.push(
        fault(
          'unknown_field',
          `${shown(name)} is not known here: a misspelt setting would change the answer unnoticed. Known: ${known.join(', ')}.`,
          fields.pathOf(name),
        ),
      );
    return fields;
  }

  pathOf(name: string): string {
    return this.#path === '' ? name : `${this.#path}.${name}`;
  }

  value(name: string): unknown {
    return Object.hasOwn(this.#values, name) ? this.#values[name] : undefined;
  }

  /** Left out, or null where an empty form field may say so. */
  isEmpty(name: string): boolean {
    const value = this.value(name);
    return value === undefined || value === null;
  }

  refuse(name: string, code: string, message: string): undefined {
    this.#faults.push(fault(code, message, this.pathOf(name)));
    return undefined;
  }

  /** Notes that the field is left out and has no default. */
  missing(name: string): undefined {
    return this.refuse(name, 'missing_field', `${this.pathOf(name)} is required.`);
  }

  object(name: string, known: readonly string[]): Fields | undefined {
    if (this.value(name) === undefined) return this.missing(name);
    return Fields.of(this.value(name), this.pathOf(name), known, this.#faults);
  }

  /** A list of at most so many; what lies beyond the bound is not looked at. Left out: empty. */
  list(name: string, most: number): readonly unknown[] | undefined {
    if (this.isEmpty(name)) return [];
    const value = this.value(name);
    if (!Array.isArray(value))
      return this.refuse(name, 'not_a_list', `${this.pathOf(name)} is a list, not ${shown(value)}.`);
    return value.length <= most
      ? value
      : this.refuse(
          name,
          `too_many_${name}`,
          `${this.pathOf(name)} has ${counted(value.length, 'entry', 'entries')}; at most ${grouped(most)} are taken.`,
        );
  }

  /** A list of objects; undefined stands where an entry is none. */
  objects(name: string, most: number, known: readonly string[]): (Fields | undefined)[] | undefined {
    return this.list(name, most)?.map((entry, index) =>
      Fields.of(entry, `${this.pathOf(name)}[${index}]`, known, this.#faults),
    );
  }

  wholeNumber(name: string, range: { min: number; max: number; default?: number }): number | undefined {
    const value = this.value(name) === undefined ? range.default : this.value(name);
    if (value === undefined) return this.missing(name);
    const bounds = `a whole number from ${range.min} to ${range.max}`;
    if (typeof value !== 'number' || !Number.isInteger(value))
      return this.refuse(
        name,
        'not_a_whole_number',
        `${this.pathOf(name)} is ${bounds}, not ${shown(value)}.`,
      );
    return value >= range.min && value <= range.max
      ? value
      : this.refuse(name, 'out_of_range', `${this.pathOf(name)} is ${bounds}, not ${value}.`);
  }

  /** True or false. Left out: false. */
  flag(name: string): boolean | undefined {
    const value = this.value(name);
    if (value === undefined) return false;
    return typeof value === 'boolean'
      ? value
      : this.refuse(name, 'not_a_flag', `${this.pathOf(name)} is true or false, not ${shown(value)}.`);
  }

  word<Word extends string>(name: string, words: readonly Word[], fallback?: Word): Word | undefined {
    const value = this.value(name) === undefined ? fallback : this.value(name);
    if (value === undefined) return this.missing(name);
    const word = words.find((each) => each === value);
    return (
      word ??
      this.refuse(
        name,
        'unknown_word',
        `${this.pathOf(name)} is one of ${words.join(', ')}, not ${shown(value)}.`,
      )
    );
  }

  /** Text that is not blank; null where it is left out. */
  text(name: string): string | null | undefined {
    if (this.isEmpty(name)) return null;
    const value = this.value(name);
    return typeof value === 'string' && value.trim() !== ''
      ? value
      : this.refuse(name, 'not_text', `${this.pathOf(name)} is a text, not ${shown(value)}.`);
  }

  requiredText(name: string): string | undefined {
    return this.isEmpty(name) ? this.missing(name) : (this.text(name) ?? undefined);
  }

  /** A day of the calendar; null where it is left out. */
  date(name: string): PlainDate | null | undefined {
    return this.isEmpty(name) ? null : this.#readDate(name);
  }

  /** A day of the calendar; where it is left out, the fault says that it or `instead` is required. */
  requiredDate(name: string, instead: string = name): PlainDate | undefined {
    return this.isEmpty(name) ? this.missing(instead) : this.#readDate(name);
  }

  #readDate(name: string): PlainDate | undefined {
    return readDay(this.value(name), this.pathOf(name), this.#faults);
  }

  /** A fee as a decimal string (FEE-5); null: empty. */
  fee(name: string, largest: number): Cents | null | undefined {
    if (this.isEmpty(name)) return null;
    const value = this.value(name);
    if (typeof value !== 'string' || value.length > LONGEST_SHOWN)
      return this.refuse(
        name,
        'invalid_money',
        `${this.pathOf(name)} is a decimal string like "49.95", not ${shown(value)}.`,
      );
    return this.#take(parseFee(value, this.pathOf(name), largest));
  }

  /** A price or rate as a decimal string (FEE-5); null: empty. */
  price(name: string): PriceE8 | null | undefined {
    if (this.isEmpty(name)) return null;
    const value = this.value(name);
    if (typeof value !== 'string' || value.length > LONGEST_SHOWN)
      return this.refuse(
        name,
        'invalid_price',
        `${this.pathOf(name)} is a decimal string like "0.0375", not ${shown(value)}.`,
      );
    return this.#take(parsePrice(value, this.pathOf(name)));
  }

  taxRate(name: string, fallback: TaxRate): TaxRate | undefined {
    const value = this.value(name);
    if (value === undefined) return fallback;
    if (typeof value !== 'string' || value.length > LONGEST_SHOWN)
      return this.refuse(
        name,
        'invalid_tax_rate',
        `${this.pathOf(name)} is a decimal string like "0.10", not ${shown(value)}.`,
      );
    return this.#take(parseTaxRate(value, this.pathOf(name)));
  }

  #take<T>(result: { ok: true; value: T } | { ok: false; faults: readonly Fault[] }): T | undefined {
    if (result.ok) return result.value;
    this.#faults.push(...result.faults);
    return undefined;
  }
}

/** A day of the calendar at a path, or a noted fault. */
export function readDay(value: unknown, path: string, faults: Fault[]): PlainDate | undefined {
  const date = readDate(value);
  if (date !== null) return date;
  faults.push(
    fault(
      'invalid_date',
      `${shown(value)} is not a day of the calendar: write it like 2026-03-31, from 1900 to 2199.`,
      path,
    ),
  );
  return undefined;
}
