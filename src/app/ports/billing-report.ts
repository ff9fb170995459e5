/** The figures behind a run's report: who pays how much more than last time, what is earned on what, which lines stand out. */
import type { CardlineKind } from '#core/billing/terms.ts';
import type { Instant, PlainDate } from '#core/calendar.ts';
import type { Side } from '#core/catalogue/rows.ts';

/** What an account pays, or a plan brings, now and the last time; cents, ex tax. */
export interface Movement {
  /** Reference of the account, or code of the plan; null: lines of no plan. */
  readonly name: string | null;
  readonly before: number;
  readonly now: number;
}

/** What a service of a plan brings and costs in a run; cents, ex tax. Costs stand with the sell plan that they are for. */
export interface MarginShare {
  /** null: lines of no plan, such as products bought. */
  readonly plan: string | null;
  /** null: lines of the package as a whole. */
  readonly service: string | null;
  readonly sell: number;
  readonly buy: number;
}

/** A line over the amount from which the report names lines. */
export interface LargeLine {
  readonly account: string;
  readonly packagePlan: string | null;
  readonly kind: CardlineKind;
  readonly side: Side;
  readonly from: PlainDate;
  readonly to: PlainDate;
  readonly amount: number;
}

/** Worked out once, after the run has ended, and kept: later runs do not change what a report said. */
export interface RunFigures {
  readonly madeAt: Instant;
  /** The last day alike that was billed; null: there is none yet, and nothing moved against it. */
  readonly comparedWith: PlainDate | null;
  /** Of customers, the largest first, so many at most. */
  readonly accounts: readonly Movement[];
  readonly plans: readonly Movement[];
  readonly margin: readonly MarginShare[];
  readonly large: { readonly above: number; readonly count: number; readonly lines: readonly LargeLine[] };
  /** What the run could not bill: periods that wait for their approval, subscriptions that are suspended on its day. */
  readonly waitingPeriods: number;
  readonly suspended: number;
}

/** What lines of a term and service come to: a preview's, which are in no table. */
export interface TermShare {
  readonly termId: number;
  /** 0: of the package as a whole */
  readonly serviceId: number;
  readonly amount: number;
}

export interface ShareSum {
  readonly plan: string | null;
  readonly service: string | null;
  readonly side: Side;
  readonly amount: number;
}

/** By the account's key: what its lines of a preview come to. */
export type AccountSums = ReadonlyMap<number, number>;

export interface BillingReportStore {
  find(providerId: number, runId: number): Promise<RunFigures | null>;
  /** The first that is kept stays. */
  save(providerId: number, runId: number, figures: RunFigures): Promise<void>;
  /** The commits that billed anything of these days, before a run. */
  commitsOf(
    providerId: number,
    days: readonly PlainDate[],
    beforeRun: number,
  ): Promise<readonly { readonly id: number; readonly asOf: PlainDate }[]>;
  sharesOfRuns(providerId: number, runIds: readonly number[]): Promise<readonly ShareSum[]>;
  /** The same of a preview's lines, and what each account's sell lines come to. */
  sharesOfTerms(
    providerId: number,
    terms: readonly TermShare[],
  ): Promise<{ readonly shares: readonly ShareSum[]; readonly accounts: AccountSums }>;
  /** Of customers: the sums of some runs and of a preview's lines beside those of other runs, the largest difference first. */
  accountMovements(
    providerId: number,
    sums: {
      readonly runs: readonly number[];
      readonly previewed: AccountSums;
      readonly before: readonly number[];
    },
    limit: number,
  ): Promise<readonly Movement[]>;
  /** Of at least this amount either way, the largest first. */
  largeLines(
    providerId: number,
    runId: number,
    above: number,
    limit: number,
  ): Promise<{ readonly count: number; readonly lines: readonly LargeLine[] }>;
  /** Periods that fell due and wait for somebody's approval. */
  waitingPeriods(providerId: number): Promise<number>;
  suspendedOn(providerId: number, day: PlainDate): Promise<number>;
}
