/**
 * Corrections to an order: the seller may change what it asked for while it is pending or halted (PROV-3), the queue's
 * company puts details right while it works on them (PROV-2), and a service identifier also afterwards.
 */
import { addDays, type PlainDate, spokenDate } from '../calendar.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { checkInterference, type Leave, overrideEntries } from '../workflow/interference.ts';
import { beginWorkflow, isUnderWay, PENDING_COLLECTION } from '../workflow/stage.ts';
import {
  changeOf,
  inStatus,
  type OrderStep,
  refusedBy,
  type ServiceStep,
  wrongStatus,
} from './change-order.ts';
import { fieldLabel } from './field-labels.ts';
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
  /** What was sent and could not be read, so that it is told together with everything else that is wrong. */
  readonly unread?: readonly Fault[] | undefined;
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
  /** Where a carrier was told of what is corrected (WF-2). */
  readonly leave?: Leave;
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
    by,
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
  leave?: Leave,
): Result<OrderChange> {
  if (service.status === 'cancelled')
    return wrongStatus('order_not_open', service.request ?? order, by, 'There is nothing left to change.');
  const step = planDetails(service, by, { details, path: 'details', leave });
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
    by,
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
          const workflow = service.request?.workflow ?? null;
          return {
            before: service,
            after: inStatus(step?.after ?? service, 'pending', {
              workflow: workflow && beginWorkflow(by.at, workflow),
            }),
            text: 'Resubmitted',
            visibility: 'customer' as const,
            ...(step?.changes ? { changes: step.changes } : {}),
            ...(workflow ? { further: [PENDING_AGAIN] } : {}),
          };
        }),
        ...services.filter((step) => step.before.status !== 'halted'),
      ],
      whole,
    }),
  );
}

/** WF-1: what is resubmitted waits for the next activity file, like something new. */
const PENDING_AGAIN = { event: 'received', text: PENDING_COLLECTION, visibility: 'shared' } as const;

interface PlannedEdits {
  readonly services: readonly ServiceStep[];
  readonly whole: readonly OrderStep[];
}

function planEdits(
  order: Order,
  by: By,
  edits: OrderEdits,
  { today, contractTypes, leave }: EditContext,
  mayChange: (service: OrderService) => boolean,
): Result<PlannedEdits> {
  const moved = edits.requestedOn !== undefined && edits.requestedOn !== order.requestedOn;
  const requestedOn = moved ? checkRequestedDate(edits.requestedOn ?? null, today) : ok(null);
  // The day that is asked for stands in the carrier's file.
  const free = moved ? checkInterference(order.services, by, TOLD, leave) : ok(null);
  const contractType =
    edits.contractType === undefined ? ok(null) : checkContractType(edits.contractType, contractTypes);
  const steps = (edits.services ?? []).map((edit, index) =>
    planService(order, by, { ...edit, path: `services[${index}]`, leave }, mayChange),
  );
  const refused = refusedBy(
    ...(edits.unread ?? []).map((one) => no(one)),
    requestedOn,
    free,
    contractType,
    ...steps,
  );
  if (refused) return refused;

  const whole: OrderStep[] = [];
  if (moved)
    whole.push(
      {
        patch: { requestedOn: edits.requestedOn ?? null },
        text: edits.requestedOn ? `Wanted on ${spokenDate(edits.requestedOn)}` : 'Wanted as soon as possible',
        visibility: 'shared',
        changes: { requestedOn: { from: order.requestedOn, to: edits.requestedOn ?? null } },
      },
      ...order.services.flatMap((service) => overrideEntries(service, leave)),
    );
  if (edits.contractType !== undefined && edits.contractType !== order.contractType)
    whole.push({
      patch: { contractType: edits.contractType },
      text: edits.contractType === null ? 'No contract' : `Contract ${edits.contractType}`,
      visibility: 'internal',
      changes: { contractType: { from: order.contractType, to: edits.contractType } },
    });
  return ok({ services: steps.flatMap((step) => (step.ok && step.value ? [step.value] : [])), whole });
}

/** What an edit is checked with: where it stands in the input, and whether a workflow lets it pass. */
interface Checked {
  readonly path: string;
  readonly leave: Leave;
}

function planService(
  order: Order,
  by: By,
  { position, details, path, leave }: DetailEdit & Checked,
  mayChange: (service: OrderService) => boolean,
): Result<ServiceStep | null> {
  const service = order.services.find((candidate) => candidate.position === position);
  if (service === undefined)
    return no(
      fault(
        'no_such_service',
        `The order has services 1 to ${order.services.length}, not ${position}.`,
        `${path}.position`,
      ),
    );
  if (!mayChange(service))
    return no({
      ...fault(
        'service_not_open',
        `Service ${position} is ${service.status}: its details are not the order's to change any more.`,
        `${path}.position`,
      ),
      kind: 'conflict',
    });
  return planDetails(service, by, { details, path: `${path}.details`, leave });
}

const TOLD = 'Changing what the carrier was told of';

function planDetails(
  service: OrderService,
  by: By,
  { details, path, leave }: Pick<DetailEdit, 'details'> & Checked,
): Result<ServiceStep | null> {
  const checked = checkServiceDetails(service.serviceType, mergeDetails(service.details, details), path);
  if (!checked.ok) return checked;
  const differences = differencesOf(service.details, checked.value);
  const keys = Object.keys(differences);
  if (keys.length === 0) return ok(null);
  // What comes to be known while the carrier works on it (its own name for the service) may be added.
  const workflow = service.request?.workflow ?? null;
  const touched = isUnderWay(workflow) && keys.some((key) => workflow.told.includes(key)) ? [service] : [];
  const free = checkInterference(touched, by, TOLD, leave);
  if (!free.ok) return free;
  return ok({
    before: service,
    after: { ...service, details: checked.value },
    text: `Details changed: ${keys.map(fieldLabel).join(', ')}`,
    // Where nobody works on the service, nobody else needs to know.
    visibility: service.request === null ? 'internal' : 'shared',
    changes: differences,
    further: touched.flatMap((one) => overrideEntries(one, leave)),
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
