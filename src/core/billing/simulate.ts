/** A billing history in one call: the functions of the real run, on plan settings given in a request (BILL-11). */
import { dayBefore, type Period, type PlainDate } from '../calendar.ts';
import { formatCents } from '../money.ts';
import { explainLine, pausedIn } from './explain.ts';
import { boundaryOf, dueOn, dueWith, periodAt, periodNumberOn } from './period-grid.ts';
import type { SimulatedCardline, Simulation, SimulationRequest } from './simulation.ts';
import { noteBoltOn, openBook, runInBook, type TermBook } from './term-book.ts';
import {
  boltOnsEntered,
  type ChainedTerm,
  chainTerms,
  countKnownOn,
  type KnownTerm,
  termsKnownOn,
} from './term-chain.ts';
import type { DraftLine, Pause } from './terms.ts';

/** A simulated line with its place. */
export interface PlacedLine {
  readonly cardline: SimulatedCardline;
  readonly line: DraftLine;
  /** The number of its term. */
  readonly term: number;
  /** The period of its term that it belongs to. */
  readonly place: PeriodPlace;
  /** The days of a charge that are not charged because the subscription is suspended. */
  readonly paused: readonly Period[];
}

/** A period of a term on the calendar. */
export interface PeriodPlace {
  /** As long as it would be without an end: a known end cuts only what is used of it. */
  readonly period: Period;
  /** The day on which it falls due, whatever is known by then. */
  readonly dueOn: PlainDate;
  /** The first day of the period that it falls due with: its own, or up to P − 1 periods earlier (BILL-2). */
  readonly dueWith: PlainDate;
}

/** A term as known at the last run, with its periods begun or billed. */
export interface PlacedTerm {
  /** 0, 1 … by their starts */
  readonly number: number;
  readonly packagePlan: string;
  readonly start: PlainDate;
  readonly end: PlainDate | null;
  readonly endedBy: KnownTerm['endedBy'];
  /** See `Term.pauses`. */
  readonly pauses: readonly Pause[];
  readonly periods: readonly (PeriodPlace & { readonly used: Period })[];
}

export interface PlacedSimulation {
  readonly terms: readonly PlacedTerm[];
  readonly lines: readonly PlacedLine[];
}

/** Runs the billing on each run day of a checked request. Same request, same answer. */
export function simulateBilling(request: SimulationRequest): Simulation {
  const { terms, lines } = simulateInPlace(request);
  return {
    periods: terms.flatMap(({ periods }) => periods.map(({ used }) => used)),
    cardlines: lines.map(({ cardline }) => cardline),
  };
}

/** The same, each line with the term and the period that it belongs to: what a picture is drawn from. */
export function simulateInPlace(request: SimulationRequest): PlacedSimulation {
  const chain = chainTerms(request);
  const books = new Map(chain.terms.map((chained) => [chained, openBook(chained.term.knownFrom)]));
  const approvals = approvalDays(request);
  const lines: PlacedLine[] = [];
  let entered = -1;
  let known: readonly KnownTerm[] = [];

  for (const day of request.runs) {
    if (day < request.subscription.created) continue;
    const enteredByNow = countKnownOn(chain, day);
    if (enteredByNow > entered) {
      known = termsKnownOn(chain, day);
      for (const { chained, change } of boltOnsEntered(chain, Math.max(entered, 0), enteredByNow)) {
        const book = books.get(chained);
        if (book !== undefined) noteBoltOn(book, change);
      }
      entered = enteredByNow;
    }
    for (const term of known) {
      const book = books.get(term.chained);
      if (book === undefined) continue;
      const made = runInBook(book, {
        plan: term.chained.plan,
        services: term.services,
        term: term.term,
        rules: request.rules,
        asOf: day,
        isApproved: (periodStart) => (approvals.get(periodStart) ?? '9999-12-31') <= day,
      });
      for (const line of made)
        lines.push({
          cardline: toCardline(line, term, request, day),
          line,
          term: chain.terms.indexOf(term.chained),
          paused: line.basis.rule === 'by_day' ? pausedIn({ line, term: term.term }) : [],
          place: placeOf(term, periodNumberOn(term.term.grid, line.periodStart) ?? 0),
        });
    }
  }
  return {
    terms: known.map((term) => termOf(term, chain.terms.indexOf(term.chained), books, request)),
    lines,
  };
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

function toCardline(
  line: DraftLine,
  { chained, services, term, endedBy }: KnownTerm,
  { rules }: SimulationRequest,
  generatedOn: PlainDate,
): SimulatedCardline {
  const service = services.find(({ key }) => key === line.serviceKey);
  return {
    generatedOn,
    kind: line.kind,
    service: service?.code ?? null,
    item: service?.extras?.find(({ item }) => item === line.item)?.code ?? null,
    from: line.from,
    to: line.to,
    amount: formatCents(line.amount),
    tax: formatCents(line.tax),
    explanation: explainLine({ plan: chained.plan, line, term, joined: null, rules, generatedOn, endedBy }),
  };
}

function placeOf({ chained, term }: KnownTerm, k: number): PeriodPlace {
  const pulling = dueWith(chained.plan, k);
  return {
    period: periodAt(term.grid, k),
    dueOn: dueOn(chained.plan, term.grid, pulling, term.end),
    dueWith: boundaryOf(term.grid, pulling),
  };
}

function termOf(
  known: KnownTerm,
  number: number,
  books: ReadonlyMap<ChainedTerm, TermBook>,
  request: SimulationRequest,
): PlacedTerm {
  const { chained, term, endedBy } = known;
  const lastRun = request.runs.at(-1);
  const billedBefore = books.get(chained)?.progress.nextPeriod ?? 0;
  const periods: PlacedTerm['periods'][number][] = [];
  for (
    let k = 0;
    k < billedBefore || (lastRun !== undefined && boundaryOf(term.grid, k) <= lastRun);
    k += 1
  ) {
    const place = placeOf(known, k);
    const { from, to } = place.period;
    if (term.end !== null && from >= term.end) break;
    const used = { from, to: term.end !== null && to >= term.end ? dayBefore(term.end) : to };
    periods.push({ ...place, used });
  }
  return {
    number,
    packagePlan: chained.plan.code,
    start: term.grid.start,
    end: term.end,
    endedBy,
    pauses: term.pauses,
    periods,
  };
}
