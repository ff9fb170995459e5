/**
 * Slack as a way out of the building (DESIGN 4, 9): what a notice makes in each workspace of its company, and how it gets
 * there. A card is drawn from the database when its turn comes, so the last of many changes is enough; a line of its thread is
 * the log's own entry, which never changes.
 */
import { systemActor } from '#app/people/system-actor.ts';
import type { LogRow } from '#app/ports/orders.ts';
import type { Delivery, DeliveryChannel, NewDelivery, Notice, Outcome } from '#app/ports/outbox.ts';
import type { Installation } from '#app/ports/slack.ts';
import { parseId } from '#core/ids.ts';
import { NOTICE_TOPICS, RECEIVED_TOPIC } from '#core/orders/notices.ts';
import { context, words } from '../blocks/blocks.ts';
import { byLine, entryLines } from '../blocks/log.ts';
import { clip, safe } from '../blocks/text.ts';
import type { SlackParts } from '../bot-parts.ts';
import { MESSAGE_TEXT } from '../limits.ts';
import type { WebClient } from '../turn.ts';
import { ALERT_TOPICS, type AlertNotice, alertMessage, alertSubject } from './alert-message.ts';
import { BILLING_TOPICS, billingDeliveries, deliverBilling, PREVIEWED_TOPIC } from './billing-message.ts';
import { BEGUN_TOPIC, BILLING_PROGRESS, progressDelivery, showProgress } from './billing-progress.ts';
import {
  addDifference,
  CHANGE_TOPICS,
  editorsIn,
  SUBMITTED_TOPIC,
  showChangeCard,
  tellPerson,
  toldPeople,
} from './change-message.ts';
import { drawMessage } from './message.ts';
import { isNewsForSlack, NEWS_TOPICS, newsMessage, RUN_FAILED_TOPIC } from './news-message.ts';
import { orderSubject, showOrderCard } from './order-message.ts';
import { showRequestCard } from './request-message.ts';
import { outcomeOf, problemOf } from './slack-errors.ts';

type ChannelParts = Pick<SlackParts, 'services' | 'slack' | 'clients' | 'url' | 'log'>;

/** Slack lets an app write about once a second into a channel, and change fifty messages a minute in a workspace. */
const SPACING_MS = 1200;

/** Of what has no card yet. */
const FIRST_TOPICS: ReadonlySet<string> = new Set([RECEIVED_TOPIC, SUBMITTED_TOPIC, PREVIEWED_TOPIC]);

/** What a delivery needs room for: a change of a card that is there, or a new message. */
const gateOf = ({ target, kind, topic }: NewDelivery): string =>
  kind === BILLING_PROGRESS || (kind.endsWith('_card') && !FIRST_TOPICS.has(topic))
    ? `${target}:chat.update`
    : `${target}:chat.postMessage`;

export function makeSlackChannel(parts: ChannelParts): DeliveryChannel {
  return {
    name: 'slack',
    topics: new Set([
      ...NOTICE_TOPICS,
      ...ALERT_TOPICS,
      ...NEWS_TOPICS,
      ...CHANGE_TOPICS,
      ...BILLING_TOPICS,
      BEGUN_TOPIC,
    ]),

    async plan(notices) {
      const providers = [...new Set(notices.map(({ providerId }) => providerId))];
      const installations = await parts.slack.installationsOf(providers);
      return notices.flatMap((notice) =>
        installations
          .filter(({ tenant }) => tenant.providerId === notice.providerId)
          .flatMap((installation) =>
            deliveriesOf(notice, installation).filter(
              ({ kind }) => installation.channelId !== null || kind === CHANGE_DIRECT,
            ),
          ),
      );
    },

    gatesOf: (delivery) => [{ key: gateOf(delivery), spacingMs: SPACING_MS }],

    async deliver(delivery) {
      const installation = await parts.slack.installation(Number(delivery.body.installation));
      if (installation === null || installation.revokedAt !== null)
        return { outcome: 'dead', error: 'Cardline is not in this Slack workspace any more.' };
      if (installation.channelId === null && delivery.kind !== CHANGE_DIRECT)
        return {
          outcome: 'dead',
          error: 'No Slack channel is chosen for the cards: choose one with /cardline channel.',
        };
      try {
        const handed = await handOver(parts, installation, delivery);
        if (handed !== false && installation.problem !== null)
          await parts.slack.setProblem(installation.id, null);
        return typeof handed === 'object'
          ? { outcome: 'again', waitMs: handed.againMs }
          : { outcome: 'sent' };
      } catch (error) {
        return failed(parts, installation, delivery, error);
      }
    },
  };
}

