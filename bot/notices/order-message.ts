/** The message about an order in its retailer's channel, where another company does the work. */
import { systemActor } from '#app/people/system-actor.ts';
import type { Installation } from '#app/ports/slack.ts';
import type { SlackParts } from '../bot-parts.ts';
import { isOthersWork, orderCard } from '../orders/order-card.ts';
import type { WebClient } from '../turn.ts';
import { drawMessage } from './message.ts';

export const orderSubject = (number: string): string => `order ${number}`;

/** @param channel where a first message goes, once the other company has halted or activated it; null: none is posted */
export async function showOrderCard(
  parts: Pick<SlackParts, 'services' | 'slack' | 'url'>,
  client: WebClient,
  installation: Installation,
  number: string,
  channel: string | null = null,
): Promise<boolean> {
  const actor = systemActor(installation.tenant, 'schedule');
  const first = await parts.services.orders.getOrder(actor, number);
  if (!first.ok || !isOthersWork(first.value, actor.providerId)) return false;
  const isNews = first.value.status === 'halted' || first.value.status === 'active';
  return drawMessage(
    parts,
    { client, installation, subject: orderSubject(number) },
    async () => {
      const order = await parts.services.orders.getOrder(actor, number);
      return order.ok ? { ...orderCard(order.value, parts.url), version: order.value.version } : null;
    },
    isNews ? channel : null,
  );
}
