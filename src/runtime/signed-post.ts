import { Webhook } from 'standardwebhooks';
import type { SignedPost } from '#app/ports/signed-post.ts';

/** Longest that an answer is waited for. */
const PATIENCE_MS = 20_000;
const LONGEST_WAIT_MS = 86_400_000;

/** Posts with the headers and the signature of Standard Webhooks, over this platform's fetch. */
export const makeSignedPost =
  (fetcher: typeof fetch = (input, init) => fetch(input, init)): SignedPost =>
  async ({ url, secret, formerSecret = null, id, contentType, body, headers }, signal) => {
    // Real time, also where the product's clock is held still: the receiver looks at its own.
    const sentAt = new Date();
    const response = await fetcher(url, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      headers: {
        ...headers,
        'content-type': contentType,
        'webhook-id': id,
        'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
        'webhook-signature': [secret, ...(formerSecret === null ? [] : [formerSecret])]
          .map((one) => new Webhook(one).sign(id, sentAt, body))
          .join(' '),
      },
      body,
    });
    // What the receiver has to say beside its status is not read, and must not hold the connection.
    await response.body?.cancel();
    return { status: response.status, retryAfterMs: readRetryAfter(response.headers.get('retry-after')) };
  };

/** Seconds, or a date. */
function readRetryAfter(text: string | null): number | null {
  if (text === null) return null;
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(wait, 0), LONGEST_WAIT_MS) : null;
}
