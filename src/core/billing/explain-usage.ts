/** What a usage line says of itself (BILL-12): how much of what, what was included, and how the sum was rounded. */
import { addDays, type PlainDate, spokenDate } from '../calendar.ts';
import { formatId } from '../ids.ts';
import { type Cents, cents, formatCents, formatScaled } from '../money.ts';
import { counted, grouped } from '../words.ts';
import type { UsageBasis, UsageCorrection } from './bill-usage.ts';
import type { Explanation } from './explain.ts';
import { sayTax } from './say-tax.ts';
import type { DraftLine } from './terms.ts';

export function explainUsage(
  line: Pick<DraftLine, 'kind' | 'from' | 'to' | 'amount' | 'tax' | 'taxRate' | 'basis' | 'revision'>,
  generatedOn: PlainDate,
): Explanation | null {
  const { usage, fee } = line.basis;
  if (usage === undefined) return null;
  const quantity = usage.unit === null ? '' : ` of ${quantityText(usage.quantity, usage.unit)}`;
  const included =
    usage.allowance > 0
      ? [`${quantityText(usage.allowance)} of what the plan includes is used up by it (USE-7).`]
      : [];
  const further =
    line.revision === 0
      ? []
      : [
          usage.corrections === undefined
            ? 'It was rated after the period had been charged, so it is a further line of it.'
            : 'The period had been charged before, so it is a further line of it.',
        ];
  return {
    rules: [
      'BILL-5',
      'USE-5',
      ...(included.length > 0 ? ['USE-7'] : []),
      ...(usage.corrections === undefined ? [] : ['USE-8']),
    ],
    text: [
      `${usage.usageType} of ${spokenDate(line.from)} – ${spokenDate(line.to)}: ${
        usage.records === 0
          ? 'charged anew'
          : `${counted(usage.records, 'record')}${quantity}, charged one by one`
      }; together ${sumOf(usage, line.amount)}.`,
      ...(usage.corrections ?? []).map(sayCorrection),
      ...included,
      ...further,
      sayTax(line),
      `Charged once the period was approved, by the run of ${spokenDate(generatedOn)}; approved by itself it is on ${spokenDate(addDays(line.to, 2))}, when what carriers send overnight is in.`,
    ].join(' '),
    days: null,
    ofDays: null,
    fee: formatCents(fee),
    wholePeriods: 0,
    parts: [],
  };
}

/** "0.13083333, rounded half up to 0.13", or with what earlier lines hold of it. */
function sumOf({ charge, before }: UsageBasis, amount: Cents): string {
  const exact = exactText(charge);
  if (before === undefined) return roundedText(exact, formatCents(amount));
  const whole = exactText(String(BigInt(before.charge) + BigInt(charge)));
  return `${exact}. With ${exactText(before.charge)} charged before that is ${roundedText(whole, formatCents(cents(before.amount + amount)))}, of which ${formatCents(before.amount)} is on earlier lines`;
}

const roundedText = (exact: string, amount: string): string =>
  exact === amount ? exact : `${exact}, rounded half up to ${amount}`;

const exactText = (charge: string): string => formatScaled(BigInt(charge), 8).replace(/0{1,6}$/, '');

/** "60 records of LOCAL that were charged 3.00 by the prices of version 1 come to 2.40 by those of version 2 (rer_1)." */
const sayCorrection = ({
  rerate,
  tariffKey,
  records,
  versionBefore,
  version,
  chargeBefore,
  charge,
}: UsageCorrection): string =>
  `${counted(records, 'record')} of ${tariffKey} that ${records === 1 ? 'was' : 'were'} charged ${exactText(chargeBefore)} by the prices of version ${versionBefore} ${records === 1 ? 'comes' : 'come'} to ${exactText(charge)} by those of version ${version} (${formatId('rerate', rerate)}).`;

function quantityText(quantity: number, unit?: string): string {
  const [whole = '0', fraction = ''] = quantity.toFixed(6).split('.');
  const rest = fraction.replace(/0+$/, '');
  const text = rest === '' ? grouped(whole) : `${grouped(whole)}.${rest}`;
  return unit === undefined ? text : `${text} ${unit}${quantity === 1 || unit.length < 3 ? '' : 's'}`;
}
