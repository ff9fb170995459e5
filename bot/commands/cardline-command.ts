/** `/cardline`: finds the word's command, and helps with what it does not understand. */
import { nearest } from '#core/workbook/nearest.ts';
import { answerUrl } from '../answer.ts';
import { safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type Conversing, refusalText, takeTurn } from '../conversation.ts';
import type { SlackBody } from '../payload.ts';
import { linkAnswer, unlinkAnswer } from '../people/link-command.ts';
import { billingCommand } from './billing-command.ts';
import { channelCommand } from './channel-command.ts';
import type { Command, Saying } from './command.ts';
import { explainCommand } from './explain-command.ts';
import { orderCommand } from './order-command.ts';
import { periodsCommand } from './periods-command.ts';
import { plansCommand } from './plans-command.ts';
import { quarantineCommand } from './quarantine-command.ts';
import { queueCommand } from './queue-command.ts';
import { ratesCommand } from './rates-command.ts';
import { syncCommand } from './sync-command.ts';
import { whatIfCommand } from './whatif-command.ts';

/** In the order of `help`. */
export const COMMANDS: readonly Command[] = [
  queueCommand,
  orderCommand,
  plansCommand,
  explainCommand,
  whatIfCommand,
  ratesCommand,
  syncCommand,
  billingCommand,
  periodsCommand,
  quarantineCommand,
  channelCommand,
];

/** For anybody in the workspace, known to Cardline or not. */
const STRANGERS: Readonly<Record<string, (parts: BotParts, body: SlackBody) => Promise<string>>> = {
  link: linkAnswer,
  unlink: unlinkAnswer,
};

export const HELP = [
  '*What you can write*',
  ...COMMANDS.map(
    ({ word, usage, says }) => `\`/cardline ${[word, ...(usage ? [usage] : [])].join(' ')}\` ${says}`,
  ),
  '`/cardline link` say who you are in Cardline',
  '`/cardline unlink` be nobody here again',
  '`/cardline help` this list',
].join('\n');

export function cardlineCommand({ bot, parts }: Conversing): void {
  bot.command('/cardline', async ({ ack, command, body, client }) => {
    const [typed = 'help', ...words] = command.text.trim().split(/\s+/).filter(Boolean);
    const word = typed.toLowerCase();
    const say = (text: string) => ack({ response_type: 'ephemeral', text });
    if (word === 'help') return say(HELP);
    const forAnybody = STRANGERS[word];
    if (forAnybody) return say(await forAnybody(parts, { ...body }));
    const turn = await takeTurn(parts, body, client);
    if (!turn.ok) return say(refusalText(turn.faults, parts.url));
    const known = COMMANDS.find((candidate) => candidate.word === word);
    if (known === undefined) return say(notUnderstood(word));
    const done = await known.run(parts, turn.value, { words, channelId: command.channel_id });
    if (!done.ok) return say(refusalText(done.faults, parts.url));
    if ('opens' in done.value) {
      await client.views.open({ trigger_id: command.trigger_id, view: done.value.opens });
      return ack();
    }
    const { text, blocks, after } = done.value;
    await ack({ response_type: 'ephemeral', text, ...(blocks ? { blocks: [...blocks] } : {}) });
    if (after) await sayLater(command.response_url, after);
  });
}

/** What breaks is the log's; whoever asked hears that it did. */
async function sayLater(responseUrl: string, after: () => Promise<Saying>): Promise<void> {
  try {
    await answerUrl(responseUrl, await after());
  } catch (error) {
    await answerUrl(responseUrl, { text: ':warning: Something went wrong on our side. Try again.' });
    throw error;
  }
}

function notUnderstood(word: string): string {
  const meant = nearest(
    word,
    COMMANDS.map((known) => known.word),
  );
  const guess = meant === null ? '' : ` Did you mean \`/cardline ${meant}\`?`;
  return `There is no \`/cardline ${safe(word)}\`.${guess}\n${HELP}`;
}
