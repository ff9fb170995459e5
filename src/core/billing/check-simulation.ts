/**
 * Reads a simulate request from unknown JSON (INTERFACE: simulate billing): defaults filled in, and every fault at once with
 * its path.
 *
 * Fields that are not known are refused: a misspelt setting would otherwise simulate its default and mislead.
 */
import { addDays, dayOf, dayOfMonth, daysBetween, monthIndexOf, type PlainDate } from '../calendar.ts';
import { Fields, readDay, shown } from '../json-fields.ts';
import { type Fault, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';
import { readEvents } from './check-simulated-events.ts';
import { complete, completePlan, LARGEST_FEE_CENTS, readPlan } from './check-simulated-plan.ts';
import type { SimulationRequest } from './simulation.ts';
import {
  checkApprovals,
  checkEvents,
  checkSize,
  checkSubscription,
  type Read,
  SIMULATION_BOUNDS,
} from './simulation-rules.ts';
import { BILLING_ROUNDINGS, type BillingRules, type InvoiceTerms } from './terms.ts';

const BODY_FIELDS = ['plan', 'account', 'subscription', 'periodApproval', 'rounding', 'events', 'runs'];
/** Checks a request; the answer is complete, or names all that is wrong. */
export function checkSimulation(body: unknown): Result<SimulationRequest> {
  const faults: Fault[] = [];
  const fields = Fields.of(body, '', BODY_FIELDS, faults);
  if (fields === undefined) return no(...faults);

  const plan = readPlan(fields);
  const account = readAccount(fields);
  const subscription = readSubscription(fields);
  const rules: Read<BillingRules> = {
    periodApproval: fields.word('periodApproval', ['automatic', 'manual'], 'automatic'),
    rounding: fields.word('rounding', BILLING_ROUNDINGS, 'half_up'),
  };
  const events = readEvents(fields, subscription?.start, faults);
  const runs = readRuns(fields, faults);
  if (subscription !== undefined && plan !== undefined)
    faults.push(...checkSubscription(subscription, plan.plan));

  if (faults.length > 0) return no(...faults);
  const request: SimulationRequest = {
    plan: completePlan(plan),
    account: complete<InvoiceTerms>(account),
    subscription: complete<SimulationRequest['subscription']>(subscription),
    rules: complete<BillingRules>(rules),
    events: events ?? [],
    runs: runs ?? [],
  };
  const further = [...checkEvents(request), ...checkApprovals(request), ...checkSize(request)];
  return further.length > 0 ? no(...further) : ok(request);
}

// ---- account

function readAccount(parent: Fields): Read<InvoiceTerms> | undefined {
  if (parent.isEmpty('account')) return { invoiceDay: 1, invoicePeriodMonths: 1, invoiceAnchor: null };
  const fields = parent.object('account', ['invoiceDay', 'invoicePeriodMonths', 'invoiceAnchor']);
  if (fields === undefined) return undefined;
  const invoiceDay = fields.wholeNumber('invoiceDay', { min: 1, max: 31, default: 1 });
  const invoiceAnchor = fields.date('invoiceAnchor');
  if (invoiceDay !== undefined && invoiceAnchor && !liesOnDay(invoiceAnchor, invoiceDay))
    fields.refuse(
      'invoiceAnchor',
      'invoice_anchor_on_another_day',
      `Invoice periods start on the invoice day, ${invoiceDay}; the anchor ${invoiceAnchor} lies on another day.`,
    );
  return {
    invoiceDay,
    invoicePeriodMonths: fields.wholeNumber('invoicePeriodMonths', { min: 1, max: 36, default: 1 }),
    invoiceAnchor,
  };
}

/** Whether a date is a month's invoice day: the last day, where the month is shorter (PER-1). */
const liesOnDay = (date: PlainDate, day: number): boolean =>
  dayOf(date) === dayOf(dayOfMonth(monthIndexOf(date), day));

// ---- subscription

type Subscription = SimulationRequest['subscription'];

function readSubscription(parent: Fields): Read<Subscription> | undefined {
  const fields = parent.object('subscription', ['created', 'start', 'firstPeriodEnd', 'accessFeeOverride']);
  if (fields === undefined) return undefined;
  const start = fields.requiredDate('start');
  const created = fields.date('created');
  return {
    created: created === null ? start : created,
    start,
    firstPeriodEnd: fields.date('firstPeriodEnd'),
    accessFeeOverride: fields.fee('accessFeeOverride', LARGEST_FEE_CENTS),
  };
}

// ---- runs

/** The run days, earliest first. */
function readRuns(parent: Fields, faults: Fault[]): PlainDate[] | undefined {
  const value = parent.value('runs');
  if (Array.isArray(value)) return readRunList(parent, faults);
  if (value === undefined || value === null || typeof value !== 'object')
    return parent.refuse(
      'runs',
      value === undefined ? 'missing_field' : 'not_runs',
      `runs is a range like {"from": "2026-04-01", "to": "2026-06-30"}, one run each day, or a list of dates, not ${shown(value)}.`,
    );
  return readRunRange(parent);
}

function readRunList(parent: Fields, faults: Fault[]): PlainDate[] | undefined {
  const list = parent.list('runs', SIMULATION_BOUNDS.runs);
  if (list?.length === 0) return parent.refuse('runs', 'no_runs', 'runs names at least one day.');
  return list
    ?.flatMap((value, index) => readDay(value, `runs[${index}]`, faults) ?? [])
    .sort((a, b) => (a === b ? 0 : a < b ? -1 : 1));
}

function readRunRange(parent: Fields): PlainDate[] | undefined {
  const fields = parent.object('runs', ['from', 'to']);
  const from = fields?.requiredDate('from');
  const to = fields?.requiredDate('to');
  if (fields === undefined || from === undefined || to === undefined) return undefined;
  const count = daysBetween(from, to) + 1;
  if (count < 1)
    return fields.refuse('to', 'runs_reversed', `The last run, ${to}, lies before the first, ${from}.`);
  if (count > SIMULATION_BOUNDS.runs)
    return parent.refuse(
      'runs',
      'too_many_runs',
      `${from} to ${to} is ${counted(count, 'daily run')}; at most ${grouped(SIMULATION_BOUNDS.runs)} are taken. A list of dates reaches further.`,
    );
  return Array.from({ length: count }, (_, index) => addDays(from, index));
}
