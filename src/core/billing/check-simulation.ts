/**
 * Reads a simulate request from unknown JSON (INTERFACE: simulate billing): defaults filled in, and every fault at once with
 * its path.
 *
 * Fields that are not known are refused: a misspelt setting would otherwise simulate its default and mislead.
 */
import { addDays, dayOf, dayOfMonth, daysBetween, monthIndexOf, type PlainDate } from '../calendar.ts';
import { Fields, readDay, shown } from '../json-fields.ts';
import { GST } from '../money.ts';
import { type Fault, invariant, no, ok, type Result } from '../result.ts';
import { counted, grouped } from '../words.ts';
import type { SimulatedEvent, SimulatedPlan, SimulationRequest } from './simulation.ts';
import {
  checkApprovals,
  checkSize,
  checkSubscription,
  type Read,
  SIMULATION_BOUNDS,
} from './simulation-rules.ts';
import {
  BILLING_ROUNDINGS,
  type BillingPlan,
  type BillingRules,
  type BillingService,
  type InvoiceTerms,
} from './terms.ts';

/** Ten billion, so that a first period of centuries stays within the exact integers. No business meets it. */
const LARGEST_FEE_CENTS = 1_000_000_000_000;

const PLAN_FIELDS = [
  'code',
  'name',
  'periodLengthMonths',
  'periodsInAdvance',
  'billMonthsInAdvance',
  'billAccessFeesIn',
  'proRata',
  'alignToInvoicePeriod',
  'honourFirstPeriodEnd',
  'disableMigrationsDuringPeriod',
  'subscriptionOverridesEnabled',
  'setupFee',
  'setupFeeOverride',
  'accessFee',
  'accessFeeOverride',
  'services',
  'taxRate',
];
const BODY_FIELDS = ['plan', 'account', 'subscription', 'periodApproval', 'rounding', 'events', 'runs'];
const EVENT_FIELDS = {
  cancel: ['type', 'entered', 'on'],
  migrate: ['type', 'entered', 'on', 'plan'],
  approve_period: ['type', 'entered', 'on', 'periodFrom'],
} as const;
const EVENT_TYPES = ['cancel', 'migrate', 'approve_period'] as const;

/** The T that was read, once no fault is noted. */
function complete<T extends object>(read: Read<T> | undefined): T {
  invariant(read !== undefined && Object.values(read).every((value) => value !== undefined), 'all was read');
  return read as T;
}

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
  const further = [...checkApprovals(request), ...checkSize(request)];
  return further.length > 0 ? no(...further) : ok(request);
}

// ---- plan

interface ReadPlan {
  readonly plan: Read<BillingPlan>;
  readonly services: readonly Read<BillingService>[] | undefined;
}

function readPlan(parent: Fields): ReadPlan | undefined {
  const fields = parent.object('plan', PLAN_FIELDS);
  if (fields === undefined) return undefined;
  fields.text('name');
  const code = fields.text('code');
  const taxRate = fields.taxRate('taxRate', GST);
  return {
    plan: {
      code: code === null ? 'simulated' : code,
      periodLengthMonths: fields.wholeNumber('periodLengthMonths', { min: 1, max: 36 }),
      periodsInAdvance: fields.wholeNumber('periodsInAdvance', { min: 1, max: 36, default: 1 }),
      billMonthsInAdvance: fields.wholeNumber('billMonthsInAdvance', { min: 0, max: 36, default: 0 }),
      billAccessFeesIn: fields.word('billAccessFeesIn', ['advance', 'arrears']),
      proRata: fields.flag('proRata'),
      alignToInvoicePeriod: fields.flag('alignToInvoicePeriod'),
      honourFirstPeriodEnd: fields.flag('honourFirstPeriodEnd'),
      disableMigrationsDuringPeriod: fields.flag('disableMigrationsDuringPeriod'),
      subscriptionOverridesEnabled: fields.flag('subscriptionOverridesEnabled'),
      setupFee: fields.fee('setupFee', LARGEST_FEE_CENTS),
      setupFeeOverride: fields.flag('setupFeeOverride'),
      accessFee: fields.fee('accessFee', LARGEST_FEE_CENTS),
      accessFeeOverride: fields.flag('accessFeeOverride'),
      taxRate,
    },
    services: fields
      .objects('services', SIMULATION_BOUNDS.services, ['code', 'setupFee', 'accessFee'])
      ?.map((service, index) => ({
        key: index + 1,
        code: service?.requiredText('code'),
        setupFee: service?.fee('setupFee', LARGEST_FEE_CENTS),
        accessFee: service?.fee('accessFee', LARGEST_FEE_CENTS),
        taxRate,
        from: null,
      })),
  };
}

function completePlan(read: ReadPlan | undefined): SimulatedPlan {
  invariant(read?.services !== undefined, 'all was read');
  return {
    plan: complete<BillingPlan>(read.plan),
    services: read.services.map((service) => complete<BillingService>(service)),
  };
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
      `Invoice periods start on the invoice day, ${invoiceDay}; the anchor ${invoiceAnchor} lies on another day (PER-3).`,
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

// ---- events

function readEvents(
  parent: Fields,
  start: PlainDate | undefined,
  faults: Fault[],
): SimulatedEvent[] | undefined {
  const list = parent.list('events', SIMULATION_BOUNDS.events);
  const events = list?.flatMap((value, index) => {
    const event = readEvent(value, `events[${index}]`, start, faults);
    return event === undefined ? [] : [event];
  });
  const migrations = events?.filter(({ type }) => type === 'migrate').length ?? 0;
  if (migrations > SIMULATION_BOUNDS.migrations)
    parent.refuse(
      'events',
      'too_many_migrations',
      `There are ${counted(migrations, 'migration')}; at most ${SIMULATION_BOUNDS.migrations} are taken.`,
    );
  return events;
}

function readEvent(
  value: unknown,
  path: string,
  start: PlainDate | undefined,
  faults: Fault[],
): SimulatedEvent | undefined {
  const typed = Fields.of(value, path, null, faults);
  const type = typed?.word('type', EVENT_TYPES);
  if (type === undefined) return undefined;
  const fields = Fields.of(value, path, EVENT_FIELDS[type], faults);
  if (fields === undefined) return undefined;
  if (type === 'approve_period') {
    const entered = fields.isEmpty('entered')
      ? fields.requiredDate('on', 'entered')
      : fields.requiredDate('entered');
    const periodFrom = fields.requiredDate('periodFrom');
    return entered && periodFrom && { type, entered, periodFrom };
  }
  const on = fields.requiredDate('on');
  const entered = fields.isEmpty('entered') ? on : fields.requiredDate('entered');
  if (on !== undefined && start !== undefined && on < start) refuseBeforeStart(fields, type, on, start);
  if (type === 'cancel') return entered && on && { type, entered, on };
  const before = faults.length;
  const to = readPlan(fields);
  return entered && on && faults.length === before ? { type, entered, on, to: completePlan(to) } : undefined;
}

function refuseBeforeStart(
  fields: Fields,
  type: 'cancel' | 'migrate',
  on: PlainDate,
  start: PlainDate,
): void {
  if (type === 'cancel')
    fields.refuse(
      'on',
      'cancel_before_start',
      `The first day without service, ${on}, lies before the subscription starts on ${start}: cancel from ${start} at the earliest.`,
    );
  else
    fields.refuse(
      'on',
      'migrate_before_start',
      `The migration's day, ${on}, lies before the subscription starts on ${start}.`,
    );
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
