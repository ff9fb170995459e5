/** The card of a change set in its company's channel, the file of its whole difference, and what its author is told. */
import { systemActor } from '#app/people/system-actor.ts';
import { CHANGE_STATUSES, type ChangeSet } from '#app/ports/catalogue.ts';
import type { Installation, LinkedUser, SlackMessage } from '#app/ports/slack.ts';
import { spokenDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { actions, linkButton, section } from '../blocks/blocks.ts';
import { clip, safe } from '../blocks/text.ts';
import type { SlackParts } from '../bot-parts.ts';
import { changeCard, changePage, previewButton } from '../changes/change-card.ts';
import { changeCounts } from '../changes/change-words.ts';
import { MESSAGE_TEXT } from '../limits.ts';
import type { WebClient } from '../turn.ts';
import { drawMessage } from './message.ts';
import { addThreadFile } from './thread-file.ts';

type Parts = Pick<SlackParts, 'services' | 'slack' | 'url' | 'log'>;

export const SUBMITTED_TOPIC = 'catalogue.submitted';

export const CHANGE_TOPICS = [
  SUBMITTED_TOPIC,
  'catalogue.scheduled',
  'catalogue.published',
  'catalogue.rejected',
  'catalogue.withdrawn',
  'catalogue.stale',
] as const;

const findChange = ({ services }: Pick<Parts, 'services'>, { tenant }: Installation, id: number) =>
  services.catalogue.showChangeSet(systemActor(tenant, 'schedule'), id);

/** @param channel where a first card goes; null: only a card that is there already is drawn anew */
export const showChangeCard = (
  parts: Omit<Parts, 'log'>,
  client: WebClient,
  installation: Installation,
  id: number,
  channel: string | null = null,
): Promise<boolean> =>
  drawMessage(
    parts,
    { client, installation, subject: formatId('change', id) },
    async () => {
      const change = await findChange(parts, installation, id);
      if (!change.ok) return null;
      return {
        ...changeCard(change.value, parts.url),
        version: CHANGE_STATUSES.indexOf(change.value.status),
      };
    },
    channel,
  );

/** Beyond it a file helps nobody in a thread: the console gives it. */
const MOST_ROWS = 5000;

/** The whole difference as a file in the thread of the card; where that cannot be, a link to it. */
export async function addDifference(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  id: number,
): Promise<boolean> {
  const card = await parts.slack.message(installation.id, formatId('change', id));
  const change = await findChange(parts, installation, id);
  if (card === null || !change.ok) return false;
  const { added, changed, removed } = change.value;
  if (
    added + changed + removed <= MOST_ROWS &&
    (await isUploaded(parts, client, installation, change.value, card))
  )
    return true;
  await client.chat.postMessage({
    channel: card.channel,
    thread_ts: card.ts,
    text: `The whole difference: ${changePage(change.value, parts.url)}/diff.csv`,
    unfurl_links: false,
    unfurl_media: false,
  });
  return true;
}

async function isUploaded(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  { id }: ChangeSet,
  card: SlackMessage,
): Promise<boolean> {
  const actor = systemActor(installation.tenant, 'schedule');
  const pieces = await parts.services.catalogue.exportChanges(actor, id);
  if (!pieces.ok) return false;
  return addThreadFile(parts, client, installation, card, {
    name: `${formatId('change', id)}.csv`,
    comment: 'The whole difference',
    content: [...pieces.value].join(''),
  });
}

/** Whom a notice is about and who did not do it themselves: who submitted, and of what went stale who had approved it. */
export function toldPeople(body: Readonly<Record<string, unknown>>): string[] {
  const people = [body.submittedById, body.approvedById].filter((id) => typeof id === 'string');
  return [...new Set(people)].filter((id) => id !== body.byId);
}

const EDITOR = 'editor ';

/** Who changed rows in the sheet: it knows them by name or e-mail, not by id. */
export const editorsIn = ({ editedBy }: Readonly<Record<string, unknown>>): string[] =>
  Array.isArray(editedBy) ? editedBy.map((name) => `${EDITOR}${name}`) : [];

interface Told {
  readonly change: number;
  /** `usr_3`, or an editor as above. */
  readonly person: string;
  /** Those who are told as themselves, or did the deed; an editor among them is not told twice. */
  readonly told: readonly unknown[];
  readonly reason: string | null;
}

/** In a message of their own, where they are linked in this workspace. */
export async function tellPerson(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  { change: id, person, told, reason }: Told,
): Promise<boolean> {
  const change = await findChange(parts, installation, id);
  if (!change.ok) return false;
  const isEditor = person.startsWith(EDITOR);
  const isMeant = ({ personId, personName, personEmail }: LinkedUser): boolean => {
    const known = formatId('person', personId);
    if (!isEditor) return known === person;
    const name = person.slice(EDITOR.length);
    return !told.includes(known) && (personName === name || personEmail.toLowerCase() === name.toLowerCase());
  };
  const linked = await parts.slack.linkedUsers(installation.tenant.providerId);
  const users = linked.filter(
    (one) => isMeant(one) && (installation.teamId === null || one.user.teamId === installation.teamId),
  );
  const text = clip(toldText(change.value, reason, isEditor), MESSAGE_TEXT);
  for (const { user } of users)
    await client.chat.postMessage({
      channel: user.userId,
      text,
      blocks: [
        section(text),
        actions('deeds', [
          previewButton(change.value),
          linkButton('Open in Cardline', changePage(change.value, parts.url)),
        ]),
      ],
      unfurl_links: false,
      unfurl_media: false,
    });
  return users.length > 0;
}

function toldText(change: ChangeSet, reason: string | null, isEditor: boolean): string {
  const { id, status, decidedBy, publishOn, publishedVersion } = change;
  const name = `${formatId('change', id)} (${changeCounts(change)})`;
  const what = isEditor ? `Change set ${name}, with rows that you edited,` : `Your change set ${name}`;
  const by = safe(clip(decidedBy ?? 'somebody', 100));
  const why = safe(clip(reason ?? 'no reason was given', 1500));
  switch (status) {
    case 'rejected':
      return `:octagonal_sign: ${what} was rejected by ${by}: ${why}`;
    case 'scheduled':
      return `:date: ${what} was approved by ${by}, and is published on ${publishOn === null ? 'its day' : spokenDate(publishOn)}.`;
    case 'published':
      return `:white_check_mark: ${what} was approved by ${by}${publishedVersion === null ? '' : ` and is published as version ${publishedVersion}`}.`;
    case 'stale':
      return `:warning: ${what} is stale, and was not published: ${why}. Submit again and look at the new difference.`;
    default:
      return `${what} was withdrawn by ${by}.`;
  }
}
