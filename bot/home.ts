/** App Home: the queue of the company that its person works for; for anybody else, how to get there. */
import type { HomeView } from '@slack/types';
import { header, section } from './blocks/blocks.ts';
import { type Conversing, refusalText, takeTurn } from './conversation.ts';
import { readState } from './queue/queue-state.ts';
import { homeView } from './queue/show-queue.ts';

export function homeConversation({ bot, parts }: Conversing): void {
  bot.event('app_home_opened', async ({ event, body, client }) => {
    if (event.tab !== 'home') return;
    const { view } = event as { view?: { private_metadata?: string } };
    const turn = await takeTurn(parts, body, client);
    // What was filtered for last time still is.
    const home = turn.ok ? await homeView(parts, turn.value, readState(view?.private_metadata ?? '')) : turn;
    await client.views.publish({
      user_id: event.user,
      view: home.ok ? home.value : welcome(refusalText(home.faults, parts.url)),
    });
  });
}

const welcome = (text: string): HomeView => ({
  type: 'home',
  blocks: [header('Cardline'), section(text)],
});
