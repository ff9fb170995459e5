/** What came up while nobody looked, in the channel of the company that it is about: a message each, with where to put it right. */
import { JOB_FAILED_TOPIC, JOB_NAMES, JOB_RECOVERED_TOPIC, JOB_TITLES } from '#app/ports/jobs.ts';
import { DEAD_TOPIC } from '#app/ports/outbox.ts';
import { type Instant, parseDate, spokenDate } from '#core/calendar.ts';
import { counted } from '#core/words.ts';
import { actions, header, linkButton, section } from '../blocks/blocks.ts';
import { moment } from '../blocks/log.ts';
import { clip, safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';

export const RUN_FAILED_TOPIC = 'billing.run_failed';

/** Prices of the past were changed (USE-8). */
const RERATE_TOPIC = 'usage.rerate_proposed';

export const NEWS_TOPICS = [
  DEAD_TOPIC,
  RUN_FAILED_TOPIC,
  JOB_FAILED_TOPIC,
  JOB_RECOVERED_TOPIC,
  RERATE_TOPIC,
] as const;

const REASON = 600;

type Body = Readonly<Record<string, unknown>>;

/**
 * That a message to Slack did not arrive is not told in Slack: whoever installed it is, and the console says it. A run that
 * the schedule tries again by itself is told as that of the schedule.
 */
export function isNewsForSlack(topic: string, body: Body): boolean {
  if (topic === DEAD_TOPIC) return body.channel !== 'slack';
  return topic !== RUN_FAILED_TOPIC || body.isRetried !== true;
}

/** @param timeZone the company's */
export function newsMessage(topic: string, body: Body, url: string, timeZone: string): Message {
  const { title, text, page, calls = '' } = newsOf(topic, body, timeZone);
  return {
    text: `${calls}${title}: ${text}`,
    blocks: [
      header(title),
      section(`${calls}${text}`),
      actions('deeds', [linkButton('Open in Cardline', `${url}${page}`)]),
    ],
  };
}

interface News {
  readonly title: string;
  readonly text: string;
  readonly page: string;
  /** Whom it calls, in Slack's own writing. */
  readonly calls?: string;
}

function newsOf(topic: string, body: Body, timeZone: string): News {
  switch (topic) {
    case RUN_FAILED_TOPIC:
      return runFailed(body);
    case JOB_FAILED_TOPIC:
      return jobFailed(body, timeZone);
    case JOB_RECOVERED_TOPIC:
      return jobRecovered(body);
    case RERATE_TOPIC:
      return rerateProposed(body);
    default:
      return notArrived(body);
  }
}

function runFailed({ asOf, run }: Body): News {
  return {
    title: '🚨 Billing was cut off',
    calls: '<!here> ',
    text: `Billing of ${spoken(asOf)} did not get to its end. What it billed stands: run the same day again to finish it.`,
    page: `/billing/runs/${String(run)}`,
  };
}

const jobFailed = ({ job, day, reason, failures, nextTryAt }: Body, timeZone: string): News => ({
  title: `🚨 ${titleOf(job)}: failed`,
  calls: '<!here> ',
  text: [
    `${spoken(day)} is not done: ${safe(clip(String(reason), REASON))}`,
    `It failed ${counted(Number(failures), 'time')} in a row and is tried again by itself, ${moment(nextTryAt as Instant, timeZone)} at first and at least once an hour. Once the reason is put right, *Try now* need not wait for that.`,
  ].join('\n'),
  page: '/status',
});

const jobRecovered = ({ job, day, failures }: Body): News => ({
  title: `✅ ${titleOf(job)}: works again`,
  text: `${spoken(day)} is done${Number(failures) === 0 ? '' : `, after ${counted(Number(failures), 'try', 'tries')} in vain`}.`,
  page: '/status',
});

const titleOf = (name: unknown): string => {
  const job = JOB_NAMES.find((known) => known === name);
  return job === undefined ? String(name) : JOB_TITLES[job];
};

function spoken(text: unknown): string {
  const day = parseDate(text);
  return day.ok ? spokenDate(day.value) : safe(String(text));
}

const rerateProposed = ({ rerate, version, text }: Body): News => ({
  title: '🧾 A price of the past was changed',
  text: `Version ${String(version)} prices days in the past anew. ${safe(String(text))} Nothing changes until somebody accepts it.`,
  page: `/usage/rerates/${String(rerate)}`,
});

const notArrived = ({ subject, channel, error }: Body): News => ({
  title: '🚨 Not delivered',
  text: `${safe(String(subject))} (${safe(String(channel))}) was given up: ${safe(String(error))} Put the reason right, then send it again.`,
  page: '/status/outbox',
});
