/**
 * A usage record as a carrier sent it. Whatever cannot be told apart from another (no supplier, no id) is rejected, since it could not
 * be taken once (USE-4); whatever else is wrong makes it an Invalid Record, which waits in quarantine (USE-7).
 */
import { isObject, shown } from '../json-fields.ts';
import { readUsage, type UsageMeasure } from '../rating/usage-record.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';

export interface SentRecord {
  readonly supplier: string;
  /** The supplier's own id of the record. */
  readonly recordId: string;
  /** What the carrier calls the service: a number, a circuit. */
  readonly service: string | null;
  readonly tariffKey: string | null;
  /** What was measured, or every reason why the record is invalid. */
  readonly measure: Result<UsageMeasure>;
  /** What else the carrier says, as JSON; null: nothing. */
  readonly details: string | null;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** The longest record that is kept, as JSON. */
export const LONGEST_RECORD = 4_000;
const LONGEST = { supplier: 80, recordId: 200, service: 200, tariffKey: 100 } as const;

const FIELDS = ['supplier', 'recordId', 'service', 'tariffKey', 'start', 'quantity', 'cost'] as const;
type Field = (typeof FIELDS)[number];

/** Headings and names as carriers write them; how they are spelt does not matter. */
const FIELD_OF: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['supplier', 'supplier'],
  ['recordid', 'recordId'],
  ['id', 'recordId'],
  ['service', 'service'],
  ['tariffkey', 'tariffKey'],
  ['start', 'start'],
  ['quantity', 'quantity'],
  ['cost', 'cost'],
  ['carriercost', 'cost'],
]);

const known = new Map<string, Field | null>();

/** The field that a heading (`Record Id`, `recordId`) stands for; null: one of the carrier's own. */
export function fieldOf(heading: string): Field | null {
  let field = known.get(heading);
  if (field === undefined) {
    field = FIELD_OF.get(heading.toLowerCase().replace(/[^a-z]/g, '')) ?? null;
    // Headings are few; whoever sends ever new ones does not fill the memory.
    if (known.size < 1_000) known.set(heading, field);
  }
  return field;
}

/** @param supplier of all records that do not say which; null: each has to */
export function readRecord(raw: unknown, supplier: string | null): Result<SentRecord> {
  if (!isObject(raw))
    return no(fault('not_a_record', `${shown(raw)} is not a record: send an object with its fields.`));
  const values: { [F in Field]?: unknown } = {};
  const further: [string, unknown][] = [];
  for (const heading of Object.keys(raw)) {
    const value = raw[heading];
    const field = fieldOf(heading);
    if (field !== null) values[field] ??= value;
    else if (value !== null && value !== '') further.push([heading, value]);
  }
  const from = textOf(values.supplier, LONGEST.supplier) ?? textOf(supplier, LONGEST.supplier);
  const recordId = textOf(values.recordId, LONGEST.recordId);
  const faults: Fault[] = [
    ...(from === null ? [missing('supplier', 'Supplier', LONGEST.supplier)] : []),
    ...(recordId === null ? [missing('recordId', 'Record Id', LONGEST.recordId)] : []),
  ];
  const details = further.length === 0 ? null : JSON.stringify(Object.fromEntries(further));
  if (details !== null && details.length > LONGEST_RECORD)
    faults.push(
      fault('record_too_long', `A record is kept up to ${LONGEST_RECORD} characters: send less of it.`),
    );
  if (from === null || recordId === null || faults.length > 0) return no(...faults);
  const service = textOf(values.service, LONGEST.service);
  const tariffKey = textOf(values.tariffKey, LONGEST.tariffKey);
  const measure = readUsage({ start: values.start, quantity: values.quantity, cost: values.cost });
  return ok({
    supplier: from,
    recordId,
    service,
    tariffKey,
    measure: service !== null && tariffKey !== null ? measure : withMissing(measure, { service, tariffKey }),
    details,
    raw: values.supplier === from ? raw : { ...raw, supplier: from },
  });
}

function withMissing(
  measure: Result<UsageMeasure>,
  { service, tariffKey }: Pick<SentRecord, 'service' | 'tariffKey'>,
): Result<UsageMeasure> {
  return no(
    ...(service === null ? [missing('service', 'Service', LONGEST.service)] : []),
    ...(tariffKey === null ? [missing('tariffKey', 'Tariff Key', LONGEST.tariffKey)] : []),
    ...(measure.ok ? [] : measure.faults),
  );
}

const missing = (path: Field, what: string, most: number): Fault =>
  fault('missing_field', `The record has no ${what} of 1 to ${most} characters.`, path);

/** Text, or a whole number as text; null where there is none. */
function textOf(value: unknown, most: number): string | null {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  return text === '' || text.length > most ? null : text;
}
