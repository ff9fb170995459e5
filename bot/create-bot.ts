/** Registers every conversation. */
import { App } from '@slack/bolt';
import type { BotParts } from './bot-parts.ts';
import { lostConversation } from './install/lost.ts';
import type { SlackBody } from './payload.ts';
import { speakersOf } from './payload.ts';
import { linkAnswer, unlinkAnswer } from './people/link-command.ts';
import { strangerText } from './stranger-text.ts';

const HELP = [
  '*What you can write*',
  '`/cardline help` this list',
  '`/cardline link` say who you are in Cardline',
  '`/cardline unlink` be nobody here again',
].join('\n');

export function createBot(parts: BotParts): App {
  const bot = new App(parts.options);
  // Failures are the receiver's to log and to answer.
  bot.error(async (error) => {
    throw error;
  });
  lostConversation({ bot, parts });

  bot.command('/cardline', async ({ ack, command }) => {
    const [word = 'help'] = command.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    return ack({ response_type: 'ephemeral', text: await answerTo(parts, word, { ...command }) });
  });
  return bot;
}

async function answerTo(parts: BotParts, word: string, body: SlackBody): Promise<string> {
  if (word === 'help') return HELP;
  if (word === 'link') return linkAnswer(parts, body);
  if (word === 'unlink') return unlinkAnswer(parts, body);
  const { installation, requestId, services, url } = parts;
  const speakers = speakersOf(body, installation);
  const speaker = await services.slack.recogniseSpeaker(installation, speakers, requestId);
  return speaker.ok ? `There is no \`/cardline ${word}\`.\n${HELP}` : strangerText(speaker.faults, url);
}
