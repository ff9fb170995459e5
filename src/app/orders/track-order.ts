import type { Instant, PlainDate } from '#core/calendar.ts';
import { STATUS_WORDS, type Status } from '#core/orders/states.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { orderKey, orderNotFound } from './change-order.ts';
import type { OrderPorts } from './services.ts';
import { planNames } from './views.ts';

/** What the end customer may see of an order: plans by their external names, no company but the seller. */
export interface TrackingView {
  readonly number: string;
  readonly provider: string;
  /** In whose calendar the customer lives. */
  readonly timeZone: string;
  readonly packagePlan: string;
  readonly status: Status;
  readonly statusText: string;
  readonly requestedOn: PlainDate | null;
  readonly placedAt: Instant;
  readonly services: readonly {
    readonly position: number;
    readonly name: string;
    readonly status: Status;
    readonly statusText: string;
    readonly activatedOn: PlainDate | null;
    readonly rejectionDetails: string | null;
  }[];
  readonly log: readonly { readonly at: Instant; readonly text: string }[];
}

/** The customer's view of an order, for whoever holds the link; `tracking_not_found` for any other token. */
export const makeTrackOrder =
  ({ reader, catalogue, secrets }: Pick<OrderPorts, 'reader' | 'catalogue' | 'secrets'>) =>
  async (token: string): Promise<Result<TrackingView>> => {
    const tracked = await reader.tracked(await secrets.hash(token));
    if (tracked === null)
      return notFound('tracking_not_found', 'This link leads nowhere: ask your provider for a new one.');
    const names = planNames(await catalogue.snapshot(tracked.seller.id), 'externalName');
    return ok({
      number: tracked.number,
      provider: tracked.seller.name,
      timeZone: tracked.seller.timeZone,
      packagePlan: names.packagePlan(tracked.packagePlan).name,
      status: tracked.status,
      statusText: STATUS_WORDS[tracked.status],
      requestedOn: tracked.requestedOn,
      placedAt: tracked.createdAt,
      services: tracked.services.map(({ servicePlan, ...service }) => ({
        ...service,
        name: names.servicePlan(servicePlan).name,
        statusText: STATUS_WORDS[service.status],
      })),
      log: tracked.log,
    });
  };

/** A new link for the customer; the one before leads nowhere any more. */
export const makeRenewTracking =
  ({ orders, secrets, clock }: Pick<OrderPorts, 'orders' | 'secrets' | 'clock'>) =>
  async (actor: Actor, order: string): Promise<Result<{ readonly trackingToken: string }>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    const loaded = await orders.find(orderKey(actor, order));
    if (loaded === null) return orderNotFound();
    const { number } = loaded.order;
    const trackingToken = secrets.token();
    await orders.renewTracking(actor.providerId, number, await secrets.hash(trackingToken), {
      audit: [
        auditOf(actor, clock, {
          action: 'order.tracking_renewed',
          subject: `order ${number}`,
          details: {},
        }),
      ],
      outbox: [],
    });
    return ok({ trackingToken });
  };
