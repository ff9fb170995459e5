/**
 * No test reaches outside this machine. A test that needs an outside service answers for it:
 * `network.use(http.post('https://hooks.example/…', …))`; the answers are forgotten when the test is over.
 */
import { setupServer } from 'msw/node';

export const network = setupServer();

let strays: string[] = [];

const isLoopback = (url: URL): boolean => url.hostname === '127.0.0.1' || url.hostname === 'localhost';

/** Lets calls to this machine through; every other call that no test answers for is stopped (a 500) and remembered. */
export function guardNetwork(): void {
  network.listen({
    onUnhandledFrame({ frame }) {
      const url = urlOf(frame.data);
      if (url !== null && isLoopback(url)) return;
      strays.push(url?.href ?? frame.protocol);
      throw new Error('no test answers for this call');
    },
  });
}

/** The calls that nobody answered for; forgets them and the test's answers. */
export function settleNetwork(): string[] {
  network.resetHandlers();
  const calls = strays;
  strays = [];
  return calls;
}

function urlOf(data: unknown): URL | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('request' in data) {
    // Not `instanceof Request`: a server that was started has put its own in the global's place.
    const { url } = data.request as { url?: string };
    return url === undefined ? null : new URL(url);
  }
  if ('connection' in data) {
    const { client } = data.connection as { client?: { url?: URL } };
    return client?.url ?? null;
  }
  return null;
}
