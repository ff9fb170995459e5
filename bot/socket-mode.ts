/**
 * Slack over a connection that we hold, for a developer's machine that Slack cannot call. On Node alone, and never in
 * production: requests then come unsigned, and an instance that is cut off misses them.
 */
import { type App, SocketModeReceiver } from '@slack/bolt';
import type { Log } from '#app/ports/log.ts';
import { edgeFetch } from './edge-fetch.ts';
import { boltLogger } from './logger.ts';
import type { SlackReceiver } from './receiver.ts';

export interface SocketModeParts {
  /** `xapp-…`, with the scope connections:write */
  readonly appToken: string;
  readonly slackApiUrl: string;
  readonly receiver: SlackReceiver;
  readonly log: Log;
}

export interface SocketMode {
  stop(): Promise<void>;
}

/** Resolves when the connection stands; it is made anew by itself whenever it breaks. */
export async function startSocketMode(parts: SocketModeParts): Promise<SocketMode> {
  const { appToken, slackApiUrl, receiver, log } = parts;
  const socket = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    installerOptions: { clientOptions: { slackApiUrl, fetch: edgeFetch } },
  });
  // All that it wants of an app is somebody who takes what comes.
  const taker: Pick<App, 'processEvent'> = { processEvent: (event) => receiver.receive(event) };
  socket.init(taker as App);
  await socket.start();
  return { stop: () => socket.stop() };
}
