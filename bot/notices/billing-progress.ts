/**
 * A run of billing that lasts, for those who follow it in Slack: one message in the thread of its day's card, changed every few
 * seconds and for the last time when the run has ended. Where its day has no card and somebody started it in Slack, the
 * message stands in the channel itself. Of a run that has ended before its first turn nothing is said.
 */
import { systemActor } from '#app/people/system-actor.ts';
import { isUnderWay } from '#app/ports/billing.ts';
import type { NewDelivery, Notice } from '#app/ports/outbox.ts';
import type { Installation } from '#app/ports/slack.ts';
import { parseId } from '#core/ids.ts';
import { progressMessage } from '../billing/progress-message.ts';
import type { SlackParts } from '../bot-parts.ts';
import type { WebClient } from '../turn.ts';
import { addLines, billingSubject } from './billing-message.ts';
import { drawMessage } from './message.ts';

export const BEGUN_TOPIC = 'billing.run_begun';
export const BILLING_PROGRESS = 'billing_progress';

/** A run that is over by then was short: nobody waited for it. */
const SILENT_MS = 8_000;
const EVERY_MS = 5_000;

/** Its subject is its own, so that what else happens to the day need not wait for the end of the run. */
export const progressDelivery = (
  { topic, body, providerId, dedupeKey }: Notice,
  { id: installation }: Installation,
): NewDelivery => ({
  providerId,
  channel: 'slack',
  target: `slack:${installation}`,
  topic,
  subject: `billing progress ${String(body.run)}`,
  kind: BILLING_PROGRESS,
  dedupeKey: `${BILLING_PROGRESS}:${installation}:${topic}:${dedupeKey}`,
  coalesceKey: null,
  body: { ...body, installation },
  delayMs: SILENT_MS,
});

type Parts = Pick<SlackParts, 'services' | 'slack' | 'url' | 'log'>;

/** @returns whether Slack took anything; while the run is under way, when to look at it again */
export async function showProgress(
  parts: Parts,
  client: WebClient,
  installation: Installation,
  { run: runId, via }: Readonly<Record<string, unknown>>,
): Promise<boolean | { readonly againMs: number }> {
  const { services, slack, url } = parts;
  const id = parseId('run', String(runId));
  if (!id.ok) return false;
  const actor = systemActor(installation.tenant, 'schedule');
  const progress = await services.billing.readRunProgress(actor, id.value);
  if (!progress.ok) return false;
  const { run } = progress.value;
  const subject = `billing progress ${String(runId)}`;
  const card = await slack.message(installation.id, billingSubject(run.asOf));
  const isFollowed = card !== null || via === 'slack';
  const isNew = (await slack.message(installation.id, subject)) === null;
  if (!isFollowed || (isNew && !isUnderWay(run))) return false;
  await drawMessage(
    parts,
    { client, installation, subject, ...(card === null ? {} : { thread: card.ts }) },
    async () => ({ ...progressMessage(progress.value, url), version: 0 }),
    card?.channel ?? installation.channelId,
  );
  if (isUnderWay(run)) return { againMs: EVERY_MS };
  // The schedule sends the lines along with the end of the day.
  const shown = card ?? (await slack.message(installation.id, subject));
  if (shown !== null && via !== 'schedule') await addLines(parts, client, installation, shown, run);
  return true;
}
