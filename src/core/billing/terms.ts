/**
 * What billing knows: the settings of a plan (CAT-1), one stretch of a subscription on one plan (a term), how far it has
 * been billed, and the lines that come of it. Plain data: a run reads these from the database in bulk, a simulation
 * makes them from the request, and both give them to the same functions.
 */
import type { Anchor, PlainDate } from '../calendar.ts';
import type { Cents, Rounding, TaxRate } from '../money.ts';
import { invariant } from '../result.ts';
import type { UsageBasis } from './bill-usage.ts';

export type BillAccessFeesIn = 'advance' | 'arrears';
export type PeriodApproval = 'automatic' | 'manual';

/** The kinds of cardline (INTERFACE: simulate billing). */
export const CARDLINE_KINDS = [
  'setup_fee',
  'access_fee',
  'feature_fee',
  'bolt_on_fee',
  'usage',
  'product',
  'credit',
] as const;
export type CardlineKind = (typeof CARDLINE_KINDS)[number];
/** What a credit can take back. */
export type ChargeKind = Exclude<CardlineKind, 'credit'>;

/** What a line charges or, where it is a credit, takes back. */
export function chargeOf({
  kind,
  credits,
}: {
  readonly kind: CardlineKind;
  readonly credits: ChargeKind | null;
}): ChargeKind {
  const charge = kind === 'credit' ? credits : kind;
  invariant(charge !== null, 'a credit says what it takes back');
  return charge;
}

/** The settings of a package plan that billing reads. */
export interface BillingPlan {
  readonly code: string;
  /** L, 1 to 36 */
  readonly periodLengthMonths: number;
  /** P, 1 to 36: how many periods are billed at once (BILL-2) */
  readonly periodsInAdvance: number;
  /** M, 0 to 36: how long before its start a period falls due (BILL-1) */
  readonly billMonthsInAdvance: number;
  readonly billAccessFeesIn: BillAccessFeesIn;
  readonly proRata: boolean;
  readonly alignToInvoicePeriod: boolean;
  readonly honourFirstPeriodEnd: boolean;
  readonly disableMigrationsDuringPeriod: boolean;
  readonly subscriptionOverridesEnabled: boolean;
  /** null: empty; what that means, the tick decides (FEE-3) */
  readonly setupFee: Cents | null;
  readonly setupFeeOverride: boolean;
  readonly accessFee: Cents | null;
  readonly accessFeeOverride: boolean;
  readonly taxRate: TaxRate;
}

/** When an account is invoiced (PER-3): what aligned periods are laid on. */
export interface InvoiceTerms {
  /** 1 to 31; in a shorter month the last day */
  readonly invoiceDay: number;
  /** 1 to 36 */
  readonly invoicePeriodMonths: number;
  /** A boundary that invoice periods are counted from; null: see PER-3. */
  readonly invoiceAnchor: PlainDate | null;
}

/**
 * One active service of a subscription, with the fees of its service plan. `key` tells services apart within the subscription.
 * What is not active yet is none.
 */
export interface BillingService {
  readonly key: number;
  readonly code: string;
  readonly setupFee: Cents | null;
  readonly accessFee: Cents | null;
  readonly taxRate: TaxRate;
  /** Its activation date, where that lies after the start of the term; null: it is there from the start (PROV-2). */
  readonly from: PlainDate | null;
  /** The features of its plan and its bolt-ons; left out: none. */
  readonly extras?: readonly ServiceExtra[];
}

/** Days from a first one up to another, which is none of them any more; null: on and on. */
export interface Stretch {
  readonly from: PlainDate;
  readonly until: PlainDate | null;
}

/** A product that is charged with a service: a feature of its plan, or a bolt-on of its own (CAT-7, CAT-8). */
export interface ServiceExtra {
  readonly kind: 'feature_fee' | 'bolt_on_fee';
  /** Tells it from the other extras of the service: the item of the feature's product, or of the bolt-on. */
  readonly item: number;
  readonly code: string;
  /** Charged each period; otherwise once. */
  readonly recurring: boolean;
  /** Its fees by the day from which each is in force, the earliest first (decision 87). */
  readonly prices: readonly DatedPrice[];
  readonly taxRate: TaxRate;
  /** The days on which a bolt-on is there, in order; null: as long as the service is. */
  readonly stretches: readonly Stretch[] | null;
}

