/** **Details** of an order, for its seller: services, what was entered for them, and the log that it may read. */

import type { KnownBlock, ModalView } from '@slack/types';
import type { OrderView } from '#app/orders/views.ts';
import type { LogRow } from '#app/ports/orders.ts';
import type { Actor, Page } from '#app/ports/platform.ts';
import { spokenDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { actions, context, divider, facts, header, linkButton, words } from '../blocks/blocks.ts';
import { logBlocks } from '../blocks/log.ts';
import type { SlackParts } from '../bot-parts.ts';
import { type Conversing, onClick, outdated } from '../conversation.ts';
import { openModal } from '../place.ts';
import { detailLines, stateWords } from '../requests/request-words.ts';
import { modal } from '../views.ts';
import { orderButtons, orderTitle, serviceBlocks } from './order-card.ts';
import { ORDER_DETAILS, readOrderRef } from './order-ref.ts';

/** What fits into the hundred blocks of a modal: up to four blocks a service, two an entry. */
const SERVICES = 10;
const ENTRIES = 20;

export function orderDetailsConversation(conversing: Conversing): void {
  const { parts } = conversing;
  onClick(conversing, ORDER_DETAILS, async (turn, click) => {
    const ref = readOrderRef(click.value);
    if (ref === null) return outdated();
    const view = await orderDetails(parts, turn.actor, ref.number);
    if (!view.ok) return view;
    await openModal(turn, click, view.value);
    return ok(null);
  });
}

async function orderDetails(
  { services, url }: Pick<SlackParts, 'services' | 'url'>,
  actor: Actor,
  number: string,
): Promise<Result<ModalView>> {
  const [order, log] = await Promise.all([
    services.orders.getOrder(actor, number),
    services.orders.orderLog(actor, number, { limit: ENTRIES, cursor: null, latest: true }),
  ]);
  if (!order.ok) return order;
  if (!log.ok) return log;
  return ok(
    modal({
      callbackId: 'order_details',
      title: 'Order',
      blocks: orderDetailBlocks(order.value, log.value, actor.timeZone, url),
    }),
  );
}

function orderDetailBlocks(order: OrderView, log: Page<LogRow>, timeZone: string, url: string): KnownBlock[] {
  return [
    header(`${stateWords(order.status)} · ${orderTitle(order)}`),
    ...facts([
      ['Customer', `${order.account.name} (${order.account.reference})`],
      ['Wanted on', order.requestedOn === null ? 'As soon as possible' : spokenDate(order.requestedOn)],
      ['Contract', order.contractType],
      ['Signed contract', order.contractDocument?.name ?? null],
      ['Billed since', order.subscription === null ? null : spokenDate(order.subscription.start)],
    ]),
    ...order.services.slice(0, SERVICES).flatMap((service) => {
      const lines = detailLines(service);
      return [...serviceBlocks(service), ...(lines.length === 0 ? [] : [words(lines)])];
    }),
    ...(order.services.length > SERVICES
      ? [
          context(
            `… and ${counted(order.services.length - SERVICES, 'further service')}: the console shows them all.`,
          ),
        ]
      : []),
    actions('deeds', [
      ...orderButtons(order).filter(({ action_id }) => action_id !== ORDER_DETAILS),
      linkButton('Open in Cardline', `${url}/orders/${encodeURIComponent(order.number)}`),
    ]),
    divider,
    header('Provisioning log'),
    ...logBlocks(log, timeZone),
  ];
}
