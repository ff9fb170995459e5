/** What a Node process works with, server and command line alike: a database, a clock, randomness, a log. */
import type { Log } from '#app/ports/log.ts';
import { openDatabase } from '#db/client.node.ts';
import { sourceSecrets } from './app-settings.ts';
import { type Parts, STRETCH_ON_A_SERVER } from './compose.ts';
import type { Environment } from './env.ts';
import { makeBackground } from './runtime/background.ts';
import { makeClock } from './runtime/clock.ts';
import { makeKeyedHash } from './runtime/keyed-hash.ts';
import { outsideFetch } from './runtime/outside-fetch.node.ts';
import { makeSealerOf } from './runtime/sealer.ts';
import { secrets } from './runtime/secrets.ts';

export interface NodeParts {
  readonly parts: Parts;
  /** Billing is let go of at its next chunk: another process, or the next start, goes on with it. */
  announceEnd(): void;
  /**
   * Waits for work that is under way, a little while, and closes the database.
   */
  close(): Promise<void>;
}

/** Longest that the end of the process waits for work. */
const PATIENCE_MS = 10_000;

/** Opens the database that the environment names, brought to the newest schema. */
export async function openParts(environment: Environment, log: Log): Promise<NodeParts> {
  const db = await openDatabase(environment.database);
  const underWay = new Set<Promise<unknown>>();
  const stopping = new AbortController();
  const background = makeBackground((work) => {
    const ended = work.catch(() => undefined).finally(() => underWay.delete(ended));
    underWay.add(ended);
  });
  return {
    parts: {
      db,
      clock: makeClock(environment.now ?? undefined),
      secrets,
      log,
      background,
      slack: environment.slack,
      google: environment.workbook === 'google' ? environment.google : null,
      sealerOf: environment.secret === null ? null : makeSealerOf(environment.secret),
      sourceSecrets: sourceSecrets(environment),
      isLoopbackAllowed: !environment.isProduction,
      stopping: stopping.signal,
      ...(environment.database.url.startsWith('file:') ? {} : { stretch: STRETCH_ON_A_SERVER }),
      ...(environment.isProduction ? { outsideFetch } : {}),
      ...(environment.secret === null ? {} : { keyedHash: makeKeyedHash(environment.secret) }),
    },
    announceEnd: () => stopping.abort(),
    async close() {
      await background.waitFor(Promise.all(underWay), PATIENCE_MS);
      db.close();
    },
  };
}
