/**
 * BILL-5: what usage comes to once its period is approved: a line for each service and usage type of the period, of the sums that
 * rating kept. What is rated into a period after it was charged, or rated anew (USE-8), is a further line of it, which brings the whole
 * to what one line for all of it would have been: a charge, or a credit where that is less.
 */
import { dayBefore, earlier, later, type PlainDate } from '../calendar.ts';
import { type Cents, cents, roundFraction, type TaxRate, taxOn } from '../money.ts';
import { boundaryOf, periodNumberOn } from './period-grid.ts';
import type { DraftLine, Term } from './terms.ts';

/** What a service used of one usage type in a period and was not charged for yet. */
export interface UsageToBill {
  readonly serviceKey: number;
  readonly servicePlanId: number;
  /** The item of the usage type, and what it is called, such as Voice. */
  readonly item: number;
  readonly usageType: string;
  readonly periodStart: PlainDate;
  /** The service's activation date. */
  readonly serviceFrom: PlainDate;
  readonly records: number;
  /** null: of tariffs in several units. */
  readonly unit: string | null;
  readonly quantity: number;
  /** Included quantity used (USE-7). */
  readonly allowance: number;
  /** 1e-8 of the currency. */
  readonly charge: bigint;
  readonly before: ChargedBefore;
  /** What was charged before and is charged anew now. */
  readonly corrections: readonly UsageCorrection[];
}

/** Of the same service, usage type and period. */
export interface ChargedBefore {
  readonly lines: number;
  /** 1e-8; it need not be what the lines come to, since they are rounded. */
  readonly charge: bigint;
  readonly amount: Cents;
  readonly tax: Cents;
  /** null: no line, or lines with different ones. */
  readonly taxRate: TaxRate | null;
}

/** Records of a tariff that somebody had rated anew after they were charged (USE-8). */
export interface UsageCorrection {
  /** Key of the re-rating. */
  readonly rerate: number;
  readonly tariffKey: string;
  readonly records: number;
  /** Whose prices it was, and is. */
  readonly versionBefore: number;
  readonly version: number;
  /** 1e-8 */
  readonly chargeBefore: string;
  readonly charge: string;
}

/** Why a usage line has its amount (BILL-12). */
export interface UsageBasis {
  readonly usageType: string;
  readonly records: number;
  readonly quantity: number;
  readonly unit: string | null;
  readonly allowance: number;
  /** 1e-8 of the currency, before it was rounded to the cent. */
  readonly charge: string;
  /** What was charged before it, and is on earlier lines; left out: nothing. */
  readonly before?: { readonly charge: string; readonly amount: Cents };
  /** Left out: none. */
  readonly corrections?: readonly UsageCorrection[];
}

/** 1e-8 in a cent. */
const OF_CENT = 1_000_000n;

/**
 * The sum of all charges of the period so far is rounded once, half up, here, and what earlier lines hold is taken off, so that several
 * lines come to what one would have (BILL-10); what comes to nothing is no line (FEE-5).
 */
export function billUsage(
  usage: readonly UsageToBill[],
  { grid, end }: Pick<Term, 'grid' | 'end'>,
  taxRateOf: (servicePlanId: number) => TaxRate,
): DraftLine[] {
  return usage.flatMap((used): DraftLine[] => {
    const { before, corrections } = used;
    const whole = cents(roundFraction(before.charge + used.charge, OF_CENT, 'half_up'));
    const amount = cents(whole - before.amount);
    if (amount === 0) return [];
    const after = boundaryOf(grid, (periodNumberOn(grid, used.periodStart) ?? 0) + 1);
    const to = dayBefore(end !== null && end > used.periodStart ? earlier(end, after) : after);
    const taxRate = taxRateOf(used.servicePlanId);
    return [
      {
        kind: amount < 0 ? 'credit' : 'usage',
        credits: amount < 0 ? 'usage' : null,
        serviceKey: used.serviceKey,
        item: used.item,
        periodStart: used.periodStart,
        revision: before.lines,
        from: earlier(later(used.periodStart, used.serviceFrom), to),
        to,
        amount,
        tax: before.taxRate === taxRate ? cents(taxOn(whole, taxRate) - before.tax) : taxOn(amount, taxRate),
        taxRate,
        basis: {
          fee: amount,
          wholes: 0,
          parts: [],
          charged: null,
          rule: 'usage',
          usage: {
            usageType: used.usageType,
            records: used.records,
            quantity: used.quantity,
            unit: used.unit,
            allowance: used.allowance,
            charge: String(used.charge),
            ...(before.charge === 0n && before.amount === 0
              ? {}
              : { before: { charge: String(before.charge), amount: before.amount } }),
            ...(corrections.length === 0 ? {} : { corrections }),
          },
        },
      },
    ];
  });
}
