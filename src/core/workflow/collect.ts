/** WF-1: which services of an order go into an activity file, and what that makes of the order. */
import { changeOf } from '../orders/change-order.ts';
import type { By, Order, OrderChange, OrderService } from '../orders/order.ts';
import type { ActivityRow } from './activity-file.ts';
import { collectedText } from './stage.ts';

/** The services of an order that wait for a carrier's next file. */
export const waitingFor = (order: Order, queueId: number, carrier: string): OrderService[] =>
  order.services.filter(
    ({ request, status }) =>
      status === 'pending' &&
      request?.queue.id === queueId &&
      request.supplier === carrier &&
      request.workflow?.stage === 'pending_collection',
  );

/** The services are told to their carrier in a file: from now on nobody but the carrier may act on them (WF-2). */
export const collectServices = (
  order: Order,
  by: By,
  services: readonly OrderService[],
  sequence: number,
): OrderChange =>
  changeOf(order, by, 'collected', {
    services: services.map((service) => ({
      before: service,
      after: {
        ...service,
        request: service.request && {
          ...service.request,
          workflow: service.request.workflow && {
            ...service.request.workflow,
            stage: 'sent',
            since: by.at,
            fileSequence: sequence,
            told: Object.keys(service.details).sort(),
            isStuck: false,
          },
        },
      },
      text: collectedText(sequence),
      isVerbatim: true,
      visibility: 'shared',
    })),
  });

/** What the carrier is told of them. */
export const rowsOf = (order: Order, services: readonly OrderService[]): ActivityRow[] =>
  services.flatMap(({ request, serviceType, details }) =>
    request?.workflow
      ? [
          {
            requestId: request.id,
            orderNumber: order.number,
            round: request.workflow.round,
            servicePlan: request.servicePlan.code,
            serviceType,
            requestedOn: order.requestedOn,
            details,
          },
        ]
      : [],
  );
