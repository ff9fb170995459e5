/** Arbitrary subscriptions, and plain runs over them, for the laws of billing. */
import fc from 'fast-check';
import { boundaryOf } from '#core/billing/period-grid.ts';
import { runTerm } from '#core/billing/run-term.ts';
import type { SimulationRequest } from '#core/billing/simulation.ts';
import { chainTerms, termsKnownOn } from '#core/billing/term-chain.ts';
import { type BilledLine, type DraftLine, type TermProgress, UNBILLED } from '#core/billing/terms.ts';
import { addDays, type PlainDate } from '#core/calendar.ts';
import { cents, formatCents } from '#core/money.ts';
import { checked, day } from '#test/support/billing.ts';

/** A line with the number of its term in the chain and the day of its run. */
export interface Booked extends DraftLine {
  readonly termNumber: number;
  readonly generatedOn: PlainDate;
}

/** When a service of the first plan becomes active, by its key; `never` is not activated. Others are there from the start. */
export type Activations = ReadonlyMap<
  number,
  { readonly from: PlainDate; readonly knownFrom: PlainDate } | 'never'
>;

/** A plain run of every term on every day given: no remembered due days, every ledger line offered for credit. */
export function runOn(
  request: SimulationRequest,
  days: readonly PlainDate[],
  activations: Activations = new Map(),
): Booked[] {
  const chain = chainTerms(request);
  const progress = new Map<number, TermProgress>([[0, { ...UNBILLED, joining: joiningOf(activations) }]]);
  const booked: Booked[] = [];
  for (const asOf of days) {
    for (const { chained, term } of termsKnownOn(chain, asOf)) {
      const termNumber = chain.terms.indexOf(chained);
      const result = runTerm({
        plan: chained.plan,
        services: termNumber === 0 ? activeServices(chained.services, activations) : chained.services,
        term,
        progress: progress.get(termNumber) ?? UNBILLED,
        rules: request.rules,
        asOf,
        isApproved: (periodStart) =>
          request.events.some(
            (event) =>
              event.type === 'approve_period' && event.periodFrom === periodStart && event.entered <= asOf,
          ),
        billed: () => ledgerOf(booked.filter((line) => line.termNumber === termNumber)),
      });
      progress.set(termNumber, result.progress);
      for (const line of result.lines) booked.push({ ...line, termNumber, generatedOn: asOf });
    }
  }
  return booked;
}

const joiningOf = (activations: Activations): TermProgress['joining'] =>
  [...activations].flatMap(([serviceKey, activation]) =>
    activation === 'never' ? [] : [{ serviceKey, knownFrom: activation.knownFrom }],
  );

const activeServices = (
  services: SimulationRequest['plan']['services'],
  activations: Activations,
): SimulationRequest['plan']['services'] =>
  services.flatMap((service) => {
    const activation = activations.get(service.key);
    if (activation === 'never') return [];
    return [activation === undefined ? service : { ...service, from: activation.from }];
  });

export const chargedKind = ({ kind, credits }: DraftLine) => credits ?? kind;
export const periodKey = (line: Booked): string =>
  `${line.termNumber} ${line.serviceKey} ${chargedKind(line)} ${line.periodStart}`;

function ledgerOf(lines: readonly Booked[]): BilledLine[] {
  const byPeriod = Map.groupBy(lines, periodKey);
  return [...byPeriod.values()].flatMap((group) => {
    const [charge, ...credits] = group;
    if (charge === undefined || charge.kind === 'credit') return [];
    return {
      ...charge,
      kind: charge.kind,
      netAmount: cents(group.reduce((sum, { amount }) => sum + amount, 0)),
      netTax: cents(group.reduce((sum, { tax }) => sum + tax, 0)),
      fee: charge.basis.fee,
      once: charge.basis.rule === 'setup',
      revisions: credits.length,
    };
  });
}

/** What each period of each service comes to, with tax; what comes to nothing is left out. */
export function sums(lines: readonly Booked[]): Record<string, string> {
  const totals = [...Map.groupBy(lines, periodKey)].map(([key, group]) => {
    const amount = group.reduce((sum, line) => sum + line.amount, 0);
    const tax = group.reduce((sum, line) => sum + line.tax, 0);
    return [key, `${formatCents(cents(amount))} +${formatCents(cents(tax))}`] as const;
  });
  return Object.fromEntries(totals.filter(([, total]) => total !== '0.00 +0.00').sort());
}

export const lastRun = (request: SimulationRequest): PlainDate =>
  request.runs.at(-1) ?? request.subscription.start;

// ---- arbitrary requests

const fees = fc.constantFrom('0.00', '0.01', '0.05', '0.99', '7.77', '19.99', '33.33', '100.00', '1234.56');
const maybeFee = fc.option(fees, { freq: 3 });
const maybe = fc.boolean();
const service = fc.record({ setupFee: maybeFee, accessFee: maybeFee });

