import { addDays, instantIn } from '#core/calendar.ts';
import type { ServiceType } from '#core/catalogue/rows.ts';
import { lateBefore } from '#core/orders/service-level.ts';
import type { Status } from '#core/orders/states.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { QueueCounts } from '../ports/orders.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import { makeLookAtRequests } from './find-request.ts';
import type { OrderPorts } from './services.ts';
import { type RequestView, requestView } from './views.ts';

export interface QueueQuery {
  /** Left out: pending. `open`: pending and halted. */
  readonly status?: Status | 'open' | undefined;
  readonly assigned?: 'mine' | 'nobody' | undefined;
  readonly supplier?: string | undefined;
  readonly serviceType?: ServiceType | undefined;
  /** Came in more whole days ago than this, 0 to 3650. */
  readonly olderThanDays?: number | undefined;
  /** Only what is past the day on which it was due. */
  readonly late?: boolean | undefined;
}

export interface QueuePage extends Page<RequestView> {
  /** Of the whole queue, whatever the filter. */
  readonly counts: QueueCounts;
}

const MOST_DAYS = 3650;

/** PROV-1: the requests that wait for the actor's company, the longest waiting first. */
export const makeListQueue = (ports: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) => {
  const look = makeLookAtRequests(ports);
  return async (actor: Actor, query: QueueQuery, page: PageRequest): Promise<Result<QueuePage>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const { status = 'pending', assigned, supplier, serviceType, olderThanDays, late = false } = query;
    if (olderThanDays !== undefined && !isAge(olderThanDays))
      return no(
        fault('invalid_age', `An age is a whole number of days from 0 to ${MOST_DAYS}.`, 'olderThanDays'),
      );
    const viewed = await look(actor);
    const midnightOf = (date: typeof viewed.today) => instantIn(actor.timeZone, date, 0);
    const lateSince = midnightOf(lateBefore(viewed.today, viewed.serviceLevel));
    const [found, counts] = await Promise.all([
      ports.queue.page(
        actor.providerId,
        {
          status,
          assignee: assigned === 'mine' ? actor.actorId : assigned,
          supplier,
          serviceType,
          cameBefore:
            olderThanDays === undefined ? undefined : midnightOf(addDays(viewed.today, -olderThanDays)),
          lateBefore: late ? lateSince : undefined,
        },
        page,
      ),
      ports.queue.counts(actor.providerId, { actorId: actor.actorId, lateBefore: lateSince }),
    ]);
    if (!found.ok) return found;
    const { items, nextCursor } = found.value;
    return ok({ items: items.map((row) => requestView(row, viewed)), nextCursor, counts });
  };
};

const isAge = (days: number): boolean => Number.isInteger(days) && days >= 0 && days <= MOST_DAYS;
