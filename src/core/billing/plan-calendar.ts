/**
 * The subscription that a plan's calendar is drawn for: read from a form or a query, every fault at once beside its field, and
 * made into a simulation of daily runs.
 */
import { addDays, addMonths, daysBetween, earlier, later, type PlainDate, parseDate } from '../calendar.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';
import { boundaryOf } from './period-grid.ts';
import type { SimulatedApproval, SimulatedEvent, SimulatedPlan, SimulationRequest } from './simulation.ts';
import { checkEvents, checkSize, checkSubscription, SIMULATION_BOUNDS } from './simulation-rules.ts';
import { chainTerms, termsKnownOn } from './term-chain.ts';
import type { BillingRounding, PeriodApproval } from './terms.ts';

export const CALENDAR_FIELDS = [
  'start',
  'months',
  'created',
  'firstPeriodEnd',
  'invoiceDay',
  'invoicePeriodMonths',
  'cancelOn',
  'suspendFrom',
  'suspendUntil',
  'migrateOn',
  'migrateTo',
  'approval',
  'approveAfterDays',
] as const;
export type CalendarField = (typeof CALENDAR_FIELDS)[number];
/** As typed; empty or left out: the default. */
export type TypedCalendar = Readonly<Partial<Record<CalendarField, string>>>;

export interface AskedCalendar {
  /** S, the activation date */
  readonly start: PlainDate;
  /** How many months from the start on are shown, 1 to 60 */
  readonly months: number;
  /** When the subscription was entered; default: the start */
  readonly created: PlainDate;
  readonly firstPeriodEnd: PlainDate | null;
  readonly invoiceDay: number;
  readonly invoicePeriodMonths: number;
  /** First day without service, entered on that day */
  readonly cancelOn: PlainDate | null;
  /** Suspended on these days, entered on the first; until null: on and on. */
  readonly suspendFrom: PlainDate | null;
  readonly suspendUntil: PlainDate | null;
  readonly migrateOn: PlainDate | null;
  /** Code of the plan migrated to */
  readonly migrateTo: string | null;
  readonly approval: PeriodApproval;
  /** Manual approval: days after a period's end at which it is approved; null: nobody approves. */
  readonly approveAfterDays: number | null;
}

export const CALENDAR_BOUNDS = { months: 60, cardlines: 2_000 } as const;

/** Reads what was typed; left out: a start today, 24 months, invoices on the 1st, the provider's own approval. */
export function readCalendar(
  typed: TypedCalendar,
  defaults: { readonly today: PlainDate; readonly approval: PeriodApproval },
): Result<AskedCalendar> {
  const faults: Fault[] = [];
  const textOf = (field: CalendarField): string => typed[field]?.trim() ?? '';
  const day = (field: CalendarField): PlainDate | null => {
    const text = textOf(field);
    if (text === '') return null;
    const read = parseDate(text, field);
    if (!read.ok) faults.push(...read.faults);
    return read.ok ? read.value : null;
  };
  const whole = <D extends number | null>(field: CalendarField, least: number, most: number, none: D) => {
    const text = textOf(field);
    if (text === '') return none;
    const value = /^\d{1,4}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    faults.push(
      fault(
        'out_of_range',
        `Write a whole number from ${least} to ${most}, not "${text.slice(0, 40)}".`,
        field,
      ),
    );
    return none;
  };
  const approval = textOf('approval') || defaults.approval;
  if (approval !== 'automatic' && approval !== 'manual')
    faults.push(fault('unknown_word', 'Choose automatic or manual.', 'approval'));
  const start = day('start') ?? defaults.today;
  const asked: AskedCalendar = {
    start,
    months: whole('months', 1, CALENDAR_BOUNDS.months, 24),
    created: day('created') ?? start,
    firstPeriodEnd: day('firstPeriodEnd'),
    invoiceDay: whole('invoiceDay', 1, 31, 1),
    invoicePeriodMonths: whole('invoicePeriodMonths', 1, 36, 1),
    cancelOn: day('cancelOn'),
    suspendFrom: day('suspendFrom'),
    suspendUntil: day('suspendUntil'),
    migrateOn: day('migrateOn'),
    migrateTo: textOf('migrateTo') || null,
    approval: approval === 'manual' ? 'manual' : 'automatic',
    approveAfterDays: whole('approveAfterDays', 0, 366, null),
  };
  faults.push(...checkAsked(asked));
  return faults.length > 0 ? no(...faults) : ok(asked);
}

