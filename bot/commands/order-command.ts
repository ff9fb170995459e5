import { requirePower } from '#app/actor.ts';
import { notFound, ok } from '#core/result.ts';
import { BLOCKS_IN_MESSAGE } from '../limits.ts';
import { orderCard } from '../orders/order-card.ts';
import { planStep } from '../orders/order-wizard.ts';
import { requestCard } from '../requests/request-card.ts';
import type { Command } from './command.ts';

/** Requests of one order that are shown at once: each takes up to ten blocks. */
const REQUESTS_SHOWN = 4;

export const orderCommand: Command = {
  word: 'order',
  usage: '[NUMBER]',
  says: 'a new order, or how one stands',
  async run({ services: { orders }, url }, { actor }, { words: [number] }) {
    if (number === undefined) {
      const allowed = requirePower(actor, 'orders');
      return allowed.ok ? ok({ opens: planStep() }) : allowed;
    }
    const order = await orders.getOrder(actor, number.toUpperCase());
    if (order.ok) return ok(orderCard(order.value, url));
    // Not one that we sell: a retailer's, whose work is in our queue.
    const requests = await orders.requestsOfOrder(actor, number.toUpperCase());
    if (!requests.ok) return requests;
    const [first] = requests.value;
    if (first === undefined)
      return notFound(
        'order_not_found',
        `There is no order ${number.toUpperCase()} of ours, and none in our queue: look its number up with \`/cardline queue all\`.`,
      );
    const cards = requests.value.slice(0, REQUESTS_SHOWN).map((request) => requestCard(request, url));
    return ok({
      text: cards.map(({ text }) => text).join(' · '),
      blocks: uniquely(cards.flatMap(({ blocks }) => blocks)).slice(0, BLOCKS_IN_MESSAGE),
    });
  },
};

/** Block ids are unique within a message: of several cards each has its own. */
const uniquely = <T extends { readonly block_id?: string }>(blocks: readonly T[]): T[] =>
  blocks.map((block, index) =>
    block.block_id === undefined ? block : { ...block, block_id: `${block.block_id}:${index}` },
  );
