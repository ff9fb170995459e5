import type { ServiceType } from '#core/catalogue/rows.ts';
import type { Status } from '#core/orders/states.ts';
import { ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { QueueCounts } from '../ports/orders.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { OrderPorts } from './services.ts';
import { planNames, type RequestView, requestView } from './views.ts';

export interface QueueQuery {
  /** Left out: pending. `open`: pending and halted. */
  readonly status?: Status | 'open' | undefined;
  readonly assigned?: 'mine' | 'nobody' | undefined;
  readonly supplier?: string | undefined;
  readonly serviceType?: ServiceType | undefined;
}

export interface QueuePage extends Page<RequestView> {
  /** Of the whole queue, whatever the filter. */
  readonly counts: QueueCounts;
}

/** PROV-1: the requests that wait for the actor's company, the longest waiting first. */
export const makeListQueue =
  ({ queue, catalogue, clock }: Pick<OrderPorts, 'queue' | 'catalogue' | 'clock'>) =>
  async (actor: Actor, query: QueueQuery, page: PageRequest): Promise<Result<QueuePage>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const { status = 'pending', assigned, supplier, serviceType } = query;
    const assignee = assigned === 'mine' ? actor.actorId : assigned;
    const [found, counts, snapshot] = await Promise.all([
      queue.page(actor.providerId, { status, assignee, supplier, serviceType }, page),
      queue.counts(actor.providerId, actor.actorId),
      catalogue.snapshot(actor.providerId),
    ]);
    if (!found.ok) return found;
    const names = planNames(snapshot);
    const day = today(clock, actor);
    const { items, nextCursor } = found.value;
    return ok({ items: items.map((row) => requestView(row, names, actor, day)), nextCursor, counts });
  };
