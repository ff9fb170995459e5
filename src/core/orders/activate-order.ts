/**
 * PROV-2, PROV-6: services become active, and with the first of them the package's billing begins: at the seller on its sell
 * and buy side and, where the package is bought in Cardline, at the wholesaler as well.
 */
import { addDays, addMonths, type PlainDate, spokenDate } from '../calendar.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { checkInterference, type Leave, overrideEntries } from '../workflow/interference.ts';
import { ACTIVATED_BY_CARRIER } from '../workflow/stage.ts';
import {
  type BothBooks,
  beginBilling,
  honoursFirstPeriodEnd,
  type NewSubscription,
} from './begin-billing.ts';
import { changeOf, inStatus, refusedBy, type ServiceStep, wrongStatus } from './change-order.ts';
import { checkInForce, joinBilling, type ServicesJoining } from './join-billing.ts';
import type { By, Order, OrderChange, OrderService } from './order.ts';

/** How far from today an activation date is believed, both ways. */
const MOST_DAYS_AWAY = 366;
/** PER-2: a first period may be long, but not without end. */
const LONGEST_FIRST_PERIOD_MONTHS = 36;

export interface Activation extends BothBooks {
  /** Services whose requests are activated; those that need nobody's work join the first of them. */
  readonly services: readonly OrderService[];
  /** S, the first day with service. */
  readonly on: PlainDate;
  /** F, the last day of the first period (PER-2). */
  readonly firstPeriodEnd: PlainDate | null;
  /** Whether the acting company subscribes to `set_first_period_end`. */
  readonly maySetFirstPeriodEnd: boolean;
  /** The acting company's calendar date. */
  readonly today: PlainDate;
  /** Where a carrier works on the services (WF-2). */
  readonly leave?: Leave;
}

export interface ActivationPlan {
  readonly change: OrderChange;
  /** Empty when an earlier service has begun the billing. */
  readonly subscriptions: readonly NewSubscription[];
  /** What joins where one has. */
  readonly joining: readonly ServicesJoining[];
}

/** Plans an activation. Whoever comes too late is told so and nothing else; faults of dates and plans come all at once. */
export function activateOrder(order: Order, by: By, activation: Activation): Result<ActivationPlan> {
  const { on } = activation;
  const isFirst = order.subscription === null;
  const services = [...activation.services, ...(isFirst ? order.services.filter(isNobodysWork) : [])];
  const stuck = services.find(({ status }) => status !== 'pending');
  if (stuck !== undefined) return wrongStatus('order_not_pending', stuck.request ?? order, by, ONLY_PENDING);
  const free = checkInterference(services, by, 'Activating', activation.leave);
  if (!free.ok) return free;
  const inForce = checkInForce(order, services, by);
  if (!inForce.ok) return inForce;

  const dates = checkDates(order, activation);
  const active = services.map(({ position }) => position);
  const begun = isFirst ? beginBilling(order, by, { ...activation, active }) : ok([]);
  const refused = refusedBy(dates, begun);
  if (refused) return refused;
  if (!begun.ok) return begun;
  const steps = services.map(
    (service): ServiceStep => ({
      before: service,
      after: { ...inStatus(service, 'active'), activatedOn: on },
      ...(activation.leave?.kind === 'answer' && activation.services.includes(service)
        ? {
            text: ACTIVATED_BY_CARRIER,
            isVerbatim: true,
            changes: { activatedOn: { from: null, to: on } },
          }
        : { text: `Active from ${spokenDate(on)}` }),
      visibility: 'customer',
      further: overrideEntries(service, activation.leave),
    }),
  );
  return ok({
    change: changeOf(order, by, 'activated', { services: steps }),
    subscriptions: begun.value,
    joining: isFirst ? [] : joinBilling(order, { ...activation, services }),
  });
}

const ONLY_PENDING = 'Only what is Pending can be activated.';

const isNobodysWork = (service: OrderService): boolean =>
  service.request === null && service.status === 'pending';

function checkDates(order: Order, activation: Activation): Result<null> {
  const { on, today, firstPeriodEnd } = activation;
  const faults: Fault[] = [];
  const [earliest, latest] = [addDays(today, -MOST_DAYS_AWAY), addDays(today, MOST_DAYS_AWAY)];
  if (on < earliest || on > latest)
    faults.push(
      fault(
        'activation_date_out_of_range',
        `${spokenDate(on)} is more than a year away: give a date from ${spokenDate(earliest)} to ${spokenDate(latest)}.`,
        'activationDate',
      ),
    );
  if (order.subscription && on < order.subscription.start)
    faults.push(
      fault(
        'activation_before_package',
        `The package is billed from ${spokenDate(order.subscription.start)}, the first activation date given; a further service cannot start before it.`,
        'activationDate',
      ),
    );
  if (firstPeriodEnd !== null) faults.push(...firstPeriodEndFaults(order, activation, firstPeriodEnd));
  return faults.length > 0 ? no(...faults) : ok(null);
}

function firstPeriodEndFaults(order: Order, activation: Activation, end: PlainDate): Fault[] {
  const path = 'firstPeriodEnd';
  const { on } = activation;
  if (!activation.maySetFirstPeriodEnd)
    return [
      fault(
        'feature_not_subscribed',
        'Your company does not subscribe to the feature "set first period end date": leave it empty.',
        path,
      ),
    ];
  if (order.subscription)
    return [
      fault(
        'first_period_end_too_late',
        'The first activation has laid the periods of the package: leave the first period end empty.',
        path,
      ),
    ];
  if (!honoursFirstPeriodEnd(order, activation))
    return [
      fault(
        'first_period_end_not_honoured',
        'No plan of this order honours a first period end: leave it empty.',
        path,
      ),
    ];
  if (end < on)
    return [
      fault(
        'first_period_end_before_start',
        `The first period cannot end on ${spokenDate(end)}, before it starts on ${spokenDate(on)}.`,
        path,
      ),
    ];
  const last = addDays(addMonths(on, LONGEST_FIRST_PERIOD_MONTHS), -1);
  return end > last
    ? [
        fault(
          'first_period_end_too_far',
          `A first period lasts at most ${LONGEST_FIRST_PERIOD_MONTHS} months: here up to ${spokenDate(last)}.`,
          path,
        ),
      ]
    : [];
}
