/** One record of usage as rating needs it, and how it is read from what a carrier sent (USE-7). */
import { type Instant, parseInstant } from '../calendar.ts';
import { shown } from '../json-fields.ts';
import { type PriceE8, parsePrice } from '../money.ts';
import { fault, no, ok, type Result } from '../result.ts';

/** What is measured: when it began, how much, and what the carrier asks for it. */
export interface UsageMeasure {
  readonly start: Instant;
  /** In the tariff's unit, more than zero. A unit that is begun counts as a whole one. */
  readonly quantity: number;
  /** What the carrier charges for it; null where it does not say (USE-6) */
  readonly cost: PriceE8 | null;
}

export interface UsageRecord extends UsageMeasure {
  readonly tariffKey: string;
}

/** More than anybody can use, and few enough that sums of it stay exact. */
export const LARGEST_QUANTITY = 1_000_000_000_000_000;

const DECIMAL = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/**
 * Reads what was measured; whatever cannot be read makes the record an Invalid Record (USE-7), and every fault is named.
 * Quantities are numbers or, as in files, plain decimals as text; a cost that is left out or blank is none.
 */
export function readUsage(values: Readonly<Record<keyof UsageMeasure, unknown>>): Result<UsageMeasure> {
  const start = parseInstant(values.start, 'start');
  const quantity = readQuantity(values.quantity);
  const cost = readCost(values.cost);
  if (start.ok && quantity.ok && cost.ok)
    return ok({ start: start.value, quantity: quantity.value, cost: cost.value });
  return no(...[start, quantity, cost].flatMap((read) => (read.ok ? [] : read.faults)));
}

function readQuantity(value: unknown): Result<number> {
  const quantity = typeof value === 'string' && DECIMAL.test(value) ? Number(value) : value;
  if (typeof quantity !== 'number' || Number.isNaN(quantity))
    return refuse('unreadable_quantity', `${shown(value)} is not a quantity: write a number.`);
  if (quantity <= 0)
    return refuse('quantity_not_positive', `A quantity is more than zero, not ${shown(value)}.`);
  if (quantity > LARGEST_QUANTITY)
    return refuse('quantity_too_large', `No record has a quantity above ${LARGEST_QUANTITY}.`);
  return ok(quantity);
}

const refuse = (code: string, message: string) => no(fault(code, message, 'quantity'));

function readCost(value: unknown): Result<PriceE8 | null> {
  if (value === undefined || value === null || value === '') return ok(null);
  if (typeof value === 'string' && value.length <= 40) return parsePrice(value, 'cost');
  return no(
    fault('invalid_price', `${shown(value)} is not a cost: write a decimal string like "0.0375".`, 'cost'),
  );
}
