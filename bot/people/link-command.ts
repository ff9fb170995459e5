/** `/cardline link` and `/cardline unlink`: for anybody in the workspace, known or not. */
import { safe } from '../blocks/text.ts';
import type { BotParts } from '../bot-parts.ts';
import { type SlackBody, speakersOf, userNameOf } from '../payload.ts';

/** A link for this user alone, or who the user is already. */
export async function linkAnswer(parts: BotParts, body: SlackBody): Promise<string> {
  const { installation, services, requestId, url } = parts;
  const speakers = speakersOf(body, installation);
  const known = await services.slack.recogniseSpeaker(installation, speakers, requestId);
  if (known.ok)
    return `You are ${safe(known.value.actorName)} of ${safe(known.value.providerName)} already. If that is wrong, write \`/cardline unlink\` first.`;
  const [user] = speakers;
  if (user === undefined) return 'Slack did not say who you are. Write it once more.';
  const { secret } = await services.slack.requestLink(installation, {
    user,
    userName: userNameOf(body) ?? user.userId,
  });
  return [
    `<${url}/link/slack/${secret}|Say who you are in Cardline>: sign in there and confirm.`,
    'The link works once, for ten minutes, and for you alone: do not pass it on.',
  ].join(' ');
}

export async function unlinkAnswer(parts: BotParts, body: SlackBody): Promise<string> {
  const { installation, services, requestId } = parts;
  const ended = await services.slack.unlinkSpeaker(speakersOf(body, installation), requestId);
  return ended === null
    ? 'You were not linked to anybody.'
    : `You are no longer ${safe(ended.name)} in Slack. \`/cardline link\` links you again.`;
}