const plansWith = (services: fc.Arbitrary<readonly object[]>, packageFee: fc.Arbitrary<string | null>) =>
  fc.record({
    periodLengthMonths: fc.constantFrom(1, 1, 1, 2, 3, 6, 12),
    periodsInAdvance: fc.constantFrom(1, 1, 2, 4),
    billMonthsInAdvance: fc.constantFrom(0, 0, 1, 3, 5),
    billAccessFeesIn: fc.constantFrom('advance', 'advance', 'arrears'),
    proRata: maybe,
    alignToInvoicePeriod: maybe,
    honourFirstPeriodEnd: fc.constant(true),
    disableMigrationsDuringPeriod: maybe,
    setupFee: packageFee,
    setupFeeOverride: maybe,
    accessFee: packageFee,
    accessFeeOverride: fc.constant(false),
    services: services.map((list) => list.map((one, index) => ({ code: `s${index}`, ...one }))),
    taxRate: fc.constantFrom('0', '0.10', '0.125'),
  });
const plans = plansWith(fc.array(service, { maxLength: 2 }), maybeFee);

const HORIZON_DAYS = 550;

/** A cancellation or migration: so many days after the start, entered so many days before or after its day. */
const changes = fc.record({
  plan: fc.option(plans),
  on: fc.integer({ min: 0, max: 420 }),
  known: fc.integer({ min: -120, max: 120 }),
});

/** Everything of a request but its plan. */
const lives = fc.record({
  account: fc.record({
    invoiceDay: fc.constantFrom(1, 5, 15, 28, 29, 30, 31),
    invoicePeriodMonths: fc.constantFrom(1, 1, 2, 3, 12),
  }),
  startsOn: fc.integer({ min: 0, max: 1500 }).map((days) => addDays(day('2023-01-01'), days)),
  createdAfter: fc.integer({ min: -60, max: 40 }),
  firstPeriodDays: fc.option(fc.integer({ min: 0, max: 200 }), { freq: 2 }),
  rounding: fc.constantFrom('half_up', 'up'),
  periodApproval: fc.constantFrom('automatic', 'automatic', 'manual'),
  changes: fc.array(changes, { maxLength: 3 }),
  approvalDelays: fc.array(fc.option(fc.integer({ min: -20, max: 60 })), { minLength: 14, maxLength: 14 }),
});
type Life = typeof lives extends fc.Arbitrary<infer T> ? T : never;

export const requests = fc
  .record({ plan: plans, life: lives })
  .map(({ plan, life }) => requestOf(plan, life));

function requestOf(plan: object, life: Life): SimulationRequest {
  const { startsOn: start, createdAfter, firstPeriodDays, changes: list, approvalDelays, ...rest } = life;
  const request = checked({
    ...rest,
    plan,
    subscription: {
      created: addDays(start, createdAfter),
      start,
      firstPeriodEnd: firstPeriodDays === null ? null : addDays(start, firstPeriodDays),
    },
    events: list.map(({ plan: to, on, known }) => ({
      type: to === null ? 'cancel' : 'migrate',
      on: addDays(start, on),
      entered: addDays(start, on + known),
      ...(to !== null && { plan: to }),
    })),
    runs: { from: addDays(start, -60), to: addDays(start, HORIZON_DAYS) },
  });
  return rest.periodApproval === 'manual' ? approving(request, approvalDelays) : request;
}

/** The request with approvals of its periods, some late, some early, some never given. */
function approving(request: SimulationRequest, delays: readonly (number | null)[]): SimulationRequest {
  const approvals = chainTerms(request).terms.flatMap(({ term }) =>
    delays.flatMap((delay, k) =>
      delay === null
        ? []
        : [
            {
              type: 'approve_period' as const,
              periodFrom: boundaryOf(term.grid, k),
              entered: addDays(boundaryOf(term.grid, k + 1), delay),
            },
          ],
    ),
  );
  return { ...request, events: [...request.events, ...approvals] };
}

// ---- arbitrary orders

/** One order as both sides of a company's books have it: the same services and days, each side with a plan of its own. */
export interface OrderToBill {
  readonly sides: readonly [sell: SimulationRequest, buy: SimulationRequest];
  readonly activations: Activations;
}

/** With the package (null); or so many days after its start, entered so many days before or after; or never, cancelled while pending. */
const activation = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant('never' as const) },
  {
    weight: 4,
    arbitrary: fc.record({
      after: fc.integer({ min: 0, max: 300 }),
      known: fc.integer({ min: -90, max: 120 }),
    }),
  },
);
type Activation = typeof activation extends fc.Arbitrary<infer T> ? T : never;

/** Most packages leave their fees to three services, of which at least the first is there from the start (PROV-6). */
const servicePlans = plansWith(
  fc.array(service, { minLength: 3, maxLength: 3 }),
  fc.option(fees, { freq: 1 }).map((fee) => (fee === '100.00' ? fee : null)),
).map((plan) => ({ ...plan, setupFeeOverride: false }));

export const orders = fc
  .record({ sell: servicePlans, buy: servicePlans, life: lives, second: activation, third: activation })
  .map(({ sell, buy, life, second, third }): OrderToBill => {
    const activations = new Map<number, 'never' | { from: PlainDate; knownFrom: PlainDate }>();
    const activate = (key: number, one: Activation) => {
      if (one === null) return;
      if (one === 'never') activations.set(key, one);
      else {
        const from = addDays(life.startsOn, one.after);
        activations.set(key, { from, knownFrom: addDays(from, one.known) });
      }
    };
    activate(2, second);
    activate(3, third);
    return { sides: [requestOf(sell, life), requestOf(buy, life)], activations };
  });
