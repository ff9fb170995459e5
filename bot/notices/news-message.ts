/** What went wrong while nobody looked, in the channel of the company that it is about: a message each, with where to put it right. */
import { DEAD_TOPIC } from '#app/ports/outbox.ts';
import { parseDate, spokenDate } from '#core/calendar.ts';
import { actions, header, linkButton, section } from '../blocks/blocks.ts';
import { safe } from '../blocks/text.ts';
import type { Message } from '../requests/request-card.ts';

export const RUN_FAILED_TOPIC = 'billing.run_failed';

export const NEWS_TOPICS = [DEAD_TOPIC, RUN_FAILED_TOPIC] as const;

type Body = Readonly<Record<string, unknown>>;

/** That a message to Slack did not arrive is not told in Slack: whoever installed it is, and the console says it. */
export const isNewsForSlack = (topic: string, body: Body): boolean =>
  topic === RUN_FAILED_TOPIC || (topic === DEAD_TOPIC && body.channel !== 'slack');

export function newsMessage(topic: string, body: Body, url: string): Message {
  const { title, text, page, calls = '' } = topic === RUN_FAILED_TOPIC ? runFailed(body) : notArrived(body);
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

function runFailed({ asOf, run }: Body): News {
  const day = parseDate(asOf);
  return {
    title: '🚨 Billing was cut off',
    calls: '<!here> ',
    text: `Billing of ${day.ok ? spokenDate(day.value) : safe(String(asOf))} did not get to its end. What it billed stands: run the same day again to finish it.`,
    page: `/billing/runs/${String(run)}`,
  };
}

const notArrived = ({ subject, channel, error }: Body): News => ({
  title: '🚨 Not delivered',
  text: `${safe(String(subject))} (${safe(String(channel))}) was given up: ${safe(String(error))} Put the reason right, then send it again.`,
  page: '/status/outbox',
});
