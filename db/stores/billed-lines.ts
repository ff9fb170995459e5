/** What the ledger holds of periods that a billing run looks back at: charges net of the credits made of them. */
import type { PeriodOfTerm } from '#app/ports/billing.ts';
import { type BilledLine, CARDLINE_KINDS } from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '../database.ts';
import { kindOfNumber } from './cardline-rows.ts';

/** Kinds are kept as numbers: up to this one they are of periods or of setup, and may be corrected. */
const PERIOD_KINDS = CARDLINE_KINDS.indexOf('bolt_on_fee') + 1;

export async function readBilled(
  db: Database,
  periods: readonly PeriodOfTerm[],
): Promise<Map<number, BilledLine[]>> {
  const byTerm = new Map<number, BilledLine[]>();
  if (periods.length === 0) return byTerm;
  const cells = await db.readJson<BilledCells>(
    `select json_group_array(json_array(c.term_id, c.period_start, c.service_id, c.kind, c."from", c."to", c.amount, c.tax,
         c.tax_rate, c.fee, c.revision, c.item_id, c.basis like '["setup"%'))
       from json_each(?) wanted cross join cardline c
       where c.period_start = wanted.value ->> 1 and c.term_id = wanted.value ->> 0 and abs(c.kind) <= ${PERIOD_KINDS}`,
    [JSON.stringify(periods.map(({ termId, periodStart }) => [termId, periodStart]))],
  );
  for (const [termId, lines] of netOf(cells)) byTerm.set(termId, lines);
  return byTerm;
}

type BilledCells = readonly (readonly [
  termId: number,
  periodStart: PlainDate,
  serviceId: number,
  kind: number,
  from: PlainDate,
  to: PlainDate,
  amount: number,
  tax: number,
  taxRate: TaxRate,
  fee: Cents,
  revision: number,
  item: number,
  once: number | null,
])[];

/** Charges with their corrections, by term. */
function netOf(cells: BilledCells): Map<number, BilledLine[]> {
  const lines = new Map<string, { termId: number; line: BilledLine }>();
  const inOrder = [...cells].sort((a, b) => a[10] - b[10]);
  for (const [
    termId,
    periodStart,
    serviceId,
    number,
    from,
    to,
    amount,
    tax,
    taxRate,
    fee,
    revision,
    item,
    once,
  ] of inOrder) {
    const { kind, credits } = kindOfNumber(number);
    const charge = kind === 'credit' ? credits : kind;
    invariant(charge !== null, 'a credit says what it takes back');
    const key = `${termId}|${serviceId}|${item}|${charge}|${periodStart}`;
    const before = lines.get(key)?.line;
    lines.set(key, {
      termId,
      line: {
        kind: charge,
        serviceKey: serviceId === 0 ? null : serviceId,
        item: item === 0 ? null : item,
        periodStart,
        from: before?.from ?? from,
        to: before?.to ?? to,
        netAmount: cents((before?.netAmount ?? 0) + amount),
        netTax: cents((before?.netTax ?? 0) + tax),
        taxRate,
        fee,
        once: before?.once ?? once === 1,
        revisions: revision,
      },
    });
  }
  const byTerm = new Map<number, BilledLine[]>();
  for (const { termId, line } of lines.values()) push(byTerm, termId, line);
  return byTerm;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
