/**
 * BILL-5: what usage comes to once its period is approved: a line for each service and usage type of the period, of the sums that
 * rating kept. What is rated into a period after it was charged, by somebody who was at it when it closed, is a further line of it.
 */
import { dayBefore, earlier, later, type PlainDate } from '../calendar.ts';
import { cents, roundFraction, type TaxRate, taxOn } from '../money.ts';
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
  /** Lines of this usage that there are already. */
  readonly linesBefore: number;
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
}

/** 1e-8 in a cent. */
const OF_CENT = 1_000_000n;

/** The sum of the charges is rounded once, half up, here; what comes to nothing is no line (FEE-5). */
export function billUsage(
  usage: readonly UsageToBill[],
  { grid, end }: Pick<Term, 'grid' | 'end'>,
  taxRateOf: (servicePlanId: number) => TaxRate,
): DraftLine[] {
  return usage.flatMap((used): DraftLine[] => {
    const amount = cents(roundFraction(used.charge, OF_CENT, 'half_up'));
    if (amount === 0) return [];
    const after = boundaryOf(grid, (periodNumberOn(grid, used.periodStart) ?? 0) + 1);
    const to = dayBefore(end !== null && end > used.periodStart ? earlier(end, after) : after);
    const taxRate = taxRateOf(used.servicePlanId);
    return [
      {
        kind: 'usage',
        credits: null,
        serviceKey: used.serviceKey,
        item: used.item,
        periodStart: used.periodStart,
        revision: used.linesBefore,
        from: earlier(later(used.periodStart, used.serviceFrom), to),
        to,
        amount,
        tax: taxOn(amount, taxRate),
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
          },
        },
      },
    ];
  });
}
