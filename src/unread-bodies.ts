/**
 * A request that is refused before its body has come (too large, no token) must not leave its connection to the next one: what
 * still comes would be read as that, or cut off under it. So the answer says that the connection closes, and what still comes is
 * read and thrown away for a moment, since closing at once would take the answer away from whoever is still sending.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { serve } from '@hono/node-server';

type Fetch = Parameters<typeof serve>[0]['fetch'];

/** How long what still comes is thrown away. */
const LINGER_MS = 2000;
/** A body up to this size is waited for, a little: it is on its way with its header, and a closed connection costs more. */
const SHORT_BODY_BYTES = 16_384;
const SHORT_BODY_WAITS_MS = [0, 5, 20, 75];

export const closingWhereUnread =
  (fetch: Fetch): Fetch =>
  async (request, env) => {
    const response = await fetch(request, env);
    const { incoming, outgoing } = env;
    if (!(await hasCome(incoming))) {
      outgoing.setHeader('connection', 'close');
      lingerOn(incoming.socket);
    }
    return response;
  };

/** Whether all of a request is here; a short body may need a moment more than the answer to its header. */
async function hasCome(incoming: Pick<IncomingMessage, 'complete' | 'headers'>): Promise<boolean> {
  const isShort = Number(incoming.headers['content-length']) <= SHORT_BODY_BYTES;
  for (const wait of isShort ? SHORT_BODY_WAITS_MS : [0]) {
    if (incoming.complete) return true;
    await pause(wait);
  }
  return incoming.complete;
}

/** In place of the end that Node makes of a connection after its last answer. */
function lingerOn(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  };
}
