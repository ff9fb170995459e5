/** The built worker in a real workerd, on a real libSQL server; both gone when the file's tests are over. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, inject } from 'vitest';
import { createTestHarness, type TestHarness } from 'wrangler';
import type { Services } from '#app/services.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeServices } from '#src/compose.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { type LibsqlServer, startLibsqlServer } from '../../scripts/libsql-server.ts';
import { QUIET_WRANGLER } from '../../scripts/wrangler.ts';
import { clockAt, SOME_MORNING, type TestClock } from './clock.ts';

export interface InWorkerd {
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Fires the cron trigger. */
  tick(): Promise<void>;
  /** What the worker logged, a line each. */
  logs(): string[];
  /** Starts anew with other variables. */
  restartWith(variables: Variables): Promise<void>;
  /** The same database from this process: for arranging, and for looking at what the worker did. */
  readonly db: Database;
  readonly services: Services;
  readonly clock: TestClock;
}

type Variables = Readonly<Record<string, string>>;

/**
 * For a whole file: `const worker = inWorkerd();`, to be used within tests. The clock stands at SOME_MORNING in both.
 *
 * @param variables asked for when everything that was to be started before (`beforeAll`) has been
 */
export function inWorkerd(variables: () => Variables = () => ({})): InWorkerd {
  let harness: TestHarness;
  let server: LibsqlServer;
  let db: Database;
  let services: Services;
  const clock = clockAt(SOME_MORNING);

  const optionsWith = (others: Variables) => ({
    workers: [
      {
        configPath: './wrangler.toml',
        prebuiltWorkerDir: inject('workerFolder'),
        vars: { NODE_ENV: 'test', DATABASE_URL: server.url, CARDLINE_NOW: SOME_MORNING, ...others },
      },
    ],
  });

  beforeAll(async () => {
    Object.assign(process.env, QUIET_WRANGLER);
    server = await startLibsqlServer(mkdtempSync(join(inject('runFolder'), 'worker-')));
    db = await openDatabase({ url: server.url });
    services = makeServices({
      db,
      clock,
      secrets,
      log: { info: () => {}, warn: () => {}, error: () => {} },
      background: makeBackground(() => {}),
    });
    harness = createTestHarness(optionsWith(variables()));
    await harness.listen();
  });
  afterAll(async () => {
    await harness?.close();
    db?.close();
    await server?.stop();
  });

  return {
    fetch: async (path, init) =>
      (await harness.fetch(path, init as Parameters<TestHarness['fetch']>[1])) as unknown as Response,
    async tick() {
      await harness.getWorker().scheduled({ cron: '* * * * *', scheduledTime: new Date(SOME_MORNING) });
    },
    logs: () => harness.getLogs().map((entry) => entry.message),
    restartWith: (others) => harness.update(optionsWith(others)),
    get db() {
      return db;
    },
    get services() {
      return services;
    },
    clock,
  };
}
