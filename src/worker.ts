/** Cardline on Cloudflare Workers: the same app, its database a libSQL server; a cron trigger calls the tick. */
import { waitUntil } from 'cloudflare:workers';
import type { Fault } from '#core/result.ts';
import { connectDatabase } from '#db/client.worker.ts';
import { readiness } from '#db/readiness.ts';
import { makeApp, makeServices, type Parts } from './compose.ts';
import { readEnvironment, type Variables } from './env.ts';
import { makeBackground } from './runtime/background.ts';
import { makeClock } from './runtime/clock.ts';
import { edgeLog } from './runtime/edge-log.ts';
import { secrets } from './runtime/secrets.ts';

interface Cardline {
  readonly parts: Parts;
  readonly app: ReturnType<typeof makeApp>;
}

/** Made by the first request of an isolate and kept for the next ones: nothing in it belongs to a request. */
let kept: Cardline | undefined;
/** Once migrated, always migrated: asked until it is, then no more. */
let isMigrated = false;

function makeCardline(variables: Variables): Cardline | readonly Fault[] {
  const environment = readEnvironment(variables, 'worker');
  if (!environment.ok) return environment.faults;
  const { database, now, url, features } = environment.value;
  const parts: Parts = {
    db: connectDatabase(database),
    clock: makeClock(now ?? undefined),
    secrets,
    log: edgeLog,
    background: makeBackground(waitUntil),
  };
  return { parts, app: makeApp(parts, makeServices(parts), { url, features }) };
}

function cardlineOf(variables: Variables): Cardline | null {
  if (kept !== undefined) return kept;
  const made = makeCardline(variables);
  if (!('app' in made)) {
    edgeLog.error({ faults: made.map(({ message }) => message) }, 'the settings are not right');
    return null;
  }
  kept = made;
  return kept;
}

const unavailable = (detail: string): Response =>
  Response.json(
    { type: 'about:blank', title: 'Service Unavailable', status: 503, code: 'not_ready', detail, errors: [] },
    { status: 503, headers: { 'content-type': 'application/problem+json' } },
  );

const ASKED_ABOUT_HEALTH = new Set(['/healthz', '/readyz']);

export default {
  async fetch(request, variables, context) {
    const cardline = cardlineOf(variables);
    if (cardline === null)
      return unavailable('The settings of this installation are not right: its log names each.');
    const { app, parts } = cardline;
    if (!isMigrated && !ASKED_ABOUT_HEALTH.has(new URL(request.url).pathname)) {
      const ready = await readiness(parts.db);
      if (!ready.isReady) return unavailable(ready.reason);
      isMigrated = true;
    }
    return app.fetch(request, variables, context);
  },
} satisfies ExportedHandler<Record<string, string>>;
