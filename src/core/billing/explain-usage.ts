/** What a usage line says of itself (BILL-12): how much of what, what was included, and how the sum was rounded. */
import { addDays, type PlainDate, spokenDate } from '../calendar.ts';
import { formatCents, formatPercent, formatScaled } from '../money.ts';
import { counted, grouped } from '../words.ts';
import type { Explanation } from './explain.ts';
import type { DraftLine } from './terms.ts';

export function explainUsage(
  line: Pick<DraftLine, 'from' | 'to' | 'amount' | 'tax' | 'taxRate' | 'basis' | 'revision'>,
  generatedOn: PlainDate,
): Explanation | null {
  const { usage, fee } = line.basis;
  if (usage === undefined) return null;
  const quantity = usage.unit === null ? '' : ` of ${quantityText(usage.quantity, usage.unit)}`;
  const included =
    usage.allowance > 0
      ? [`${quantityText(usage.allowance)} of what the plan includes is used up by it (USE-7).`]
      : [];
  const exact = formatScaled(BigInt(usage.charge), 8).replace(/0{1,6}$/, '');
  const rounded =
    formatCents(line.amount) === exact ? exact : `${exact}, rounded half up to ${formatCents(line.amount)}`;
  const further =
    line.revision > 0
      ? ['It was rated after the period had been charged, so it is a further line of it.']
      : [];
  const tax =
    line.taxRate === 0 ? 'No tax.' : `Tax at ${formatPercent(line.taxRate)} %: ${formatCents(line.tax)}.`;
  return {
    rules: ['BILL-5', 'USE-5', ...(included.length > 0 ? ['USE-7'] : [])],
    text: [
      `${usage.usageType} of ${spokenDate(line.from)} – ${spokenDate(line.to)}: ${counted(usage.records, 'record')}${quantity}, charged one by one; together ${rounded}.`,
      ...included,
      ...further,
      tax,
      `Charged once the period was approved, by the run of ${spokenDate(generatedOn)}; approved by itself it is on ${spokenDate(addDays(line.to, 2))}, when what carriers send overnight is in.`,
    ].join(' '),
    days: null,
    ofDays: null,
    fee: formatCents(fee),
    wholePeriods: 0,
    parts: [],
  };
}

function quantityText(quantity: number, unit?: string): string {
  const [whole = '0', fraction = ''] = quantity.toFixed(6).split('.');
  const rest = fraction.replace(/0+$/, '');
  const text = rest === '' ? grouped(whole) : `${grouped(whole)}.${rest}`;
  return unit === undefined ? text : `${text} ${unit}${quantity === 1 || unit.length < 3 ? '' : 's'}`;
}
