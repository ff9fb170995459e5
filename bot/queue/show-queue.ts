/** The queue in Slack: `/cardline queue` and App Home, filters, pages. What one person sees is theirs alone. */
import type { HomeView, KnownBlock } from '@slack/types';
import type { Actor } from '#app/ports/platform.ts';
import { countedText } from '#core/orders/queue-counts.ts';
import { ok, type Result } from '#core/result.ts';
import { answerUrl } from '../answer.ts';
import { context, header } from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import type { SlackParts } from '../bot-parts.ts';
import { type Conversing, onClick } from '../conversation.ts';
import type { Click, Place } from '../place.ts';
import type { Turn } from '../turn.ts';
import {
  FILTER,
  FIRST_PAGE,
  NEXT_PAGE,
  queueList,
  REQUESTS_A_PAGE,
  stateOfBlock,
  withFilter,
} from './queue-list.ts';
import { type QueueState, queryOf, readState, writeState } from './queue-state.ts';

export function queueConversation(conversing: Conversing): void {
  const { parts } = conversing;
  const turnTo =
    (change: (state: QueueState, click: Click) => QueueState) => async (turn: Turn, click: Click) => {
      const state = change(stateOf(click.place), click);
      return showAgain(parts, turn, click.place, state);
    };
  onClick(
    conversing,
    new RegExp(`^${FILTER.replaceAll('.', '\\.')}`),
    turnTo((state, { actionId, chosen }) => withFilter(state, actionId.slice(FILTER.length), chosen)),
  );
  onClick(
    conversing,
    NEXT_PAGE,
    turnTo((state, { value }) => ({ ...state, cursor: value })),
  );
  onClick(
    conversing,
    FIRST_PAGE,
    turnTo((state) => ({ ...state, cursor: null })),
  );
}

export const stateOf = (place: Place): QueueState =>
  readState(place.kind === 'list' ? stateOfBlock(place.state) : place.kind === 'home' ? place.state : '');

/** The list as a message for `/cardline queue`. */
export async function queueMessage(
  parts: Pick<SlackParts, 'services' | 'url'>,
  actor: Actor,
  state: QueueState,
): Promise<Result<{ readonly text: string; readonly blocks: KnownBlock[] }>> {
  const page = await parts.services.orders.listQueue(actor, queryOf(state), {
    limit: REQUESTS_A_PAGE,
    cursor: state.cursor,
  });
  return page.ok
    ? ok({
        text: `Provisioning queue of ${safe(actor.providerName)}: ${countedText(page.value.counts.pending)} pending.`,
        blocks: [header('Provisioning queue'), ...queueList(page.value, state, parts.url)],
      })
    : page;
}

/** App Home of one person: the queue of the company that they work for. */
export async function homeView(
  parts: Pick<SlackParts, 'services' | 'url'>,
  turn: Turn,
  state: QueueState,
): Promise<Result<HomeView>> {
  const queue = await queueMessage(parts, turn.actor, state);
  if (!queue.ok) return queue;
  return ok({
    type: 'home',
    private_metadata: writeState(state),
    blocks: [
      ...queue.value.blocks,
      context(
        `${safe(turn.actor.actorName)}, ${safe(turn.actor.providerName)} · \`/cardline help\` lists what else there is`,
      ),
    ],
  });
}

/** Shows a list anew where it stands: after a filter, a page, or a deed that changed something in it. */
export async function showAgain(
  parts: Pick<SlackParts, 'services' | 'url'>,
  turn: Turn,
  place: Place,
  state: QueueState = stateOf(place),
): Promise<Result<null>> {
  if (place.kind === 'list') {
    const message = await queueMessage(parts, turn.actor, state);
    if (!message.ok) return message;
    await answerUrl(place.responseUrl, { ...message.value, replaces: true });
  } else if (place.kind === 'home') {
    const view = await homeView(parts, turn, state);
    if (!view.ok) return view;
    await turn.client.views.publish({ user_id: turn.userId, view: view.value });
  }
  return ok(null);
}