/** A bolt-on in force on a service. */
export interface BoltOnInForce {
  /** Of the catalogue. */
  readonly item: number;
  /** See `ServiceExtra`. */
  readonly recurring: boolean;
  /** In order, none over another; empty: it has been taken back. */
  readonly stretches: readonly Stretch[];
}

export interface DatedPrice {
  readonly effectiveFrom: PlainDate;
  readonly fee: Cents;
}

/** An access fee that the subscription carries for the periods that begin on these days (FEE-4, decision 87). */
export interface DatedFee {
  readonly from: PlainDate;
  /** The last day; null: on and on. */
  readonly to: PlainDate | null;
  /** null: the plan's own fee */
  readonly fee: Cents | null;
}

/** Where the periods of a term lie (PER-1, PER-2): B(0) = start, B(k) = boundary(anchor, (k − 1) × L) for k ≥ 1. */
export interface PeriodGrid {
  readonly start: PlainDate;
  /** B(1) and the day of the month that every later boundary keeps */
  readonly anchor: Anchor;
  readonly lengthMonths: number;
}

/** One stretch of a subscription on one plan, from its start to its end. */
export interface Term {
  readonly grid: PeriodGrid;
  /** The day from which the term is known: what was due earlier is billed by the first run on or after it (BILL-1). */
  readonly knownFrom: PlainDate;
  /** False for the new plan of a migration (BILL-9). */
  readonly chargesSetup: boolean;
  /** The subscription's own access fee (FEE-4). */
  readonly accessFeeOverride: Cents | null;
  /** What it carries in place of that for a time, in the order in which it was entered: the last that fits counts. */
  readonly datedFees: readonly DatedFee[];
  /** The first day without service, as known on the run's day; null: no end is known. One that is withdrawn is none again. */
  readonly end: PlainDate | null;
  /** The stretches without billing that are known on the run's day, in order, none touching another (decision 87). */
  readonly pauses: readonly Pause[];
}

/** Something came before it: it ends where it would have started. */
export const isForestalled = ({ end, grid }: Pick<Term, 'end' | 'grid'>): boolean =>
  end !== null && end <= grid.start;

/** The term that is in force on a day, of terms by their starts: before the first one that one, after the last the last with service. */
export function inForceOn<T extends { readonly term: Term }>(
  terms: readonly T[],
  day: PlainDate,
): T | undefined {
  const served = terms.filter(({ term }) => !isForestalled(term));
  const candidates = served.length > 0 ? served : terms;
  return candidates.findLast(({ term }) => term.grid.start <= day) ?? candidates[0];
}

/** Days that are not billed because the subscription is suspended (decision 87); until null: until it is resumed. */
export type Pause = Stretch;

/** How far a term has been billed. Advances only; a run that finds nothing due changes nothing (BILL-10). */
export interface TermProgress {
  /** The number k of the first period that has not fallen due yet; every one before it is billed or `waiting`. */
  readonly nextPeriod: number;
  /**
   * In arrears: the periods before `nextPeriod` that fell due and wait for their approval, in order (BILL-4). People
   * approve in any order, so a later period may be billed while an earlier one waits. Otherwise empty.
   */
  readonly waiting: readonly number[];
  readonly setupBilled: boolean;
  /** Services that became active after the package and are not billed yet: the first run that knows of one takes it up. */
  readonly joining: readonly JoiningService[];
  /** Bolt-ons that came, moved or ended and are not settled yet: the first run that knows of one brings its lines to that. */
  readonly changedBoltOns: readonly ChangedBoltOn[];
  /** The end for which lines have been corrected; differs from the term's end when a change is still to be settled. */
  readonly settledEnd: PlainDate | null;
  /** The pauses for which lines have been corrected. */
  readonly settledPauses: readonly Pause[];
}

export interface JoiningService {
  readonly serviceKey: number;
  /** The day on which its activation was entered: known from then on, as a term is. */
  readonly knownFrom: PlainDate;
}

