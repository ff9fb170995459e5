/** How lines are kept: kinds as numbers, the reasons for an amount as compact JSON, null for the most frequent (BILL-12). */
import type { LineFacts } from '#app/ports/ledger.ts';
import type { UsageBasis, UsageCorrection } from '#core/billing/bill-usage.ts';
import {
  CARDLINE_KINDS,
  type CardlineKind,
  type ChargeKind,
  chargeOf,
  type DayPart,
  type LineBasis,
} from '#core/billing/terms.ts';
import type { PlainDate } from '#core/calendar.ts';
import { type Cents, cents, type TaxRate } from '#core/money.ts';
import { invariant } from '#core/result.ts';

/** 1 setup_fee … 6 product; a credit is minus what it takes back. */
export function kindNumber(kind: CardlineKind, credits: ChargeKind | null): number {
  const number = CARDLINE_KINDS.indexOf(chargeOf({ kind, credits })) + 1;
  return kind === 'credit' ? -number : number;
}

export function kindOfNumber(number: number): { kind: CardlineKind; credits: ChargeKind | null } {
  const kind = CARDLINE_KINDS[Math.abs(number) - 1];
  invariant(kind !== undefined && kind !== 'credit', `kind ${number} is known`);
  return number < 0 ? { kind: 'credit', credits: kind } : { kind, credits: null };
}

type BasisCell = readonly [
  rule: LineBasis['rule'],
  wholes: number,
  parts: readonly (readonly [days: number, ofDays: number])[],
  charged?: number | null,
  usage?: UsageCell | null,
  contract?: readonly [contractType: string, pool: string, until: PlainDate],
];

type UsageCell = readonly [
  records: number,
  quantity: number,
  unit: string | null,
  allowance: number,
  charge: string,
  usageType: string,
  before?: readonly [charge: string, amount: Cents] | null,
  corrections?: readonly UsageCorrection[],
];

/** Without its fee, which has a column of its own. */
export function basisCell({ rule, wholes, parts, charged, usage, contract }: LineBasis): string | null {
  if (contract !== undefined) {
    const { contractType, pool, until } = contract;
    return JSON.stringify([rule, wholes, [], charged, null, [contractType, pool, until]] satisfies BasisCell);
  }
  if (usage !== undefined) {
    return JSON.stringify([rule, wholes, [], null, usageCell(usage)] satisfies BasisCell);
  }
  if (rule === 'whole' && wholes === 1 && parts.length === 0 && charged === null) return null;
  const days = parts.map(({ days, ofDays }) => [days, ofDays] as const);
  const cell: BasisCell = charged === null ? [rule, wholes, days] : [rule, wholes, days, charged];
  return JSON.stringify(cell);
}

function usageCell({ before, corrections, ...usage }: UsageBasis): UsageCell {
  const { records, quantity, unit, allowance, charge, usageType } = usage;
  const cell = [records, quantity, unit, allowance, charge, usageType] as const;
  if (before === undefined && corrections === undefined) return cell;
  const charged = before === undefined ? null : ([before.charge, before.amount] as const);
  return corrections === undefined ? [...cell, charged] : [...cell, charged, corrections];
}

function basisOfCell(cell: string | null, fee: Cents): LineBasis {
  if (cell === null) return { fee, wholes: 1, parts: [], charged: null, rule: 'whole' };
  const [rule, wholes, parts, charged, usage, contract] = JSON.parse(cell) as BasisCell;
  return {
    fee,
    wholes,
    parts: parts.map(([days, ofDays]): DayPart => ({ days, ofDays })),
    charged: charged === undefined || charged === null ? null : cents(charged),
    rule,
    ...(usage === undefined || usage === null ? {} : { usage: usageOf(usage) }),
    ...(contract === undefined
      ? {}
      : { contract: { contractType: contract[0], pool: contract[1], until: contract[2] } }),
  };
}

const usageOf = ([
  records,
  quantity,
  unit,
  allowance,
  charge,
  usageType,
  before,
  corrections,
]: UsageCell): UsageBasis => ({
  usageType,
  records,
  quantity,
  unit,
  allowance,
  charge,
  ...(before === undefined || before === null
    ? {}
    : { before: { charge: before[0], amount: cents(before[1]) } }),
  ...(corrections === undefined ? {} : { corrections }),
});

/** What a cardline `c` says of itself, as one cell. */
export const LINE = `json_array(c.id, c.subscription_id, c.kind, c.revision, c.period_start, c."from", c."to", c.generated_on,
  c.amount, c.tax, c.tax_rate, c.fee, c.basis, c.catalogue_version)`;

export type LineCells = readonly [
  id: number,
  subscriptionId: number | null,
  kind: number,
  revision: number,
  periodStart: PlainDate,
  from: PlainDate,
  to: PlainDate,
  generatedOn: PlainDate,
  amount: Cents,
  tax: Cents,
  taxRate: TaxRate,
  fee: Cents,
  basis: string | null,
  catalogueVersion: number,
];

export const toLine = ([
  id,
  subscriptionId,
  kind,
  revision,
  periodStart,
  from,
  to,
  generatedOn,
  amount,
  tax,
  taxRate,
  fee,
  basis,
  catalogueVersion,
]: LineCells): LineFacts & { readonly id: number } => ({
  id,
  subscriptionId,
  ...kindOfNumber(kind),
  revision,
  periodStart,
  from,
  to,
  generatedOn,
  amount,
  tax,
  taxRate,
  basis: basisOfCell(basis, fee),
  catalogueVersion,
});
