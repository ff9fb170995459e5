/** Plans, terms and requests with plain defaults; a test names only what it is about. */
import { checkSimulation } from '#core/billing/check-simulation.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { SimulatedCardline, Simulation, SimulationRequest } from '#core/billing/simulation.ts';
import { activateTerm } from '#core/billing/start-term.ts';
import type { BillingPlan, BillingRules, BillingService, InvoiceTerms, Term } from '#core/billing/terms.ts';
import { plainDate } from '#core/calendar.ts';
import { type Cents, cents, GST } from '#core/money.ts';

export const day = plainDate;

/** "49.95" as cents */
export function money(text: string): Cents {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const value = Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  return cents(text.startsWith('-') ? -value : value);
}

/** Monthly, in advance, pro rata, 30.00 a period. */
export const aPlan = (overrides: Partial<BillingPlan> = {}): BillingPlan => ({
  code: 'plan',
  periodLengthMonths: 1,
  periodsInAdvance: 1,
  billMonthsInAdvance: 0,
  billAccessFeesIn: 'advance',
  proRata: true,
  alignToInvoicePeriod: false,
  honourFirstPeriodEnd: false,
  disableMigrationsDuringPeriod: false,
  subscriptionOverridesEnabled: false,
  setupFee: null,
  setupFeeOverride: false,
  accessFee: money('30.00'),
  accessFeeOverride: false,
  taxRate: GST,
  ...overrides,
});

export const aService = (overrides: Partial<BillingService> = {}): BillingService => ({
  key: 1,
  code: 'nbn',
  setupFee: null,
  accessFee: null,
  taxRate: GST,
  from: null,
  ...overrides,
});

/** Invoiced monthly, on the 1st. */
export const anAccount = (overrides: Partial<InvoiceTerms> = {}): InvoiceTerms => ({
  invoiceDay: 1,
  invoicePeriodMonths: 1,
  invoiceAnchor: null,
  ...overrides,
});

export const someRules = (overrides: Partial<BillingRules> = {}): BillingRules => ({
  rounding: 'half_up',
  periodApproval: 'automatic',
  ...overrides,
});

export interface TermSettings {
  readonly plan?: BillingPlan;
  readonly account?: InvoiceTerms;
  readonly start: string;
  readonly created?: string;
  readonly firstPeriodEnd?: string;
  readonly accessFeeOverride?: Cents;
  readonly end?: string;
}

/** The term of a new subscription; created on the day it starts, unless said otherwise. */
export function aTerm(settings: TermSettings): Term {
  const start = day(settings.start);
  const term = activateTerm({
    plan: settings.plan ?? aPlan(),
    account: settings.account ?? anAccount(),
    created: settings.created === undefined ? start : day(settings.created),
    start,
    firstPeriodEnd: settings.firstPeriodEnd === undefined ? null : day(settings.firstPeriodEnd),
    accessFeeOverride: settings.accessFeeOverride ?? null,
    firstSubscriptionStart: start,
  });
  return settings.end === undefined ? term : { ...term, end: day(settings.end) };
}

/** A request as a client sends it: monthly in advance from 1 April 2026, 30.00, one run on the first day. */
export const aRequest = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  plan: { periodLengthMonths: 1, billAccessFeesIn: 'advance', proRata: true, accessFee: '30.00' },
  subscription: { start: '2026-04-01' },
  runs: ['2026-04-01'],
  ...overrides,
});

/** The plan of `aRequest` with changes. */
export const aRequestedPlan = (overrides: Record<string, unknown> = {}): Record<string, unknown> => ({
  periodLengthMonths: 1,
  billAccessFeesIn: 'advance',
  proRata: true,
  accessFee: '30.00',
  ...overrides,
});

export function checked(request: unknown): SimulationRequest {
  const result = checkSimulation(request);
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.faults)}`);
  return result.value;
}

export const simulate = (overrides: Record<string, unknown> = {}): Simulation =>
  simulateBilling(checked(aRequest(overrides)));

/** A cardline in one line: "2026-04-01 access_fee 2026-04-01..2026-04-30 30.00 +3.00", the service after the kind where there is one. */
const inShort = (line: SimulatedCardline): string =>
  `${line.generatedOn} ${line.kind}${line.service === null ? '' : `:${line.service}`} ${line.from}..${line.to} ${line.amount} +${line.tax}`.replace(
    '+-',
    '-',
  );

export const linesOf = (simulation: Simulation): string[] => simulation.cardlines.map(inShort);
export const periodsOf = (simulation: Simulation): string[] =>
  simulation.periods.map(({ from, to }) => `${from}..${to}`);
