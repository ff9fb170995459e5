/**
 * The report of a run: what moved most against the last day alike, what is earned on each plan and service, which lines stand
 * out, and what was left out and why. Of a preview it is made from the lines that the preview showed (BILL-11).
 */
import { addMonths } from '#core/calendar.ts';
import { type Cents, cents } from '#core/money.ts';
import { conflict, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import { type BillingRun, isUnderWay } from '../ports/billing.ts';
import type {
  BillingReportStore,
  LargeLine,
  MarginShare,
  Movement,
  RunFigures,
  ShareSum,
} from '../ports/billing-report.ts';
import type { LedgerStore } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { linesOfPlan, type PlannedLine, planAgain, previewMoved } from './list-run-cardlines.ts';
import { makeReadBillingRun } from './read-billing-run.ts';
import type { BillingPorts } from './services.ts';

export interface RunReport {
  readonly run: BillingRun;
  readonly figures: RunFigures;
}

/** Accounts, plans and lines that a report names at most. */
export const MOST_NAMED = 20;
/** Months back in which a day alike is looked for. */
const MONTHS_BACK = 12;

type ReportPorts = Pick<
  BillingPorts,
  'runs' | 'chunks' | 'catalogue' | 'secrets' | 'ledger' | 'reports' | 'chunkSize' | 'clock' | 'log'
>;

/** Made when it is first asked for after the run has ended, and kept: it says the same from then on. */
export const makeReadRunReport = (ports: ReportPorts) => {
  const { runs, reports, clock } = ports;
  const readRun = makeReadBillingRun(ports);

  return async (actor: Actor, runId: number): Promise<Result<RunReport>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await readRun(actor, runId);
    if (!found.ok) return found;
    const run = found.value;
    if (isUnderWay(run))
      return conflict('run_not_done', 'The run is under way: its report is made once it has ended.');
    const kept = await reports.find(actor.providerId, runId);
    if (kept !== null) return ok({ run, figures: kept });
    const figures = await makeFigures(actor, run);
    if (!figures.ok) return figures;
    await reports.save(actor.providerId, runId, figures.value);
    return ok({ run, figures: figures.value });
  };

  async function makeFigures(actor: Actor, run: BillingRun): Promise<Result<RunFigures>> {
    const { providerId } = actor;
    const { rules, reportLineAbove: above } = await runs.settings(providerId);
    const billed = isPreview(run)
      ? await sumsOfPreview(ports, actor, run, above)
      : ok(await sumsOfCommit(reports, providerId, run.id, above));
    if (!billed.ok) return billed;
    const { before, sameDay, comparedWith } = await comparedRuns(reports, providerId, run);
    const now = [...sameDay, ...(isPreview(run) ? [] : [run.id])];
    const { shares, previewed, large } = billed.value;
    return ok({
      madeAt: clock.now(),
      comparedWith,
      accounts:
        comparedWith === null
          ? []
          : await reports.accountMovements(providerId, { runs: now, previewed, before }, MOST_NAMED),
      plans:
        comparedWith === null
          ? []
          : planMovements(
              [...shares, ...(await reports.sharesOfRuns(providerId, sameDay))],
              await reports.sharesOfRuns(providerId, before),
            ),
      margin: marginOf(shares),
      large: { above, ...large },
      waitingPeriods: rules.periodApproval === 'manual' ? await reports.waitingPeriods(providerId) : 0,
      suspended: await reports.suspendedOn(providerId, run.asOf),
    });
  }
};

/** A run without lines of its own in the ledger: a preview, or a commit that was refused and is one now. */
export const isPreview = ({ mode, status }: Pick<BillingRun, 'mode' | 'status'>): boolean =>
  mode === 'preview' || status === 'stale';

interface Sums {
  readonly shares: readonly ShareSum[];
  /** By account; empty of a commit, whose lines are in the ledger. */
  readonly previewed: ReadonlyMap<number, number>;
  readonly large: { readonly count: number; readonly lines: readonly LargeLine[] };
}

async function sumsOfCommit(
  reports: BillingReportStore,
  providerId: number,
  runId: number,
  above: number,
): Promise<Sums> {
  return {
    shares: await reports.sharesOfRuns(providerId, [runId]),
    previewed: new Map(),
    large: await reports.largeLines(providerId, runId, above, MOST_NAMED),
  };
}

