/**
 * Corrections to an order: the seller may change what it asked for while it is pending or halted (PROV-3), the queue's
 * company puts details right while it works on them (PROV-2), and a service identifier also afterwards.
 */
import { addDays, type PlainDate, spokenDate } from '../calendar.ts';
import { fault, no, ok, type Result } from '../result.ts';
import {
  changeOf,
  inStatus,
  type OrderStep,
  refusedBy,
  type ServiceStep,
  wrongStatus,
} from './change-order.ts';
import { checkInForce } from './join-billing.ts';
import type { By, FieldChanges, Order, OrderChange, OrderService } from './order.ts';
import { checkServiceDetails, mergeDetails, type ServiceDetails } from './service-details.ts';

/** Details to change, by the service's position; null takes a field away. */
export interface DetailEdit {
  readonly position: number;
  readonly details: Readonly<Record<string, string | null>>;
}

export interface OrderEdits {
  readonly requestedOn?: PlainDate | null | undefined;
  readonly contractType?: string | null | undefined;
  readonly services?: readonly DetailEdit[] | undefined;
}

/** Most days ahead that a service may be asked for. */
const MOST_DAYS_AHEAD = 366;

/** A day on which a service may be wanted: from today on, at most a year ahead. */
export function checkRequestedDate(
  requestedOn: PlainDate | null,
  today: PlainDate,
  path = 'requestedOn',
): Result<PlainDate | null> {
  if (requestedOn === null) return ok(null);
  if (requestedOn < today)
    return no(
      fault(
        'requested_date_past',
        `${spokenDate(requestedOn)} is over: ask for ${spokenDate(today)} or later.`,
        path,
      ),
    );
  const last = addDays(today, MOST_DAYS_AHEAD);
  return requestedOn > last
    ? no(fault('requested_date_too_far', `Ask for a day up to ${spokenDate(last)}.`, path))
    : ok(requestedOn);
}

/** None, or one of the contract types that the plan is in (CAT-1). */
export function checkContractType(
  contractType: string | null,
  offered: readonly string[],
  path = 'contractType',
): Result<string | null> {
  if (contractType === null || offered.includes(contractType)) return ok(contractType);
  const choice = offered.length === 0 ? 'it has none' : `it has ${offered.join(', ')}`;
  return no(
    fault(
      'unknown_contract_type',
      `The plan is not sold with a contract "${contractType}": ${choice}.`,
      path,
    ),
  );
}

export interface EditContext {
  readonly today: PlainDate;
  /** The contract types of the order's plan. */
  readonly contractTypes: readonly string[];
}

/** The seller's correction of an order that is pending or halted. Nothing changes where everything is as it was. */
export function editOrder(
  order: Order,
  by: By,
  edits: OrderEdits,
  context: EditContext,
): Result<OrderChange> {
  if (order.status !== 'pending' && order.status !== 'halted')
    return wrongStatus('order_not_open', order, by, 'Only a Pending or Halted order can be changed.');
  const planned = planEdits(
    order,
    edits,
    context,
    (service) => service.status === 'pending' || service.status === 'halted',
  );
  if (!planned.ok) return planned;
  const { services, whole } = planned.value;
  return ok(
    services.length + whole.length === 0
      ? { before: order, after: order, by, event: 'edited', positions: [], log: [] }
      : changeOf(order, by, 'edited', { services, whole }),
  );
}

/** The queue's company puts a service's details right; on an active service too, whose number often comes last. */
export function editRequest(
  order: Order,
  by: By,
  service: OrderService,
  details: DetailEdit['details'],
): Result<OrderChange> {
  if (service.status === 'cancelled')
    return wrongStatus('order_not_open', service.request ?? order, by, 'There is nothing left to change.');
  const step = planDetails(service, details, 'details');
  if (!step.ok) return step;
  return ok(
    step.value === null
      ? { before: order, after: order, by, event: 'edited', positions: [], log: [] }
      : changeOf(order, by, 'edited', { services: [step.value] }),
  );
}

/**
 * PROV-3: returns what is halted to its queue, with corrections in the same breath. Who had it before has it again. Refused where
 * it could not become active any more, whatever the queue does.
 */
