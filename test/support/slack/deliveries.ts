/** Requests from Slack to the app: signed, answered within three seconds, events told again when they were not. */
import { createHmac } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { blame, type Installation, newId, type Team, type World } from './world.ts';

/** How the app is reached: in-process (`app.fetch`), over HTTP (`overHttp`) or inside workerd. */
export type Deliver = (request: Request) => Response | Promise<Response>;

export interface Delivered {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  /** Why Slack counts it as failed, in the words of `x-slack-retry-reason`. */
  readonly failure: 'http_timeout' | 'http_error' | 'connection_failed' | null;
}

/** A request that was delivered, for tests that look at what Slack sent. */
export interface DeliveryRecord extends Delivered {
  readonly headers: Readonly<Record<string, string>>;
  /** The raw body that was signed. */
  readonly sent: string;
  readonly tookMs: number;
}

export interface Deliveries {
  readonly log: DeliveryRecord[];
  form(fields: Readonly<Record<string, string>>): Promise<Delivered>;
  interaction(payload: JsonObject): Promise<Delivered>;
  /** An Events API event of a workspace. Not subscribed to, it is not sent. */
  event(about: EventOrigin, event: JsonObject & { readonly type: string }): Promise<Delivered | null>;
  /** The handshake when the address is entered in the app's settings. */
  urlVerification(): Promise<Delivered>;
  /** The check of the certificate: a form that says `ssl_check=1`, not signed. */
  sslCheck(): Promise<Delivered>;
  /** Tells every event again that failed before (at once, after a minute, after five). Answers how many it told. */
  retryNow(): Promise<number>;
  /** The next answers are lost on their way: the app did its work, Slack saw a timeout. */
  loseAnswers(count: number): void;
}

export interface EventOrigin {
  readonly team: Team | null;
  readonly installation: Installation;
  readonly isShared?: boolean;
}

const PATIENCE_MS = 3000;
const MOST_RETRIES = 3;

interface Waiting {
  readonly body: string;
  readonly reason: string;
  readonly told: number;
}

export function makeDeliveries(
  world: World,
  deliver: Deliver,
  { eventsUrl, patienceMs = PATIENCE_MS }: { readonly eventsUrl: string; readonly patienceMs?: number },
): Deliveries {
  const log: DeliveryRecord[] = [];
  let waiting: Waiting[] = [];
  let toLose = 0;

  const send = async (
    body: string,
    contentType: string,
    extra: Readonly<Record<string, string>> = {},
    isSigned = true,
  ): Promise<Delivered & { readonly noRetry: boolean }> => {
    const timestamp = String(Math.floor(world.now() / 1000));
    const headers = {
      'content-type': contentType,
      'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
      accept: '*/*',
      ...(isSigned
        ? {
            'x-slack-request-timestamp': timestamp,
            'x-slack-signature': signature(world.app.signingSecret, timestamp, body),
          }
        : {}),
      ...extra,
    };
    const [clockAtStart, start] = [world.now(), performance.now()];
    const request = new Request(eventsUrl, { method: 'POST', headers, body });
    const answered = await withPatience(deliver, request, patienceMs);
    const tookMs = Math.max(performance.now() - start, world.now() - clockAtStart);
    const isLate = tookMs > patienceMs || toLose > 0;
    if (toLose > 0) toLose -= 1;
    const { noRetry, ...heard } = isLate ? LATE : answered;
    log.push({ ...heard, headers, sent: body, tookMs });
    return { ...heard, noRetry };
  };

  const form: Deliveries['form'] = async (fields) =>
    await send(new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');

  const tell = async (body: string, told: number, reason: string): Promise<Delivered> => {
    const again = told === 0 ? {} : { 'x-slack-retry-num': String(told), 'x-slack-retry-reason': reason };
    const heard = await send(body, 'application/json', again);
    if (heard.failure !== null && !heard.noRetry && told < MOST_RETRIES) {
      waiting.push({ body, reason: heard.failure, told: told + 1 });
    }
    return heard;
  };

  return {
    log,
    form,
    interaction: (payload) => form({ payload: JSON.stringify(payload) }),
    async event(origin, event) {
      if (!world.app.events.includes(event.type)) return null;
      return tell(JSON.stringify(envelope(world, origin, event)), 0, '');
    },
    urlVerification: () =>
      send(
        JSON.stringify({
          token: world.app.verificationToken,
          challenge: `challenge-${world.next()}`,
          type: 'url_verification',
        }),
        'application/json',
      ),
    async sslCheck() {
      const body = new URLSearchParams({ ssl_check: '1', token: world.app.verificationToken }).toString();
      return send(body, 'application/x-www-form-urlencoded', {}, false);
    },
    async retryNow() {
      const due = waiting;
      waiting = [];
      for (const { body, reason, told } of due) await tell(body, told, reason);
      return due.length;
    },
    loseAnswers(count) {
      toLose += count;
    },
  };
}

const LATE = { status: 0, body: '', contentType: '', failure: 'http_timeout', noRetry: false } as const;

async function withPatience(
  deliver: Deliver,
  request: Request,
  patienceMs: number,
): Promise<Delivered & { readonly noRetry: boolean }> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), patienceMs);
  });
  const answer = (async () => {
    try {
      const response = await deliver(request);
      const isWell = response.status >= 200 && response.status < 300;
      return {
        status: response.status,
        body: await response.text(),
        contentType: response.headers.get('content-type') ?? '',
        failure: isWell ? null : ('http_error' as const),
        noRetry: response.headers.get('x-slack-no-retry') === '1',
      };
    } catch (error) {
      return {
        status: 0,
        body: String(error),
        contentType: '',
        failure: 'connection_failed' as const,
        noRetry: false,
      };
    }
  })();
  try {
    return await Promise.race([answer, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

/** docs.slack.dev/authentication/verifying-requests-from-slack */
export const signature = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

function envelope(world: World, origin: EventOrigin, event: JsonObject): JsonObject {
  const { team, installation, isShared = false } = origin;
  const enterpriseId = installation.enterprise?.id ?? null;
  const teamId = team?.id ?? enterpriseId;
  return {
    token: world.app.verificationToken,
    team_id: teamId,
    ...(enterpriseId === null ? {} : { enterprise_id: enterpriseId }),
    context_team_id: teamId,
    context_enterprise_id: enterpriseId,
    api_app_id: world.app.id,
    event: {
      ...event,
      event_ts: `${Math.floor(world.now() / 1000)}.${String(world.next()).padStart(6, '0')}`,
    },
    type: 'event_callback',
    event_id: newId(world, 'Ev'),
    event_time: Math.floor(world.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: installation.team === null ? teamId : installation.team.id,
        user_id: installation.bot.id,
        is_bot: true,
        is_enterprise_install: installation.team === null,
      },
    ],
    is_ext_shared_channel: isShared,
  };
}

/** What the app did wrong with a delivery; a test that means it takes it out again (`takeViolations`). */
export function blameDelivery(world: World, what: string, { failure, status, body }: Delivered): void {
  if (failure === null) return;
  blame(world, what, [{ pointer: '', message: `${failure}: ${status} ${body.slice(0, 200)}` }]);
}

/** Delivers to a server that listens somewhere else: the same request with another origin. */
export const overHttp =
  (origin: string): Deliver =>
  async (request) => {
    const { pathname, search } = new URL(request.url);
    return fetch(new URL(`${pathname}${search}`, origin), {
      method: request.method,
      headers: request.headers,
      body: await request.text(),
      redirect: 'manual',
    });
  };
