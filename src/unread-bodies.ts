/**
 * A request that is refused before its body has come (too large, no token) must not leave its connection to the next one: what
 * still comes would be read as that, or cut off under it. So the answer says that the connection closes, and what still comes is
 * read and thrown away for a moment, since closing at once would take the answer away from whoever is still sending.
 */
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import type { serve } from '@hono/node-server';

type Fetch = Parameters<typeof serve>[0]['fetch'];

/** How long what still comes is thrown away. */
const LINGER_MS = 2000;

export const closingWhereUnread =
  (fetch: Fetch): Fetch =>
  async (request, env) => {
    const response = await fetch(request, env);
    const { incoming, outgoing } = env;
    // A short body came together with its header, and is taken in within this turn.
    if (!incoming.complete) await setImmediate();
    if (!incoming.complete) {
      outgoing.setHeader('connection', 'close');
      lingerOn(incoming.socket);
    }
    return response;
  };

/** In place of the end that Node makes of a connection after its last answer. */
function lingerOn(socket: Socket): void {
  socket.destroySoon = () => {
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  };
}
