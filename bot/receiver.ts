/**
 * From a web request to Bolt and back, the same on Node and on Workers. Knows transport and nothing else: what is said in
 * Slack is the bot's business (create-bot.ts).
 *
 * Slack waits three seconds. The answer is what a listener acknowledges with; what it does afterwards goes on in the
 * background. Events are different: nobody reads their answer, and Slack repeats those that it gets none to. So an event is
 * answered when it has been worked on, and each is worked on once: which ones were is in the database.
 */
import { type Receiver, type ReceiverEvent, ReceiverMultipleAckError } from '@slack/bolt';
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
  /** A request to POST /slack/events; always answers in time. */
  handle(request: Request, requestId?: string | null): Promise<Response>;
  /** Something that came another way, and from Slack for sure (Socket Mode). Acknowledges what was done, and nothing else. */
  receive(event: ReceiverEvent): Promise<void>;
}

/** Slack gives up after three seconds; this much of it is ours. */
export const ANSWER_WITHIN_MS = 2_800;
/** Longest that an event is worked on; after that whoever took it counts as dead, and a repeat is worked on anew. */
export const EVENT_MS = 45_000;

/** What Slack is told: a status, and with 200 what a listener acknowledged with. */
interface Reply {
  readonly status: 200 | 404 | 500 | 503;
  readonly said?: unknown;
}
type Tell = (reply: Reply) => void;

const DONE: Reply = { status: 200 };

export function makeReceiver(parts: ReceiverParts): SlackReceiver {
  if (parts.signingSecret === '')
    throw new Error('Slack needs a signing secret: an empty one lets everybody sign.');
  return {
    async handle(request, requestId = null) {
      const body = await readSlackRequest(request, parts);
      if (body instanceof Response) return body;
      return responseOf(await inTime(parts, { ...retryOf(request), body, requestId }));
    },
    async receive({ ack, ...delivery }) {
      const reply = await inTime(parts, { ...delivery, requestId: null });
      if (reply.status === 200) await ack(reply.said);
    },
  };
}

interface Delivery extends Omit<ReceiverEvent, 'ack' | 'customProperties'> {
  readonly body: SlackBody;
  readonly requestId: string | null;
}

const retryOf = ({ headers }: Request): Pick<Delivery, 'retryNum' | 'retryReason'> => {
  const [count, reason] = [headers.get('x-slack-retry-num'), headers.get('x-slack-retry-reason')];
  return {
    ...(count !== null && /^\d+$/.test(count) ? { retryNum: Number(count) } : {}),
    ...(reason === null ? {} : { retryReason: reason }),
  };
};

/** The first reply that the work gives, or in time that there is none yet; the work goes on. */
async function inTime(parts: ReceiverParts, delivery: Delivery): Promise<Reply> {
  const { background, log } = parts;
  const { promise, resolve } = Promise.withResolvers<Reply>();
  let isAnswered = false;
  const tell: Tell = (reply) => {
    isAnswered = true;
    resolve(reply);
  };
  const work = deliver(parts, delivery, tell).catch((error: unknown) => {
    log.error({ err: error, ...namesOf(delivery.body) }, 'a request from Slack failed');
    tell({ status: 500 });
  });
  background.keep(work);
  await background.waitFor(promise, ANSWER_WITHIN_MS);
  if (!isAnswered) {
    log.error(namesOf(delivery.body), 'a request from Slack was not answered in time');
    tell({ status: 503 });
  }
  return promise;
}

/** Works on what came; on an event only where it is nobody else's, and was not worked on before. */
async function deliver(parts: ReceiverParts, delivery: Delivery, tell: Tell): Promise<void> {
  const eventId = eventIdOf(delivery.body);
  if (eventId === null) return work(parts, delivery, tell);
  const { slack, clock } = parts;
  const at = clock.now();
  const until = instant(new Date(Date.parse(at) + EVENT_MS));
  const claim = await slack.takeEvent(eventId, { at, until });
  if (claim === 'done') return tell(DONE);
  // Whoever works on it may yet die: Slack is to ask again.
  if (claim === 'busy') return tell({ status: 503 });
  try {
    await work(parts, delivery, () => {});
  } catch (error) {
    await slack.releaseEvent(eventId);
    throw error;
  }
  await slack.finishEvent(eventId, clock.now());
  tell(DONE);
}

async function work(parts: ReceiverParts, delivery: Delivery, tell: Tell): Promise<void> {
  const { body, requestId } = delivery;
  const admitted = await parts.services.slack.admitWorkspace(workspaceOf(body), speakersOf(body));
  if (!admitted.ok) {
    const text = strangerText(admitted.faults, parts.url);
    return tell({ status: 200, said: tellPrivately(parts, body, text) });
  }
  const bot = parts.createBot(botParts(parts, admitted.value, requestId));
  let isAcked = false;
  await bot.processEvent({
    ...delivery,
    ack: async (said) => {
      if (isAcked) throw new ReceiverMultipleAckError();
      isAcked = true;
      tell({ status: 200, said });
    },
  });
  if (isAcked) return;
  parts.log.warn(namesOf(body), 'nothing in the bot answers this request from Slack');
  tell({ status: 404 });
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

const WORDS: Readonly<Record<Exclude<Reply['status'], 200>, string>> = {
  404: 'Nothing answers this.',
  500: 'It failed.',
  503: 'There is no answer yet.',
};

function responseOf({ status, said }: Reply): Response {
  if (status !== 200) return refusal(status, WORDS[status]);
  if (said === undefined || said === null || said === '') return new Response(null, { status });
  return typeof said === 'string' ? new Response(said) : Response.json(said);
}

/** What a log may say of a request: what it was, never what somebody wrote. */
const namesOf = (body: SlackBody): Readonly<Record<string, unknown>> => ({
  from: 'slack',
  kind: kindOf(body),
  workspace: workspaceOf(body).teamId ?? workspaceOf(body).enterpriseId,
});
