/**
 * From a web request to Bolt and back, the same on Node and on Workers. Knows transport and nothing else: what is said in
 * Slack is the bot's business (create-bot.ts).
 *
 * Slack waits three seconds. The answer is what a listener acknowledges with; what it does afterwards goes on in the
 * background. Events are different: nobody reads their answer, and Slack repeats those that it gets none to. So an event is
 * answered when it has been worked on, and each is worked on once: which ones were is in the database.
 */
import { type Receiver, ReceiverMultipleAckError } from '@slack/bolt';
import type { Installation } from '#app/ports/slack.ts';
import { instant } from '#core/calendar.ts';
import type { BotParts, CreateBot, SlackParts } from './bot-parts.ts';
import { boltLogger } from './logger.ts';
import { eventIdOf, kindOf, type SlackBody, speakersOf, workspaceOf } from './payload.ts';
import { readSlackRequest, refusal } from './read-request.ts';
import { strangerText } from './stranger-text.ts';
import { tellPrivately } from './tell.ts';

export interface ReceiverParts extends SlackParts {
  readonly signingSecret: string;
  readonly createBot: CreateBot;
}

export interface SlackReceiver {
  handle(request: Request, requestId?: string | null): Promise<Response>;
}

/** Slack gives up after three seconds; this much of it is ours. */
export const ANSWER_WITHIN_MS = 2_800;
/** Longest that an event is worked on; after that whoever took it counts as dead, and a repeat is worked on anew. */
const EVENT_MS = 60_000;

type Answer = (response: Response) => void;

export function makeReceiver(parts: ReceiverParts): SlackReceiver {
  if (parts.signingSecret === '')
    throw new Error('Slack needs a signing secret: an empty one lets everybody sign.');
  return {
    async handle(request, requestId = null) {
      const body = await readSlackRequest(request, parts);
      if (body instanceof Response) return body;
      return inTime(parts, body, (answer) =>
        deliver(parts, { body, requestId, ...retryOf(request) }, answer),
      );
    },
  };
}

interface Delivery {
  readonly body: SlackBody;
  readonly requestId: string | null;
  readonly retryNum?: number;
  readonly retryReason?: string;
}

const retryOf = ({ headers }: Request): Pick<Delivery, 'retryNum' | 'retryReason'> => {
  const [count, retryReason] = [headers.get('x-slack-retry-num'), headers.get('x-slack-retry-reason')];
  return {
    ...(count !== null && /^\d+$/.test(count) ? { retryNum: Number(count) } : {}),
    ...(retryReason === null ? {} : { retryReason }),
  };
};

/** Answers with the first answer that the work gives, or says in time that there is none yet; the work goes on. */
async function inTime(
  { background, log }: ReceiverParts,
  body: SlackBody,
  working: (answer: Answer) => Promise<void>,
): Promise<Response> {
  let isAnswered = false;
  const { promise, resolve } = Promise.withResolvers<Response>();
  const answer: Answer = (response) => {
    isAnswered = true;
    resolve(response);
  };
  background.keep(
    working(answer).catch((error: unknown) => {
      log.error({ err: error, ...namesOf(body) }, 'a request from Slack failed');
      answer(refusal(500, 'It failed.'));
    }),
  );
  await background.waitFor(promise, ANSWER_WITHIN_MS);
  if (!isAnswered) {
    log.error(namesOf(body), 'a request from Slack was not answered in time');
    answer(refusal(503, 'There is no answer yet.'));
  }
  return promise;
}

async function deliver(parts: ReceiverParts, delivery: Delivery, answer: Answer): Promise<void> {
  const eventId = eventIdOf(delivery.body);
  if (eventId === null) return work(parts, delivery, answer);
  const { slack, clock } = parts;
  const at = clock.now();
  const claim = await slack.takeEvent(eventId, { at, until: instant(new Date(Date.parse(at) + EVENT_MS)) });
  if (claim === 'done') return answer(new Response(null, { status: 200 }));
  // It may yet die there: Slack is to ask again.
  if (claim === 'busy') return answer(refusal(503, 'It is being worked on.'));
  try {
    await work(parts, delivery, answer);
  } catch (error) {
    await slack.releaseEvent(eventId);
    throw error;
  }
  await slack.finishEvent(eventId, clock.now());
  answer(new Response(null, { status: 200 }));
}

async function work(parts: ReceiverParts, delivery: Delivery, answer: Answer): Promise<void> {
  const { body, requestId } = delivery;
  const isEvent = kindOf(body) === 'event';
  const admitted = await parts.services.slack.admitWorkspace(workspaceOf(body), speakersOf(body));
  if (!admitted.ok) {
    if (!isEvent) answer(responseOf(tellPrivately(parts, body, strangerText(admitted.faults, parts.url))));
    return;
  }
  const bot = parts.createBot(botParts(parts, admitted.value, requestId));
  let isAcked = false;
  await bot.processEvent({
    ...delivery,
    ack: async (response) => {
      if (isAcked) throw new ReceiverMultipleAckError();
      isAcked = true;
      if (!isEvent) answer(responseOf(response));
    },
  });
  if (isAcked || isEvent) return;
  parts.log.warn(namesOf(body), 'nothing in the bot answers this request from Slack');
  answer(refusal(404, 'Nothing answers this.'));
}

function botParts(parts: ReceiverParts, installation: Installation, requestId: string | null): BotParts {
  return {
    ...parts,
    installation,
    requestId,
    options: {
      receiver: NO_TRANSPORT,
      // The token is no part of it: the client looks it up when something is asked of Slack.
      authorize: async () => ({ botUserId: installation.botUserId }),
      clientOptions: parts.clients.optionsFor(installation, 1),
      logger: boltLogger(parts.log),
      convoStore: false,
    },
  };
}

/** Bolt insists on a receiver; this one's part is done when the bot is made. */
const NO_TRANSPORT: Receiver = { init: () => {}, start: async () => {}, stop: async () => {} };

/** What a listener acknowledged with, as an answer. */
function responseOf(acknowledged: unknown): Response {
  if (acknowledged === undefined || acknowledged === null || acknowledged === '')
    return new Response(null, { status: 200 });
  return typeof acknowledged === 'string' ? new Response(acknowledged) : Response.json(acknowledged);
}

/** What a log may say of a request: what it was, never what somebody wrote. */
const namesOf = (body: SlackBody): Readonly<Record<string, unknown>> => ({
  from: 'slack',
  kind: kindOf(body),
  workspace: workspaceOf(body).teamId ?? workspaceOf(body).enterpriseId,
});
