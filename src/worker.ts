/** Cardline on Cloudflare Workers: the same app, its database a libSQL server; a cron trigger calls the tick. */
import { waitUntil } from 'cloudflare:workers';
import type { RunKey } from '#app/ports/billing.ts';
import type { Services } from '#app/services.ts';
import type { Fault } from '#core/result.ts';
import { connectDatabase } from '#db/client.worker.ts';
import { readiness } from '#db/readiness.ts';
import { dispatchPatiently } from '#jobs/dispatch/dispatch-patiently.ts';
import type { Dispatcher } from '#jobs/dispatch/dispatcher.ts';
import { appSettings, sourceSecrets } from './app-settings.ts';
import {
  makeApp,
  makeChannels,
  makeClockwork,
  makeDispatching,
  makeServices,
  type Parts,
  STRETCH_ON_A_SERVER,
  wallClock,
} from './compose.ts';
import { readEnvironment, type Variables } from './env.ts';
import { makeBackground, nudgingBehind } from './runtime/background.ts';
import { makeClock } from './runtime/clock.ts';
import { edgeLog } from './runtime/edge-log.ts';
import { makeKeyedHash } from './runtime/keyed-hash.ts';
import { makeRunQueue, takeStretches } from './runtime/run-queue.worker.ts';
import { makeSealerOf } from './runtime/sealer.ts';
import { secrets } from './runtime/secrets.ts';

interface Cardline {
  readonly parts: Parts;
  readonly services: Services;
  readonly app: ReturnType<typeof makeApp>;
  readonly tick: ReturnType<typeof makeClockwork>;
  readonly dispatcher: Dispatcher;
}

/** Behind an answer the platform gives work half a minute; the cron trigger comes again each minute. */
const REQUEST_LIMITS = { deliveries: 50, milliseconds: 20_000 };
const REQUEST_PATIENCE_MS = 10_000;
const CRON_PATIENCE_MS = 50_000;

/** Made by the first request of an isolate and kept for the next ones: nothing in it belongs to a request. */
let kept: Cardline | undefined;
/** Once migrated, always migrated: asked until it is, then no more. */
let isMigrated = false;

/** What wrangler.toml binds beside the variables. */
interface Bindings {
  /** Carries billing runs on; without it each goes on where it was begun, and the tick picks up what is cut off. */
  readonly BILLING_RUNS?: Queue<RunKey>;
}

async function makeCardline(variables: Variables & Bindings): Promise<Cardline | readonly Fault[]> {
  const environment = readEnvironment(variables, 'worker');
  if (!environment.ok) return environment.faults;
  const { database, now, slack, secret, workbook, google } = environment.value;
  const background = makeBackground(waitUntil);
  let nudge = (): void => {};
  const parts: Parts = {
    db: connectDatabase(database),
    clock: makeClock(now ?? undefined),
    secrets,
    log: edgeLog,
    background: nudgingBehind(background, () => nudge()),
    slack,
    google: workbook === 'google' ? google : null,
    sealerOf: secret === null ? null : makeSealerOf(secret),
    sourceSecrets: sourceSecrets(environment.value),
    isLoopbackAllowed: !environment.value.isProduction,
    stretch: STRETCH_ON_A_SERVER,
    ...(variables.BILLING_RUNS === undefined ? {} : { runQueue: makeRunQueue(variables.BILLING_RUNS) }),
    ...(secret === null ? {} : { keyedHash: makeKeyedHash(secret) }),
  };
  const services = makeServices(parts);
  const channels = makeChannels(parts, services, environment.value.url);
  const dispatcher = makeDispatching(parts, channels, REQUEST_LIMITS);
  // Kept as it is: a dispatch that nudged would never end.
  nudge = () => background.keep(dispatch(parts, dispatcher, REQUEST_PATIENCE_MS));
  const app = makeApp(parts, services, {
    ...(await appSettings(environment.value)),
    channels: channels.map(({ name }) => name),
    nudge,
  });
  return { parts, services, app, tick: makeClockwork(parts, services, environment.value.url), dispatcher };
}

/** What fails is tried again by the next request or minute. */
const dispatch = ({ background, log }: Parts, dispatcher: Dispatcher, patienceMs: number): Promise<void> =>
  dispatchPatiently(dispatcher, { wallClock, background }, patienceMs).catch((error: unknown) =>
    log.error({ err: error }, 'dispatch failed'),
  );

/** Two first requests make one each: a request must never wait for another one's promise. */
async function cardlineOf(variables: Variables & Bindings): Promise<Cardline | null> {
  if (kept !== undefined) return kept;
  const made = await makeCardline(variables);
  if (!('app' in made)) {
    edgeLog.error({ faults: made.map(({ message }) => message) }, 'the settings are not right');
    return null;
  }
  kept = made;
  return kept;
}

/** Why nothing can be done yet; null where all is well. */
async function obstacle({ parts }: Cardline): Promise<string | null> {
  if (isMigrated) return null;
  const ready = await readiness(parts.db);
  isMigrated = ready.isReady;
  return ready.isReady ? null : ready.reason;
}

/** Messages do not wait for long jobs; what the jobs have to say leaves right behind them. */
async function minute({ parts, tick, dispatcher }: Cardline): Promise<void> {
  const waitingToLeave = dispatch(parts, dispatcher, CRON_PATIENCE_MS);
  try {
    await tick(parts.clock.now());
  } finally {
    await waitingToLeave;
    await dispatch(parts, dispatcher, 0);
    await dispatcher.prune();
  }
}

const unavailable = (detail: string): Response =>
  Response.json(
    { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'not_ready', detail, errors: [] },
    { status: 503, headers: { 'content-type': 'application/problem+json', 'retry-after': '5' } },
  );

const ASKED_ABOUT_HEALTH = new Set(['/healthz', '/readyz']);

export default {
  async fetch(request, variables, context) {
    const cardline = await cardlineOf(variables);
    if (cardline === null)
      return unavailable('The settings of this installation are not right: its log names each.');
    if (!ASKED_ABOUT_HEALTH.has(new URL(request.url).pathname)) {
      const reason = await obstacle(cardline);
      if (reason !== null) return unavailable(reason);
    }
    return cardline.app.fetch(request, variables, context);
  },

  async scheduled(_, variables) {
    const cardline = await readyFor(variables, 'the tick is left out');
    if (cardline !== null) await minute(cardline);
  },

  /** A stretch of a billing run a message; what cannot be done now comes again. */
  async queue(batch, variables) {
    const cardline = await readyFor(variables, 'billing runs wait');
    if (cardline === null) return batch.retryAll({ delaySeconds: 30 });
    const { parts, services, dispatcher } = cardline;
    await takeStretches(batch, { goOn: services.billing.goOnWithRun, log: edgeLog });
    await dispatch(parts, dispatcher, 0);
  },
} satisfies ExportedHandler<Variables & Bindings>;

/** null, and a line in the log, where nothing can be done yet. */
async function readyFor(variables: Variables & Bindings, message: string): Promise<Cardline | null> {
  const cardline = await cardlineOf(variables);
  const reason = cardline === null ? 'The settings are not right.' : await obstacle(cardline);
  if (reason === null) return cardline;
  edgeLog.error({ reason }, message);
  return null;
}
