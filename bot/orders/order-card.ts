/**
 * The message in a retailer's workspace about an order whose work another company does: posted when that company halts or
 * activates it, always what the database says from then on. It shows what the retailer may see: no notes, suppliers or
 * costs of its wholesaler.
 */

import type { Button, KnownBlock } from '@slack/types';
import type { OrderServiceView, OrderView } from '#app/orders/views.ts';
import { spokenDate } from '#core/calendar.ts';
import { STATUS_WORDS } from '#core/orders/states.ts';
import { counted } from '#core/words.ts';
import { actions, button, context, facts, header, linkButton, quotation, section } from '../blocks/blocks.ts';
import { bold, clip, safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';
import { stateWords } from '../requests/request-words.ts';
import { ORDER_DETAILS, orderValue, RESUBMIT } from './order-ref.ts';

const REJECTION_SHOWN = 1500;
/** A package has a few services; one with dozens shows the first on the card and all in its details. */
const SERVICES_SHOWN = 8;

export const orderTitle = ({ number, packagePlan }: OrderView): string => `${number} · ${packagePlan.name}`;

/** Whether somebody else than the seller has a part in it. */
export const isOthersWork = (order: OrderView, sellerId: number): boolean =>
  order.services.some(({ provisionedBy }) => provisionedBy !== null && provisionedBy.id !== sellerId);

export function orderCard(order: OrderView, url: string): Message {
  const shown = order.services.slice(0, SERVICES_SHOWN);
  const left = order.services.length - shown.length;
  return {
    text: `${STATUS_WORDS[order.status]}: ${safe(orderTitle(order))} for ${safe(order.account.name)}`,
    blocks: [
      header(`${stateWords(order.status)} · ${orderTitle(order)}`),
      ...facts([
        ['Customer', `${order.account.name} (${order.account.reference})`],
        ['Provisioned by', providersOf(order)],
        ['Wanted on', order.requestedOn === null ? 'As soon as possible' : spokenDate(order.requestedOn)],
      ]),
      ...shown.flatMap(serviceBlocks),
      ...(left > 0 ? [context(`… and ${counted(left, 'further service')}: see Details.`)] : []),
      actions('deeds', [
        ...orderButtons(order),
        linkButton('Open in Cardline', `${url}/orders/${encodeURIComponent(order.number)}`),
      ]),
    ],
  };
}

const providersOf = ({ services }: OrderView): string =>
  [...new Set(services.flatMap(({ provisionedBy }) => (provisionedBy ? [provisionedBy.name] : [])))].join(
    ', ',
  );

export function orderButtons(order: OrderView): Button[] {
  const value = orderValue(order);
  const about = orderTitle(order);
  return [
    ...(order.deeds.includes('resubmit')
      ? [button(RESUBMIT, 'Resubmit', { value, about, style: 'primary' })]
      : []),
    button(ORDER_DETAILS, 'Details', { value, about }),
  ];
}

export function serviceBlocks(service: OrderServiceView): KnownBlock[] {
  const { servicePlan, status, activatedOn, rejectionDetails, provisionedBy } = service;
  return [
    section(
      `${bold(safe(clip(servicePlan.name, 200)))} · ${stateWords(status)}${activatedOn === null ? '' : ` from ${spokenDate(activatedOn)}`}`,
    ),
    ...(rejectionDetails === null
      ? []
      : [
          context(`*Rejection Details* from ${safe(provisionedBy?.name ?? 'our own team')}`),
          quotation(rejectionDetails, REJECTION_SHOWN),
        ]),
  ];
}
