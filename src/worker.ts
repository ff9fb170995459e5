/** Cardline on Cloudflare Workers: the same app, its database a libSQL server; a cron trigger calls the tick. */
import { waitUntil } from 'cloudflare:workers';
import type { Fault } from '#core/result.ts';
import { connectDatabase } from '#db/client.worker.ts';
import { readiness } from '#db/readiness.ts';
import { appSettings } from './app-settings.ts';
import { makeApp, makeClockwork, makeServices, type Parts } from './compose.ts';
import { readEnvironment, type Variables } from './env.ts';
import { makeBackground } from './runtime/background.ts';
import { makeClock } from './runtime/clock.ts';
import { edgeLog } from './runtime/edge-log.ts';
import { secrets } from './runtime/secrets.ts';

interface Cardline {
  readonly parts: Parts;
  readonly app: ReturnType<typeof makeApp>;
  readonly tick: ReturnType<typeof makeClockwork>;
}

/** Made by the first request of an isolate and kept for the next ones: nothing in it belongs to a request. */
let kept: Cardline | undefined;
/** Once migrated, always migrated: asked until it is, then no more. */
let isMigrated = false;

async function makeCardline(variables: Variables): Promise<Cardline | readonly Fault[]> {
  const environment = readEnvironment(variables, 'worker');
  if (!environment.ok) return environment.faults;
  const { database, now } = environment.value;
  const parts: Parts = {
    db: connectDatabase(database),
    clock: makeClock(now ?? undefined),
    secrets,
    log: edgeLog,
    background: makeBackground(waitUntil),
  };
  const services = makeServices(parts);
  const app = makeApp(parts, services, await appSettings(environment.value));
  return { parts, app, tick: makeClockwork(parts, services) };
}

/** Two first requests make one each: a request must never wait for another one's promise. */
async function cardlineOf(variables: Variables): Promise<Cardline | null> {
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
    const cardline = await cardlineOf(variables);
    const reason = cardline === null ? 'The settings are not right.' : await obstacle(cardline);
    if (cardline === null || reason !== null) edgeLog.error({ reason }, 'the tick is left out');
    else await cardline.tick(cardline.parts.clock.now());
  },
} satisfies ExportedHandler<Record<string, string>>;