export function resubmitOrder(
  order: Order,
  by: By,
  edits: OrderEdits,
  context: EditContext,
): Result<OrderChange> {
  const halted = order.services.filter(({ status }) => status === 'halted');
  if (halted.length === 0)
    return wrongStatus('order_not_halted', order, by, 'Only a Halted order can be resubmitted.');
  const inForce = checkInForce(order, halted, by);
  if (!inForce.ok) return inForce;
  const planned = planEdits(
    order,
    edits,
    context,
    ({ status }) => status === 'pending' || status === 'halted',
  );
  if (!planned.ok) return planned;
  const { services, whole } = planned.value;
  const edited = new Map(services.map((step) => [step.before.position, step]));
  return ok(
    changeOf(order, by, 'resubmitted', {
      services: [
        ...halted.map((service) => {
          const step = edited.get(service.position);
          return {
            before: service,
            after: inStatus(step?.after ?? service, 'pending'),
            text: 'Resubmitted',
            visibility: 'customer' as const,
            ...(step?.changes ? { changes: step.changes } : {}),
          };
        }),
        ...services.filter((step) => step.before.status !== 'halted'),
      ],
      whole,
    }),
  );
}

interface PlannedEdits {
  readonly services: readonly ServiceStep[];
  readonly whole: readonly OrderStep[];
}

function planEdits(
  order: Order,
  edits: OrderEdits,
  { today, contractTypes }: EditContext,
  mayChange: (service: OrderService) => boolean,
): Result<PlannedEdits> {
  const moved = edits.requestedOn !== undefined && edits.requestedOn !== order.requestedOn;
  const requestedOn = moved ? checkRequestedDate(edits.requestedOn ?? null, today) : ok(null);
  const contractType =
    edits.contractType === undefined ? ok(null) : checkContractType(edits.contractType, contractTypes);
  const steps = (edits.services ?? []).map((edit, index) => planService(order, edit, index, mayChange));
  const refused = refusedBy(requestedOn, contractType, ...steps);
  if (refused) return refused;

  const whole: OrderStep[] = [];
  if (moved)
    whole.push({
      patch: { requestedOn: edits.requestedOn ?? null },
      text: edits.requestedOn ? `Wanted on ${spokenDate(edits.requestedOn)}` : 'Wanted as soon as possible',
      visibility: 'shared',
      changes: { requestedOn: { from: order.requestedOn, to: edits.requestedOn ?? null } },
    });
  if (edits.contractType !== undefined && edits.contractType !== order.contractType)
    whole.push({
      patch: { contractType: edits.contractType },
      text: edits.contractType === null ? 'No contract' : `Contract ${edits.contractType}`,
      visibility: 'internal',
      changes: { contractType: { from: order.contractType, to: edits.contractType } },
    });
  return ok({ services: steps.flatMap((step) => (step.ok && step.value ? [step.value] : [])), whole });
}

function planService(
  order: Order,
  { position, details }: DetailEdit,
  index: number,
  mayChange: (service: OrderService) => boolean,
): Result<ServiceStep | null> {
  const service = order.services.find((candidate) => candidate.position === position);
  if (service === undefined)
    return no(
      fault(
        'no_such_service',
        `The order has services 1 to ${order.services.length}, not ${position}.`,
        `services[${index}].position`,
      ),
    );
  if (!mayChange(service))
    return no({
      ...fault(
        'service_not_open',
        `Service ${position} is ${service.status}: its details are not the order's to change any more.`,
        `services[${index}].position`,
      ),
      kind: 'conflict',
    });
  return planDetails(service, details, `services[${index}].details`);
}

function planDetails(
  service: OrderService,
  changes: DetailEdit['details'],
  path: string,
): Result<ServiceStep | null> {
  const checked = checkServiceDetails(service.serviceType, mergeDetails(service.details, changes), path);
  if (!checked.ok) return checked;
  const differences = differencesOf(service.details, checked.value);
  const keys = Object.keys(differences);
  if (keys.length === 0) return ok(null);
  return ok({
    before: service,
    after: { ...service, details: checked.value },
    text: `Details changed: ${keys.join(', ')}`,
    // Where nobody works on the service, nobody else needs to know.
    visibility: service.request === null ? 'internal' : 'shared',
    changes: differences,
  });
}

function differencesOf(before: ServiceDetails, after: ServiceDetails): FieldChanges {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(
    keys
      .filter((key) => before[key] !== after[key])
      .map((key) => [key, { from: before[key] ?? null, to: after[key] ?? null }]),
  );
}