function deliveriesOf(notice: Notice, installation: Installation): NewDelivery[] {
  const { topic, body, providerId } = notice;
  if (topic.startsWith('workflow.')) return [alertDelivery(notice, installation)];
  if (isChange(topic)) return changeDeliveries(notice, installation);
  if (topic === BEGUN_TOPIC) return [progressDelivery(notice, installation)];
  if (BILLING_TOPICS.some((known) => known === topic)) return billingDeliveries(notice, installation);
  if (isNews(topic)) return isNewsForSlack(topic, body) ? [newsDelivery(notice, installation)] : [];
  const about = topic.startsWith('request.')
    ? { subject: String(body.request), card: 'request_card', line: 'request_line' }
    : { subject: orderSubject(String(body.order)), card: 'order_card', line: 'order_line' };
  const shared = {
    providerId,
    channel: 'slack',
    target: `slack:${installation.id}`,
    topic,
    subject: about.subject,
    body: { installation: installation.id, order: body.order, request: body.request, version: body.version },
  };
  const key = `${installation.id}:${notice.dedupeKey}`;
  return [
    {
      ...shared,
      kind: about.card,
      dedupeKey: `${about.card}:${key}`,
      coalesceKey: `${about.card}:${about.subject}`,
    },
    // The card itself is the news of a request that came in.
    ...(topic === RECEIVED_TOPIC
      ? []
      : [{ ...shared, kind: about.line, dedupeKey: `${about.line}:${key}`, coalesceKey: null }]),
  ];
}

/** Of an alert the last news counts: what it says is in the notice, since there is nothing else to draw it from. */
const alertDelivery = (
  { topic, body, providerId, dedupeKey }: Notice,
  { id }: Installation,
): NewDelivery => ({
  providerId,
  channel: 'slack',
  target: `slack:${id}`,
  topic,
  kind: 'alert',
  subject: alertSubject(body as unknown as AlertNotice),
  dedupeKey: `alert:${id}:${topic}:${dedupeKey}`,
  coalesceKey: `alert:${alertSubject(body as unknown as AlertNotice)}`,
  body: { ...body, installation: id },
});

const CHANGE_CARD = 'change_card';
const CHANGE_FILE = 'change_file';
/** What somebody is told in a message of their own; it needs no channel. */
const CHANGE_DIRECT = 'change_direct';

const isChange = (topic: string): boolean => CHANGE_TOPICS.some((known) => known === topic);

/** The card; of a new one its whole difference as a file; and whoever waits for the outcome is told it. */
function changeDeliveries(
  { topic, body, providerId, dedupeKey }: Notice,
  { id: installation }: Installation,
): NewDelivery[] {
  const subject = String(body.change);
  const people = toldPeople(body);
  const delivery = (kind: string, coalesceKey: string | null, person?: string) => ({
    providerId,
    channel: 'slack',
    target: `slack:${installation}`,
    topic,
    subject,
    kind,
    dedupeKey: [kind, installation, topic, dedupeKey, ...(person === undefined ? [] : [person])].join(':'),
    coalesceKey,
    body: { installation, change: subject, person, reason: body.reason, told: [body.byId, ...people] },
  });
  return [
    delivery(CHANGE_CARD, `${CHANGE_CARD}:${subject}`),
    ...(topic === SUBMITTED_TOPIC
      ? [delivery(CHANGE_FILE, null)]
      : [...people, ...editorsIn(body)].map((person) => delivery(CHANGE_DIRECT, null, person))),
  ];
}

const isNews = (topic: string): boolean => NEWS_TOPICS.some((known) => known === topic);

const newsDelivery = ({ topic, body, providerId, dedupeKey }: Notice, { id }: Installation): NewDelivery => ({
  providerId,
  channel: 'slack',
  target: `slack:${id}`,
  topic,
  kind: 'news',
  // What is tried again each minute and fails is one message, not one a minute.
  subject: topic === RUN_FAILED_TOPIC ? `${topic} ${String(body.asOf)}` : `${topic} ${dedupeKey}`,
  dedupeKey: `news:${id}:${topic}:${dedupeKey}`,
  coalesceKey: null,
  body: { ...body, installation: id },
});