function checkAsked(asked: AskedCalendar): Fault[] {
  const { start, months, created, cancelOn, suspendFrom, suspendUntil, migrateOn, migrateTo } = asked;
  const faults: Fault[] = [];
  if (suspendFrom === null && suspendUntil !== null)
    faults.push(fault('suspension_without_start', 'Say from which day on it is suspended.', 'suspendFrom'));
  const last = lastDay({ start, months });
  if (created > last)
    faults.push(
      fault(
        'created_after_calendar',
        `The calendar ends on ${last}: enter the subscription earlier, or show more months.`,
        'created',
      ),
    );
  if (daysBetween(created, last) >= SIMULATION_BOUNDS.runs)
    faults.push(
      fault(
        'too_many_runs',
        `From ${created} to ${last} is ${counted(daysBetween(created, last) + 1, 'daily run')}; at most ${grouped(SIMULATION_BOUNDS.runs)} are taken.`,
        'created',
      ),
    );
  if (cancelOn !== null && cancelOn < start)
    faults.push(
      fault(
        'cancel_before_start',
        `It starts on ${start}: cancel from that day on at the earliest.`,
        'cancelOn',
      ),
    );
  if (migrateOn !== null && migrateOn < start)
    faults.push(
      fault(
        'migrate_before_start',
        `It starts on ${start}: migrate on that day at the earliest.`,
        'migrateOn',
      ),
    );
  if (migrateOn !== null && migrateTo === null)
    faults.push(fault('migration_without_plan', 'Choose the plan that takes over.', 'migrateTo'));
  if (migrateOn === null && migrateTo !== null)
    faults.push(fault('migration_without_day', 'Say on which day the other plan takes over.', 'migrateOn'));
  return faults;
}

const lastDay = ({ start, months }: Pick<AskedCalendar, 'start' | 'months'>): PlainDate =>
  addDays(addMonths(start, months), -1);

/** What a calendar needs beside what was asked. */
export interface CalendarPlans {
  readonly plan: SimulatedPlan;
  /** The plan named by `migrateTo`. */
  readonly other: SimulatedPlan | null;
  readonly rounding: BillingRounding;
}

/** The simulation behind a calendar: a run each day from the day it was entered to the calendar's last. */
export function calendarRequest(
  asked: AskedCalendar,
  { plan, other, rounding }: CalendarPlans,
): Result<SimulationRequest> {
  const { start, created, firstPeriodEnd, cancelOn, migrateOn, invoiceDay, invoicePeriodMonths } = asked;
  const { suspendFrom, suspendUntil } = asked;
  const events: SimulatedEvent[] = [];
  if (cancelOn !== null) events.push({ type: 'cancel', entered: cancelOn, on: cancelOn });
  if (migrateOn !== null && other !== null)
    events.push({ type: 'migrate', entered: migrateOn, on: migrateOn, to: other });
  if (suspendFrom !== null)
    events.push({
      type: 'suspend',
      entered: suspendFrom,
      from: suspendFrom,
      until: suspendUntil,
      billed: false,
    });
  const last = lastDay(asked);
  const request: SimulationRequest = {
    plan,
    account: { invoiceDay, invoicePeriodMonths, invoiceAnchor: null },
    subscription: { created, start, firstPeriodEnd, accessFeeOverride: null },
    rules: { rounding, periodApproval: asked.approval },
    events,
    runs:
      created > last
        ? []
        : Array.from({ length: daysBetween(created, last) + 1 }, (_, index) => addDays(created, index)),
  };
  const faults = [
    ...checkSubscription(request.subscription, plan.plan).map((found) => ({
      ...found,
      path: 'firstPeriodEnd',
    })),
    // Of its events only a suspension can be impossible as things stand.
    ...checkEvents(request).map((found) => ({
      ...found,
      path: found.path?.endsWith('.until') ? 'suspendUntil' : 'suspendFrom',
    })),
    ...checkSize(request, CALENDAR_BOUNDS.cardlines).map((found) => ({ ...found, path: 'months' })),
  ];
  return faults.length > 0
    ? no(...faults)
    : ok({ ...request, events: [...events, ...approvalsOf(request, asked)] });
}

/** BILL-5: each period approved so many days after its end, or after the service's. */
function approvalsOf(request: SimulationRequest, { approveAfterDays }: AskedCalendar): SimulatedApproval[] {
  const last = request.runs.at(-1);
  if (request.rules.periodApproval === 'automatic' || approveAfterDays === null || last === undefined)
    return [];
  return termsKnownOn(chainTerms(request), last).flatMap(({ term }) => {
    const approvals: SimulatedApproval[] = [];
    for (let k = 0; boundaryOf(term.grid, k) <= last; k += 1) {
      const periodFrom = boundaryOf(term.grid, k);
      const after = boundaryOf(term.grid, k + 1);
      const ended = term.end === null ? after : earlier(after, later(term.end, periodFrom));
      approvals.push({ type: 'approve_period', entered: addDays(ended, approveAfterDays), periodFrom });
    }
    return approvals;
  });
}
