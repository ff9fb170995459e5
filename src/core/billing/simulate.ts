/** A billing history in one call: the functions of the real run, on plan settings given in a request (BILL-11). */
import { dayBefore, type Period, type PlainDate } from '../calendar.ts';
import { cents, formatCents } from '../money.ts';
import { isUnsettled } from './credit-term.ts';
import { explainLine } from './explain.ts';
import { boundaryOf, periodAt } from './period-grid.ts';
import { runTerm } from './run-term.ts';
import type { SimulatedCardline, Simulation, SimulationRequest } from './simulation.ts';
import { type ChainedTerm, chainTerms, type KnownTerm, termsKnownOn } from './term-chain.ts';
import { type BilledLine, type ChargeKind, type DraftLine, type TermProgress, UNBILLED } from './terms.ts';

/** Runs the billing on each run day of a checked request. Same request, same answer. */
export function simulateBilling(request: SimulationRequest): Simulation {
  const chain = chainTerms(request);
  const books = new Map(chain.map((chained) => [chained, openBook(chained)]));
  const approvals = approvalDays(request);
  const cardlines: SimulatedCardline[] = [];
  let knownOn: PlainDate | null = null;
  let known: readonly KnownTerm[] = [];

  for (const day of request.runs) {
    if (day < request.subscription.created) continue;
    if (knownOn === null || somethingEntered(request, knownOn, day))
      known = termsKnownOn(chain, request, day);
    knownOn = day;
    for (const term of known) {
      const book = books.get(term.chained);
      if (book === undefined || !mayHaveDue(book, term, day)) continue;
      const { plan, services } = term.chained;
      const billed = runTerm({
        plan,
        services,
        term: term.term,
        progress: book.progress,
        rules: request.rules,
        asOf: day,
        isApproved: (periodStart) => (approvals.get(periodStart) ?? '9999-12-31') <= day,
        billed: () => [...book.lines.values()],
      });
      book.progress = billed.progress;
      book.nextDueOn = billed.nextDueOn;
      for (const line of billed.lines) {
        enter(book, line);
        cardlines.push(toCardline(line, term, request, day));
      }
    }
  }
  return { periods: periodsOf(known, books, request), cardlines };
}

/** What the ledger holds of one term. */
interface TermBook {
  progress: TermProgress;
  nextDueOn: PlainDate | null;
  /** By service, kind and period: what a credit can take back */
  readonly lines: Map<string, BilledLine>;
}

const openBook = ({ term }: ChainedTerm): TermBook => ({
  progress: UNBILLED,
  nextDueOn: term.knownFrom,
  lines: new Map(),
});

const mayHaveDue = (book: TermBook, { term }: KnownTerm, day: PlainDate): boolean =>
  isUnsettled(term, book.progress) || (book.nextDueOn !== null && book.nextDueOn <= day);

function enter(book: TermBook, line: DraftLine): void {
  const kind: ChargeKind | null = line.kind === 'credit' ? line.credits : line.kind;
  if (kind === null) return;
  const key = `${line.serviceKey}|${kind}|${line.periodStart}`;
  const before = book.lines.get(key);
  book.lines.set(key, {
    kind,
    serviceKey: line.serviceKey,
    periodStart: line.periodStart,
    from: before?.from ?? line.from,
    to: before?.to ?? line.to,
    netAmount: cents((before?.netAmount ?? 0) + line.amount),
    netTax: cents((before?.netTax ?? 0) + line.tax),
    taxRate: line.taxRate,
    fee: line.basis.fee,
    revisions: line.revision,
  });
}

/** The day on which each period was approved first. */
function approvalDays(request: SimulationRequest): Map<PlainDate, PlainDate> {
  const days = new Map<PlainDate, PlainDate>();
  for (const event of request.events) {
    if (event.type !== 'approve_period') continue;
    const before = days.get(event.periodFrom);
    if (before === undefined || event.entered < before) days.set(event.periodFrom, event.entered);
  }
  return days;
}

const somethingEntered = (request: SimulationRequest, after: PlainDate, until: PlainDate): boolean =>
  request.events.some(({ entered }) => entered > after && entered <= until);

function toCardline(
  line: DraftLine,
  { chained, term, endedBy }: KnownTerm,
  { rules }: SimulationRequest,
  generatedOn: PlainDate,
): SimulatedCardline {
  const service = chained.services.find(({ key }) => key === line.serviceKey);
  return {
    generatedOn,
    kind: line.kind,
    service: service?.code ?? null,
    from: line.from,
    to: line.to,
    amount: formatCents(line.amount),
    tax: formatCents(line.tax),
    explanation: explainLine({ plan: chained.plan, line, term, joined: null, rules, generatedOn, endedBy }),
  };
}

function periodsOf(
  known: readonly KnownTerm[],
  books: ReadonlyMap<ChainedTerm, TermBook>,
  request: SimulationRequest,
): Period[] {
  const lastRun = request.runs.at(-1);
  if (lastRun === undefined) return [];
  return known.flatMap(({ chained, term }) => {
    const billedBefore = books.get(chained)?.progress.nextPeriod ?? 0;
    const periods: Period[] = [];
    for (let k = 0; k < billedBefore || boundaryOf(term.grid, k) <= lastRun; k += 1) {
      const { from, to } = periodAt(term.grid, k);
      if (term.end !== null && from >= term.end) break;
      periods.push({ from, to: term.end !== null && to >= term.end ? dayBefore(term.end) : to });
    }
    return periods;
  });
}