/**
 * Answers whether Slack took anything: what has come to nothing says nothing about a problem; or that it did, and when there
 * is more to tell.
 */
async function handOver(
  parts: ChannelParts,
  installation: Installation,
  { kind, topic, subject, body }: Delivery,
): Promise<boolean | { readonly againMs: number }> {
  const { channelId: channel } = installation;
  const client = await parts.clients.clientOf(installation);
  if (kind === BILLING_PROGRESS) return showProgress(parts, client, installation, body);
  const change = parseId('change', String(body.change));
  if (kind === CHANGE_CARD && change.ok)
    return showChangeCard(parts, client, installation, change.value, channel);
  if (kind === CHANGE_FILE && change.ok) return addDifference(parts, client, installation, change.value);
  if (kind === CHANGE_DIRECT && change.ok)
    return tellPerson(parts, client, installation, {
      change: change.value,
      person: String(body.person),
      told: Array.isArray(body.told) ? body.told : [],
      reason: typeof body.reason === 'string' ? body.reason : null,
    });
  const billed = await deliverBilling(parts, client, installation, kind, body);
  if (billed !== null) return billed;
  const order = String(body.order);
  const request = parseId('request', String(body.request));
  if (kind === 'order_card') return showOrderCard(parts, client, installation, order, channel);
  if (kind === 'request_card' && request.ok)
    return showRequestCard(parts, client, installation, request.value, channel);
  if (kind === 'alert' || kind === 'news') {
    const message =
      kind === 'news'
        ? newsMessage(topic, body, parts.url, installation.tenant.timeZone)
        : alertMessage(body as unknown as AlertNotice, parts.url);
    const showing = { client, installation, subject };
    return drawMessage(parts, showing, async () => ({ ...message, version: 0 }), channel);
  }
  const actor = systemActor(installation.tenant, 'schedule');
  const version = Number(body.version);
  const entry =
    kind === 'request_line' && request.ok
      ? await parts.services.orders.logEntryOfRequest(actor, request.value, version)
      : await parts.services.orders.logEntryOfOrder(actor, order, version);
  return entry.ok && entry.value !== null && addLine(parts, client, installation, subject, entry.value);
}

/** A line in the thread of a card. Where there is no card there is no thread, and the log itself says it. */
async function addLine(
  { slack }: Pick<ChannelParts, 'slack'>,
  client: WebClient,
  installation: Installation,
  subject: string,
  entry: LogRow,
): Promise<boolean> {
  const card = await slack.message(installation.id, subject);
  if (card === null) return false;
  await client.chat.postMessage({
    channel: card.channel,
    thread_ts: card.ts,
    text: safe(clip(entry.text, MESSAGE_TEXT)),
    blocks: [words(entryLines(entry)), context(byLine(entry, installation.tenant.timeZone))],
    unfurl_links: false,
    unfurl_media: false,
  });
  return true;
}

async function failed(
  parts: ChannelParts,
  installation: Installation,
  delivery: Delivery,
  error: unknown,
): Promise<Outcome> {
  const problem = problemOf(error, installation.channelId);
  if (problem !== null && problem !== installation.problem) {
    await parts.slack.setProblem(installation.id, problem);
    await tellInstaller(parts, installation, problem);
  }
  return outcomeOf(error, gateOf(delivery));
}

/** Whoever installed Cardline is told in a message of their own, if Slack lets it through; console and doctor say it too. */
async function tellInstaller(
  parts: ChannelParts,
  installation: Installation,
  problem: string,
): Promise<void> {
  if (installation.installedBy === null) return;
  try {
    const client = await parts.clients.clientOf(installation);
    await client.chat.postMessage({
      channel: installation.installedBy,
      text: `:warning: ${safe(problem)} Until then nothing of ${safe(installation.tenant.providerName)}'s queue appears in Slack; it waits.`,
    });
  } catch (error) {
    parts.log.warn(
      { err: error, installation: installation.id },
      'whoever installed Cardline in Slack could not be told of a problem',
    );
  }
}