/** The preview's chunks, worked out again one by one, each held against its hash. */
async function sumsOfPreview(
  ports: ReportPorts,
  actor: Actor,
  run: BillingRun,
  above: number,
): Promise<Result<Sums>> {
  const shares: ShareSum[] = [];
  const previewed = new Map<number, number>();
  const large = openLarge(above);
  for (const [index, { lines }] of run.trail.entries()) {
    if (lines === 0) continue;
    const planned = await planAgain(ports, actor, run, index);
    if (planned === null) return previewMoved();
    const ofChunk = linesOfPlan(planned);
    const sums = await ports.reports.sharesOfTerms(
      actor.providerId,
      ofChunk.map(({ termId, serviceId, line }) => ({
        termId,
        serviceId: serviceId ?? 0,
        amount: line.amount,
      })),
    );
    shares.push(...sums.shares);
    for (const [account, amount] of sums.accounts)
      previewed.set(account, (previewed.get(account) ?? 0) + amount);
    large.add(ofChunk);
  }
  return ok({ shares, previewed, large: await large.named(ports.ledger) });
}

/** Keeps the largest of many lines. */
function openLarge(above: number) {
  let count = 0;
  let kept: PlannedLine[] = [];
  return {
    add(lines: readonly PlannedLine[]): void {
      const over = lines.filter(({ line }) => Math.abs(line.amount) >= above);
      count += over.length;
      kept = [...kept, ...over]
        .sort((a, b) => Math.abs(b.line.amount) - Math.abs(a.line.amount))
        .slice(0, MOST_NAMED);
    },
    async named(ledger: LedgerStore): Promise<Sums['large']> {
      const { terms } = await ledger.labels(
        kept.map(({ termId }) => termId),
        [],
        [],
      );
      const lines = kept.flatMap(({ termId, line: { kind, from, to, amount } }) => {
        const term = terms.get(termId);
        return term === undefined
          ? []
          : [
              {
                account: term.account,
                packagePlan: term.packagePlan,
                side: term.side,
                kind,
                from,
                to,
                amount,
              },
            ];
      });
      return { count, lines };
    },
  };
}

/**
 * The runs that a run is held against: all that billed the last day alike, which is the same day of an earlier month (the last
 * one of a shorter month). What earlier runs billed of its own day counts as its own.
 */
async function comparedRuns(reports: BillingReportStore, providerId: number, run: BillingRun) {
  const daysAlike = Array.from({ length: MONTHS_BACK }, (_, at) => addMonths(run.asOf, -1 - at));
  const commits = await reports.commitsOf(providerId, [run.asOf, ...daysAlike], run.id);
  const idsOf = (day: string | null) => commits.filter(({ asOf }) => asOf === day).map(({ id }) => id);
  const comparedWith = daysAlike.find((day) => commits.some(({ asOf }) => asOf === day)) ?? null;
  return { comparedWith, before: idsOf(comparedWith), sameDay: idsOf(run.asOf) };
}

/** Of what customers pay: the plans whose sums differ, the largest difference first. */
function planMovements(now: readonly ShareSum[], before: readonly ShareSum[]): Movement[] {
  const sums = new Map<string | null, { before: number; now: number }>();
  const add = (shares: readonly ShareSum[], when: 'before' | 'now') => {
    for (const { plan, side, amount } of shares) {
      if (side !== 'sell') continue;
      const sum = sums.get(plan) ?? { before: 0, now: 0 };
      sum[when] += amount;
      sums.set(plan, sum);
    }
  };
  add(now, 'now');
  add(before, 'before');
  return [...sums]
    .map(([name, sum]) => ({ name, ...sum }))
    .filter((one) => moveOf(one) !== 0)
    .sort((a, b) => Math.abs(moveOf(b)) - Math.abs(moveOf(a)) || order(a.name, b.name))
    .slice(0, MOST_NAMED);
}

export const moveOf = ({ before, now }: Movement): Cents => cents(now - before);

/** By plan and service, in their order. */
export function marginOf(shares: readonly ShareSum[]): MarginShare[] {
  const sums = new Map<string, { plan: string | null; service: string | null; sell: number; buy: number }>();
  for (const { plan, service, side, amount } of shares) {
    const key = JSON.stringify([plan, service]);
    const sum = sums.get(key) ?? { plan, service, sell: 0, buy: 0 };
    sum[side] += amount;
    sums.set(key, sum);
  }
  return [...sums.values()].sort((a, b) => order(a.plan, b.plan) || order(a.service, b.service));
}

/** Lines of no plan, or of the package as a whole, come first. */
const order = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? -1 : b === null ? 1 : a < b ? -1 : 1;

/** What is left of each share: what is earned less what it costs. */
export const marginIn = ({ sell, buy }: Pick<MarginShare, 'sell' | 'buy'>): Cents => cents(sell - buy);
