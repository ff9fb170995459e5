/**
 * What every decision about an order has in common: the services it moves, one log entry for each, versions counted on, and
 * the order's own status worked out anew (PROV-4 to PROV-6). And the words in which the second of two people is told.
 */
import { dateIn, type Instant, minutesIn, spokenDate } from '../calendar.ts';
import { conflict, type Fault, invariant, no, ok, type Refused, type Result } from '../result.ts';
import { endWorkflow } from '../workflow/stage.ts';
import type {
  By,
  FieldChanges,
  LastChange,
  LogEvent,
  NewLogEntry,
  Order,
  OrderChange,
  OrderService,
  ProvisioningRequest,
  Visibility,
} from './order.ts';
import { canMove, orderStatusOf, STATUS_WORDS, type Status } from './states.ts';

/** One service of a change: how it is afterwards, and what the log says of it. */
export interface ServiceStep {
  readonly before: OrderService;
  readonly after: OrderService;
  readonly text: string;
  /** The text stands as it is, without the service's position in front: it is known by these words. */
  readonly isVerbatim?: boolean;
  readonly visibility: Visibility;
  readonly changes?: FieldChanges;
  /** More that the log keeps of it. */
  readonly further?: readonly Pick<NewLogEntry, 'event' | 'text' | 'visibility'>[];
}

/** What changes of the order as a whole, beside its services. */
export interface OrderStep {
  readonly patch?: Partial<Pick<Order, 'requestedOn' | 'contractType'>>;
  readonly text: string;
  readonly visibility: Visibility;
  readonly changes?: FieldChanges;
}

/** Puts a change together: every request that it touches and the order itself are one version further. */
export function changeOf(
  order: Order,
  by: By,
  event: LogEvent,
  {
    services,
    whole = [],
  }: { readonly services: readonly ServiceStep[]; readonly whole?: readonly OrderStep[] },
): OrderChange {
  const entries: NewLogEntry[] = [
    ...services.map(({ before, text, isVerbatim, visibility, changes }) => ({
      requestId: before.request?.id ?? null,
      requestVersion: before.request ? before.request.version + 1 : null,
      orderVersion: null,
      event,
      text: order.services.length > 1 && !isVerbatim ? `Service ${before.position}: ${text}` : text,
      changes: changes ?? null,
      visibility,
    })),
    ...services.flatMap(({ before, further = [] }) =>
      further.map((entry) => ({
        ...entry,
        requestId: before.request?.id ?? null,
        requestVersion: null,
        orderVersion: null,
        changes: null,
      })),
    ),
    ...whole.map(({ text, visibility, changes }) => ({
      requestId: null,
      requestVersion: null,
      orderVersion: null,
      event,
      text,
      changes: changes ?? null,
      visibility,
    })),
  ];
  const log = entries.map((entry, index) =>
    index === 0 ? { ...entry, orderVersion: order.version + 1 } : entry,
  );
  const [first] = log;
  invariant(first, 'a change says what it changes');
  const seen = (visibility: Visibility): LastChange => ({
    event,
    actor: by.name,
    company: by.company,
    at: by.at,
    visibility,
  });
  const after = new Map(services.map((step) => [step.before.position, stepped(step, seen(step.visibility))]));
  const all = order.services.map((service) => after.get(service.position) ?? service);
  const patch: OrderStep['patch'] = Object.assign({}, ...whole.map((step) => step.patch));
  return {
    before: order,
    after: {
      ...order,
      ...patch,
      version: order.version + 1,
      status: orderStatusOf(all.map(({ status }) => status)),
      services: all,
      lastChange: seen(first.visibility),
    },
    by,
    event,
    positions: services.map(({ before }) => before.position),
    log,
  };
}

function stepped({ before, after }: ServiceStep, lastChange: LastChange): OrderService {
  invariant(
    before.status === after.status || canMove('service', before.status, after.status),
    `a service may go from ${before.status} to ${after.status}`,
  );
  if (before.request === null || after.request === null) return after;
  const { workflow, status } = after.request;
  return {
    ...after,
    request: {
      ...after.request,
      // What is halted, active or cancelled has been answered, by whomever.
      workflow: workflow && status !== 'pending' ? endWorkflow(workflow, lastChange.at) : workflow,
      version: before.request.version + 1,
      lastChange,
    },
  };
}

/** A service with its request, both in another status. */
export const inStatus = (
  service: OrderService,
  status: Status,
  request: Partial<Pick<ProvisioningRequest, 'rejectionDetails' | 'workflow'>> = {},
): OrderService => ({
  ...service,
  status,
  request:
    service.request === null ? null : { ...service.request, rejectionDetails: null, ...request, status },
});

const DONE: Readonly<Record<LogEvent, string>> = {
  placed: 'placed it',
  received: 'placed it',
  claimed: 'claimed it',
  released: 'put it back',
  edited: 'changed it',
  halted: 'halted it',
  resubmitted: 'resubmitted it',
  collected: 'sent it to the carrier',
  advised: 'took the carrier’s advice on it',
  activated: 'activated it',
  cancelled: 'cancelled it',
  noted: 'wrote about it',
};

/** "Wavelink Provisioning (Wavelink Wholesale) activated it on 1 Mar 2026 at 10:02" (PROV-5); of what is internal to another company only that it acted. */
export function toldBy(change: LastChange, viewer: Pick<By, 'company' | 'timeZone'>): string {
  const own = change.company.id === viewer.company.id;
  const when = `on ${spokenDate(dateIn(viewer.timeZone, change.at))} at ${clockTime(viewer.timeZone, change.at)}`;
  if (own) return `${change.actor} ${DONE[change.event]} ${when}`;
  if (change.visibility === 'internal') return `${change.company.name} changed it ${when}`;
  return `${change.actor} (${change.company.name}) ${DONE[change.event]} ${when}`;
}

function clockTime(zone: string, at: Instant): string {
  const minutes = minutesIn(zone, at);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

/** The refusal of a deed that the present status does not allow: who brought it there, and what may be done from there. */
export const wrongStatus = (
  code: string,
  thing: { readonly status: Status; readonly lastChange: LastChange },
  viewer: Pick<By, 'company' | 'timeZone'>,
  remedy: string,
): Refused =>
  conflict(code, `${toldBy(thing.lastChange, viewer)}; it is ${STATUS_WORDS[thing.status]} now. ${remedy}`);

/** PROV-5: a caller that names the version it saw is refused once the thing has moved on. */
export function checkVersion(
  thing: { readonly version: number; readonly status: Status; readonly lastChange: LastChange },
  seen: number | undefined,
  viewer: Pick<By, 'company' | 'timeZone'>,
): Result<null> {
  if (seen === undefined || seen === thing.version) return ok(null);
  return wrongStatus(
    'order_changed_meanwhile',
    thing,
    viewer,
    `Look at it again (version ${thing.version}) and decide anew.`,
  );
}

/** Faults of several checks as one result; null where there are none. */
export const refusedBy = (...results: readonly Result<unknown>[]): Refused | null => {
  const faults: Fault[] = results.flatMap((result) => (result.ok ? [] : result.faults));
  return faults.length > 0 ? no(...faults) : null;
};
