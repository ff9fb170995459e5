/** Registers every conversation. */
import { App } from '@slack/bolt';
import type { BotParts } from './bot-parts.ts';
import { speakersOf } from './payload.ts';
import { strangerText } from './stranger-text.ts';

const HELP = [
  '*What you can write*',
  '`/cardline help` this list',
  '`/cardline link` say who you are in Cardline',
].join('\n');

export function createBot(parts: BotParts): App {
  const app = new App(parts.options);
  // Failures are the receiver's to log and to answer.
  app.error(async (error) => {
    throw error;
  });

  app.command('/cardline', async ({ ack, command, body }) => {
    const [word = 'help'] = command.text.trim().split(/\s+/).filter(Boolean);
    const answer = (text: string) => ack({ response_type: 'ephemeral', text });
    if (word === 'help') return answer(HELP);
    const { installation, requestId, services, url } = parts;
    const speaker = await services.slack.recogniseSpeaker(
      installation,
      speakersOf({ ...body }, installation),
      requestId,
    );
    return answer(
      speaker.ok ? `There is no \`/cardline ${word}\`. ${HELP}` : strangerText(speaker.faults, url),
    );
  });
  return app;
}
