/** Cardline on Node: a server on this machine, its database brought up to date, and a timer that calls the tick. */
import { parseArgs } from 'node:util';
import { type ServerType, serve } from '@hono/node-server';
import type { Services } from '#app/services.ts';
import type { SocketMode } from '#bot/socket-mode.ts';
import { keepServerAddress } from '#db/stores/server-address.ts';
import type { Router } from '#http/router.ts';
import { keepDispatching } from '#jobs/dispatch/keep-dispatching.ts';
import { appSettings } from './app-settings.ts';
import {
  makeApp,
  makeChannels,
  makeClockwork,
  makeDispatching,
  makeServices,
  type Parts,
  wallClock,
} from './compose.ts';
import { type Environment, readEnvironment } from './env.ts';
import { moveExamplesIn, signInLinks } from './first-start.ts';
import { openParts } from './node-parts.ts';
import { nudgingBehind } from './runtime/background.ts';
import { reasonOf } from './runtime/error-line.ts';
import { everyMinute } from './runtime/every-minute.ts';
import { makeLog } from './runtime/log.ts';
import { slackReceiver } from './slack-door.ts';
import { closingWhereUnread } from './unread-bodies.ts';

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

async function start(environment: Environment, isEmpty: boolean): Promise<void> {
  const log = makeLog({ isTerminal: process.stdout.isTTY });
  const tell = (line: string) => say(`${line}\n`);
  const { parts: opened, announceEnd, close } = await openParts(environment, log);
  let nudge = (): void => {};
  const parts: Parts = { ...opened, background: nudgingBehind(opened.background, () => nudge()) };
  const services = makeServices(parts);
  // Production begins with what its people put in.
  const hasNewExamples = !isEmpty && !environment.isProduction && (await moveExamplesIn(parts, tell));
  // It listens first: on port 0 only the socket knows where people will reach it.
  const app = Promise.withResolvers<Router>();
  const server = await listen(async (...asked) => (await app.promise).fetch(...asked), environment);
  const url = environment.isUrlGiven ? environment.url : `http://localhost:${portOf(server)}`;
  await keepServerAddress(parts.db, url, parts.clock.now());
  const channels = makeChannels(parts, services, url);
  const dispatcher = makeDispatching(parts, channels);
  const dispatching = keepDispatching(dispatcher, { wallClock, log });
  nudge = dispatching.nudge;
  app.resolve(
    makeApp(parts, services, {
      ...(await appSettings({ ...environment, url })),
      channels: channels.map(({ name }) => name),
      nudge,
    }),
  );
  const hasProviders = hasNewExamples || (await services.jobs.readStatus()).providers.length > 0;
  welcome(environment, url);
  if (hasNewExamples) await introduce(services, url);
  if (!hasProviders) say(FIRST_STEPS);
  const tick = makeClockwork(parts, services, url);
  const timers = [
    everyMinute(async (signal) => {
      await tick(parts.clock.now(), signal);
      nudge();
    }, log),
    // On its own: a long billing run keeps no message waiting.
    everyMinute(async () => {
      nudge();
      await dispatcher.prune();
    }, log),
  ];
  const socket = await socketMode(parts, services, url);

  const stop = async (): Promise<void> => {
    announceEnd();
    const closed = new Promise((resolve) => server.close(resolve));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await Promise.all([closed, dispatching.stop(), ...timers.map((timer) => timer.stop()), socket?.stop()]);
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

/** Slack over a connection of ours, where the environment has a token for it; null: Slack calls us. */
async function socketMode(parts: Parts, services: Services, url: string): Promise<SocketMode | null> {
  const { slack, log } = parts;
  if (!slack?.appToken) return null;
  const { startSocketMode } = await import('#bot/socket-mode.ts');
  const receiver = await slackReceiver({ ...parts, slack }, services, url);
  return startSocketMode({ appToken: slack.appToken, slackApiUrl: slack.apiUrl, receiver, log });
}

/** The server once it listens; what keeps it from listening ends the process. */
function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { port, host }: Environment,
): Promise<ServerType> {
  return new Promise((resolve) => {
    const server = serve({ fetch: closingWhereUnread(fetch), port, hostname: host }, () => resolve(server));
    server.once('error', (error: NodeJS.ErrnoException) => {
      complain(
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program: end it, or set PORT to another.\n`
          : `Cardline cannot listen on ${host}:${port}: ${error.message}\n`,
      );
      process.exit(1);
    });
  });
}

function portOf(server: ServerType): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

function welcome({ now, features }: Environment, url: string): void {
  const off = features.filter(({ isOn }) => !isOn).map(({ name }) => name);
  say(`\nCardline is ready: ${url}\n`);
  if (now !== null) say(`  The clock stands still at ${now} (CARDLINE_NOW).\n`);
  if (off.length > 0) say(`  Off, see "npx cardline doctor": ${off.join(', ')}.\n`);
}

const FIRST_STEPS = `
  Nobody is in it yet. The first provider, its first person, and a link for them to sign in:
    npx cardline provider add --help
    npx cardline user add --help
    npx cardline user link --help
`;

async function introduce(services: Services, url: string): Promise<void> {
  const links = await signInLinks(services, url);
  const width = Math.max(...links.map(([name]) => name.length));
  say(`
  Sign in as one of these; each link works once, for fifteen minutes:
${links.map(([name, address]) => `    ${name.padEnd(width)}  ${address}`).join('\n')}

  A new link:   npx cardline user link --provider bluegum --email admin@bluegum.example
  An API token: npx cardline token create --provider bluegum --scopes all
  The API:      ${url}/docs
`);
}

const { isHelp, isEmpty } = readArguments();
if (isHelp) {
  say(HELP);
  process.exit(0);
}
const environment = readEnvironment(process.env, 'node');
if (!environment.ok) {
  const lines = environment.faults.map(({ message }) => `  - ${message}\n`);
  complain(`Cardline does not start, for these settings are not right:\n${lines.join('')}`);
  process.exit(1);
}
await start(environment.value, isEmpty).catch((error: unknown) => {
  complain(`Cardline could not start: ${reasonOf(error)}\n`);
  process.exit(1);
});
