/** Cardline on Node: a server on this machine, its database brought up to date, and a timer that calls the tick. */
import type { AddressInfo } from 'node:net';
import { parseArgs } from 'node:util';
import { serve } from '@hono/node-server';
import { appSettings } from './app-settings.ts';
import { makeApp, makeClockwork, makeServices } from './compose.ts';
import { type Environment, readEnvironment } from './env.ts';
import { faultLines, openParts } from './node-parts.ts';
import { everyMinute } from './runtime/every-minute.ts';
import { makeLog } from './runtime/log.ts';

const HELP = `Starts Cardline. Settings come from the environment; "npx cardline doctor" checks them.

  npm start                with the example providers, when the database is new
  npm start -- --empty     without them
`;

const say = (text: string): void => void process.stdout.write(text);
const complain = (text: string): void => void process.stderr.write(text);

function readArguments(): { isHelp: boolean; isEmpty: boolean } {
  try {
    const { values } = parseArgs({ options: { empty: { type: 'boolean' }, help: { type: 'boolean' } } });
    return { isHelp: values.help === true, isEmpty: values.empty === true };
  } catch (error) {
    complain(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exit(2);
  }
}

async function start(environment: Environment): Promise<void> {
  const log = makeLog({ isTerminal: process.stdout.isTTY });
  const { parts, close } = await openParts(environment, log);
  const services = makeServices(parts);
  const app = makeApp(parts, services, await appSettings(environment));
  const server = serve({ fetch: app.fetch, port: environment.port, hostname: environment.host }, (address) =>
    welcome(environment, address),
  );
  server.once('error', (error: NodeJS.ErrnoException) => {
    complain(
      error.code === 'EADDRINUSE'
        ? `Port ${environment.port} is taken by another program: end it, or set PORT to another.\n`
        : `Cardline cannot listen on ${environment.host}:${environment.port}: ${error.message}\n`,
    );
    process.exit(1);
  });
  const tick = makeClockwork(parts, services);
  const timer = everyMinute((signal) => tick(parts.clock.now(), signal), log);

  const stop = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await Promise.all([closed, timer.stop()]);
    await close();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      // Asked twice, it ends at once: whatever is cut off goes on at the next start.
      process.once(signal, () => process.exit(1));
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ err: error }, 'stopping failed');
          process.exit(1);
        },
      );
    });
}

function welcome(environment: Environment, { port }: AddressInfo): void {
  const url = environment.port === 0 ? `http://localhost:${port}` : environment.url;
  const off = environment.features.filter(({ isOn }) => !isOn).map(({ name }) => name);
  say(`\nCardline is ready: ${url}\n`);
  if (environment.now !== null) say(`  The clock stands still at ${environment.now} (CARDLINE_NOW).\n`);
  if (off.length > 0) say(`  Off, see "npx cardline doctor": ${off.join(', ')}.\n`);
}

const { isHelp } = readArguments();
if (isHelp) {
  say(HELP);
  process.exit(0);
}
const environment = readEnvironment(process.env, 'node');
if (!environment.ok) {
  complain(`Cardline does not start, for these settings are not right:\n${faultLines(environment.faults)}`);
  process.exit(1);
}
await start(environment.value);
