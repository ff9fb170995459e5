/** A published package plan billed for a made-up subscription: its settings and its services, by the functions of the run (BILL-11). */
import { today } from '#app/actor.ts';
import { type BillingCalendar, layCalendar } from '#core/billing/billing-calendar.ts';
import {
  type AskedCalendar,
  calendarRequest,
  readCalendar,
  type TypedCalendar,
} from '#core/billing/plan-calendar.ts';
import { simulateBilling } from '#core/billing/simulate.ts';
import type { Simulation } from '#core/billing/simulation.ts';
import { indexPlans } from '#core/catalogue/prerequisites.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { simulatedPlan } from '../billing/simulated-plan.ts';
import type { BillingRunStore } from '../ports/billing.ts';
import type { Actor, Clock } from '../ports/platform.ts';
import { type ReadPorts, readCatalogue, rowOfCode } from './read-catalogue.ts';

interface Ports extends ReadPorts {
  readonly runs: Pick<BillingRunStore, 'settings'>;
  readonly clock: Clock;
}

export interface SimulatePlan {
  readonly code: string;
  /** Left out: the newest. */
  readonly version?: number | undefined;
  /** The subscription, as typed: see `readCalendar`. */
  readonly calendar: TypedCalendar;
}

export interface PlanSimulation extends Simulation {
  readonly packagePlan: string;
  readonly version: number;
  readonly asked: AskedCalendar;
  /** The same lines, laid out by periods. */
  readonly calendar: BillingCalendar;
}

export const makeSimulatePlan =
  (ports: Ports) =>
  async (actor: Actor, { code, version, calendar }: SimulatePlan): Promise<Result<PlanSimulation>> => {
    const read = await readCatalogue(ports, actor, version);
    if (!read.ok) return read;
    const { packagePlans } = read.value;
    const plan = rowOfCode(packagePlans, code, 'package plan');
    if (!plan.ok) return plan;
    const { rules, defaultTaxRate } = await ports.runs.settings(actor.providerId);
    const day = today(ports.clock, actor);
    const asked = readCalendar(calendar, { today: day, approval: rules.periodApproval });
    const named = calendar.migrateTo?.trim();
    const other = packagePlans.find((candidate) => candidate.code === named);
    const faults: Fault[] = [
      ...(asked.ok ? [] : asked.faults),
      ...(named && other === undefined
        ? [fault('unknown_plan', `The catalogue has no package plan ${named}.`, 'migrateTo')]
        : []),
    ];
    if (faults.length > 0) return no(...faults);
    if (!asked.ok) return asked;
    const plans = { ...read.value, index: indexPlans(read.value) };
    const request = calendarRequest(asked.value, {
      plan: simulatedPlan(plan.value, plans, defaultTaxRate),
      other: other === undefined ? null : simulatedPlan(other, plans, defaultTaxRate),
      rounding: rules.rounding,
    });
    if (!request.ok) return request;
    return ok({
      packagePlan: code,
      version: read.value.version,
      asked: asked.value,
      ...simulateBilling(request.value),
      calendar: layCalendar(request.value, day),
    });
  };
