/**
 * The app inside workerd, as on Workers, on this machine alone: a libSQL server of its own unless DATABASE_URL names one, the
 * database migrated and, where it is new, holding the example providers; the cron trigger fired each minute (the local
 * runtime fires none by itself).
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '#db/client.node.ts';
import { DEFAULT_PORT } from '#src/env.ts';
import { moveExamplesIn } from '#src/first-start.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { makeClock } from '#src/runtime/clock.ts';
import { makeLog } from '#src/runtime/log.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { startLibsqlServer } from './libsql-server.ts';
import { QUIET_WRANGLER } from './wrangler.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const port = Number(process.env.PORT ?? DEFAULT_PORT);
const given = process.env.DATABASE_URL;

/** Settings of this shell that the worker gets, too. */
const PASSED_ON = [
  ...['CARDLINE_SECRET', 'CARDLINE_NOW', 'SLACK_SIGNING_SECRET', 'SLACK_BOT_TOKEN'],
  ...['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_API_URL'],
];

const folder = join(root, 'data', 'worker');
mkdirSync(folder, { recursive: true });
const server = given === undefined ? await startLibsqlServer(folder) : null;
const database = { url: server?.url ?? given ?? '', authToken: process.env.DATABASE_AUTH_TOKEN };
const db = await openDatabase(database);
await moveExamplesIn(
  {
    db,
    clock: makeClock(),
    secrets,
    log: makeLog({ isTerminal: true }),
    background: makeBackground((work) => void work),
  },
  console.log,
);
db.close();
console.log(`Database: ${database.url}`);

const variables = {
  NODE_ENV: 'development',
  DATABASE_URL: database.url,
  CARDLINE_URL: `http://localhost:${port}`,
  ...(database.authToken ? { DATABASE_AUTH_TOKEN: database.authToken } : {}),
  ...Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  ),
};
const wrangler = spawn(
  process.execPath,
  [
    join(root, 'node_modules/wrangler/bin/wrangler.js'),
    'dev',
    ...['--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--var', `${name}:${value}`]),
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...QUIET_WRANGLER } },
);
const minutes = setInterval(() => {
  // While the worker is being built again nobody answers; the next minute will do.
  fetch(`http://127.0.0.1:${port}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`).catch(() => undefined);
}, 60_000);
console.log(`Cardline in workerd: http://localhost:${port}`);

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => wrangler.kill('SIGTERM'));
wrangler.once('exit', (code) => {
  clearInterval(minutes);
  void server?.stop().then(() => process.exit(code ?? 0));
  if (server === null) process.exit(code ?? 0);
});
