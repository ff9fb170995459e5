import { ok } from '#core/result.ts';
import { safe } from '../blocks/text.ts';
import type { Command } from './command.ts';

export const channelCommand: Command = {
  word: 'channel',
  says: 'new requests appear in this channel from now on',
  async run({ services: { slack } }, { actor, installation }, { channelId }) {
    const chosen = await slack.setChannel(actor, installation.id, channelId);
    if (!chosen.ok) return chosen;
    return ok({
      text: `:pushpin: New requests of ${safe(actor.providerName)} appear in <#${channelId}> from now on. In a private channel, invite Cardline first: \`/invite @Cardline\`.`,
    });
  },
};
