/** The card of a day of billing in its company's channel, the lines of its thread, and all that was billed as a file. */

import { linesOf } from '#app/billing/run-tally.ts';
import { systemActor } from '#app/people/system-actor.ts';
import { type BillingRun, isUnderWay } from '#app/ports/billing.ts';
import type { NewDelivery, Notice } from '#app/ports/outbox.ts';
import type { Installation, SlackMessage } from '#app/ports/slack.ts';
import { type PlainDate, readDate } from '#core/calendar.ts';
import { parseId } from '#core/ids.ts';
import { runCsv, runCsvName } from '#documents/run-csv.ts';
import { billingCard } from '../billing/billing-card.ts';
import { runPage } from '../billing/billing-words.ts';
import { section } from '../blocks/blocks.ts';
import { clip, safe } from '../blocks/text.ts';
import type { SlackParts } from '../bot-parts.ts';
import { MESSAGE_TEXT } from '../limits.ts';
import type { WebClient } from '../turn.ts';
import { drawMessage } from './message.ts';
import { addThreadFile } from './thread-file.ts';

export const PREVIEWED_TOPIC = 'billing.previewed';
export const BILLING_TOPICS = [PREVIEWED_TOPIC, 'billing.day_changed'] as const;

const BILLING_CARD = 'billing_card';
const BILLING_LINE = 'billing_line';
const BILLING_FILE = 'billing_file';

type Parts = Pick<SlackParts, 'services' | 'slack' | 'url' | 'log'>;

export const billingSubject = (asOf: string): string => `billing ${asOf}`;

/** The card; what happened as a line of its thread; and once it is billed, all its lines. */
export function billingDeliveries(
  { topic, body, providerId, dedupeKey }: Notice,
  { id: installation }: Installation,
): NewDelivery[] {
  const subject = billingSubject(String(body.asOf));
  const lineKey = body.isSaidOnce === true ? `${subject}: ${String(body.text)}` : dedupeKey;
  const delivery = (kind: string, coalesceKey: string | null, key = dedupeKey) => ({
    providerId,
    channel: 'slack',
    target: `slack:${installation}`,
    topic,
    subject,
    kind,
    dedupeKey: `${kind}:${installation}:${topic}:${key}`,
    coalesceKey,
    body: { ...body, installation },
  });
  return [
    delivery(BILLING_CARD, `${BILLING_CARD}:${subject}`),
    ...(topic === PREVIEWED_TOPIC ? [] : [delivery(BILLING_LINE, null, lineKey)]),
    ...(body.report === undefined ? [] : [delivery(BILLING_FILE, null)]),
  ];
}

/** @returns null: the delivery is of another kind */
export async function deliverBilling(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  kind: string,
  body: Readonly<Record<string, unknown>>,
): Promise<boolean | null> {
  const asOf = readDate(body.asOf);
  if (asOf === null) return null;
  if (kind === BILLING_CARD)
    return showBillingCard(parts, client, installation, asOf, installation.channelId);
  if (kind === BILLING_LINE) return addLine(parts, client, installation, asOf, body);
  const id = parseId('run', String(body.report));
  if (kind !== BILLING_FILE || !id.ok) return null;
  const card = await parts.slack.message(installation.id, billingSubject(asOf));
  const run = await parts.services.billing.readBillingRun(
    systemActor(installation.tenant, 'schedule'),
    id.value,
  );
  return card !== null && run.ok && addLines(parts, client, installation, card, run.value);
}

/** @param channel where a first card goes; null: only a card that is there already is drawn anew */
export const showBillingCard = (
  parts: Omit<Parts, 'log'>,
  client: WebClient,
  installation: Installation,
  asOf: PlainDate,
  channel: string | null = null,
): Promise<boolean> =>
  drawMessage(
    parts,
    { client, installation, subject: billingSubject(asOf) },
    async () => {
      const { billing } = parts.services;
      const shown = await billing.showBillingDay(systemActor(installation.tenant, 'schedule'), asOf);
      return shown.ok ? { ...billingCard(shown.value, parts.url), version: shown.value.day.version } : null;
    },
    channel,
  );

/** Silent where all is well; where something needs a hand, the channel is called, and the line shows there too. */
async function addLine(
  { slack }: Parts,
  client: WebClient,
  installation: Installation,
  asOf: PlainDate,
  { text, isLoud }: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const card = await slack.message(installation.id, billingSubject(asOf));
  if (card === null) return false;
  const words = safe(clip(String(text), MESSAGE_TEXT - 100));
  const said = isLoud === true ? `:rotating_light: <!here> ${words}` : words;
  const line = {
    channel: card.channel,
    thread_ts: card.ts,
    text: said,
    blocks: [section(said)],
    unfurl_links: false,
    unfurl_media: false,
  };
  await client.chat.postMessage(isLoud === true ? { ...line, reply_broadcast: true } : line);
  return true;
}

/** Beyond it a file helps nobody in a thread: the console gives it. */
const MOST_LINES = 20_000;

/** All lines of a run that has ended, in the thread of a message. */
export async function addLines(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  card: SlackMessage,
  run: BillingRun,
): Promise<boolean> {
  if (isUnderWay(run)) return false;
  const actor = systemActor(installation.tenant, 'schedule');
  const lines = linesOf(run.tally);
  if (lines === 0) return false;
  const lots = lines > MOST_LINES ? null : await parts.services.billing.exportRunCardlines(actor, run.id);
  if (lots?.ok) {
    const pieces: string[] = [];
    for await (const piece of runCsv(lots.value)) pieces.push(piece);
    const file = { name: runCsvName(run.id), comment: 'All its lines', content: pieces.join('') };
    if (await addThreadFile(parts, client, installation, card, file)) return true;
  }
  await client.chat.postMessage({
    channel: card.channel,
    thread_ts: card.ts,
    text: `All its lines: ${runPage(run, parts.url)}/report.csv`,
    unfurl_links: false,
    unfurl_media: false,
  });
  return true;
}