export interface ChangedBoltOn {
  readonly serviceKey: number;
  readonly item: number;
  /** The day on which it was entered: known from then on. */
  readonly knownFrom: PlainDate;
  /** The days by which its lines so far were made; empty: it is new. */
  readonly settled: readonly Stretch[];
}

export const UNBILLED: TermProgress = {
  nextPeriod: 0,
  waiting: [],
  setupBilled: false,
  joining: [],
  changedBoltOns: [],
  settledEnd: null,
  settledPauses: [],
};

/** How parts may be rounded (BILL-7). */
export const BILLING_ROUNDINGS = ['half_up', 'up'] as const satisfies readonly Rounding[];
export type BillingRounding = (typeof BILLING_ROUNDINGS)[number];

/** How the provider bills: rounding of parts (BILL-7) and period approval (BILL-5). */
export interface BillingRules {
  readonly rounding: BillingRounding;
  readonly periodApproval: PeriodApproval;
}

/** A line that a run makes. Its identity within the term is (serviceKey, item, kind and what it credits, periodStart, revision). */
export interface DraftLine {
  readonly kind: CardlineKind;
  /** For a credit: the kind of the line that it takes back; otherwise null. */
  readonly credits: ChargeKind | null;
  /** null: a package-level fee */
  readonly serviceKey: number | null;
  /** Of a feature or bolt-on: see `ServiceExtra`; null: the line is for none. */
  readonly item: number | null;
  /** B(k) of the term's period, also where the line covers only a part of it; of a bolt-on that is charged once, its day. */
  readonly periodStart: PlainDate;
  /** 0 for a charge; 1, 2 … for the first, second … correction of the same line: a credit, or what is charged again. */
  readonly revision: number;
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** Ex tax; negative for a credit. */
  readonly amount: Cents;
  readonly tax: Cents;
  readonly taxRate: TaxRate;
  readonly basis: LineBasis;
}

/** So many days of a whole period of L months. */
export interface DayPart {
  readonly days: number;
  readonly ofDays: number;
}

/**
 * Why a line has its amount: the fee and the parts of it that were charged, enough to rebuild the whole explanation
 * (BILL-12) without storing a text for each line. A part is `days` of `ofDays` of the fee.
 */
export interface LineBasis {
  readonly fee: Cents;
  /** Whole fees charged; for a credit: in what stays charged */
  readonly wholes: number;
  /** A leading and a trailing one at most, and one for each whole period that was suspended for a while. */
  readonly parts: readonly DayPart[];
  /** For a correction: what was charged before, net of earlier corrections. */
  readonly charged: Cents | null;
  /** Which of the rules of BILL-6/7 gave the amount; `charged_again`: an end or a suspension was taken back (BILL-8, decision 87). */
  readonly rule:
    | 'setup'
    | 'whole'
    | 'by_day'
    | 'full_fee'
    | 'credit_part'
    | 'credit_whole'
    | 'charged_again'
    | 'usage'
    | 'break_out';
  /** Of a usage line alone (BILL-5). */
  readonly usage?: UsageBasis;
  /** Of a break-out fee alone (CON-1). */
  readonly contract?: ContractBasis;
}

/** The contract that a break-out fee is for. */
export interface ContractBasis {
  readonly contractType: string;
  readonly pool: string;
  /** The first day after its term. */
  readonly until: PlainDate;
}

/** A line as the ledger holds it, for correcting it: the charge with the corrections made of it already. */
export interface BilledLine {
  readonly kind: ChargeKind;
  readonly serviceKey: number | null;
  readonly item: number | null;
  readonly periodStart: PlainDate;
  /** Later than the period's start where a service joined in the middle of it. */
  readonly from: PlainDate;
  readonly to: PlainDate;
  /** What was charged, net of the corrections made so far. */
  readonly netAmount: Cents;
  readonly netTax: Cents;
  readonly taxRate: TaxRate;
  readonly fee: Cents;
  /** Whether it is charged once, such as a setup fee, and not for a period. */
  readonly once: boolean;
  /** Corrections made so far */
  readonly revisions: number;
}
