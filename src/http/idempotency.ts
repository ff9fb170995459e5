/**
 * `Idempotency-Key` on every POST: the same request sent again gets the answer that it got the first time, and nothing
 * is done twice. Kept per provider; failures on our side (500 and above) are not kept, so that trying again helps.
 */
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import {
  type IdempotencyStore,
  type KeptAnswer,
  type KeyClaim,
  requestKeyOf,
} from '#app/ports/idempotency.ts';
import type { Clock } from '#app/ports/platform.ts';
import type { AppEnv } from './app-env.ts';
import { problem } from './problem.ts';

export interface IdempotencyParts {
  readonly store: IdempotencyStore;
  readonly clock: Clock;
}

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Headers of an answer that belong to what it says; the others belong to the moment. */
const KEPT_HEADERS = ['content-type', 'location', 'content-disposition', 'www-authenticate'];

export const idempotency =
  ({ store, clock }: IdempotencyParts): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (c.req.method !== 'POST' || key === undefined) return next();
    if (!KEY.test(key))
      return problem(
        c,
        422,
        'invalid_idempotency_key',
        'An Idempotency-Key has 1 to 255 visible ASCII characters; a UUID is a good one.',
      );
    const claim: KeyClaim = {
      providerId: c.get('actor').providerId,
      key,
      requestHash: await hashOfRequest(c),
      claimedAt: clock.now(),
    };
    const outcome = await store.claim(claim);
    switch (outcome.kind) {
      case 'claimed':
        c.set('requestKey', requestKeyOf(claim));
        await next();
        return settle(c, store, claim);
      case 'running':
        c.header('retry-after', '1');
        return problem(
          c,
          409,
          'idempotency_key_in_use',
          'A request with this Idempotency-Key is still being answered: ask again in a moment.',
        );
      case 'other_request':
        return problem(
          c,
          422,
          'idempotency_key_reused',
          'This Idempotency-Key was used for another request: take a new key for every new request.',
        );
      case 'answered':
        return replay(c, outcome.answer);
    }
  };

async function settle(c: Context<AppEnv>, store: IdempotencyStore, claim: KeyClaim): Promise<void> {
  if (c.res.status >= 500) return store.release(claim);
  const headers = Object.fromEntries(
    KEPT_HEADERS.flatMap((name) => {
      const value = c.res.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  const body = c.get('keptBody') ?? (await c.res.clone().text());
  try {
    await store.keep(claim, { status: c.res.status, headers, body });
  } catch (error) {
    // What was asked for is done; that it could not be written down must not read as if it were not.
    c.get('log').error({ err: error, requestId: c.get('requestId') }, 'the answer to a request was not kept');
  }
}

function replay(c: Context<AppEnv>, { status, headers, body }: KeptAnswer): Response {
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  c.header('idempotent-replayed', 'true');
  return body === '' ? c.body(null, status as 204) : c.body(body, status as ContentfulStatusCode);
}

/**
 * Who asks for what, with which body. The caller belongs to it: another token of the provider, with other powers, does
 * not get at an answer by its key. A form's boundary does not: it is another one each time that the form is sent.
 */
async function hashOfRequest(c: Context<AppEnv>): Promise<string> {
  const { pathname, search } = new URL(c.req.url);
  const type = c.req.header('content-type') ?? '';
  const isForm = type.toLowerCase().startsWith('multipart/form-data');
  const copy = c.req.raw.clone();
  const parts = isForm ? await formParts(copy) : [type, await copy.arrayBuffer()];
  return hashOf([c.get('actor').actorId, c.req.method, pathname + search, ...parts]);
}

async function formParts(request: Pick<Request, 'formData'>): Promise<(string | ArrayBuffer)[]> {
  const form = await request.formData().catch(() => null);
  // A form that cannot be read is refused by its route; until then it is like any other.
  if (form === null) return ['unreadable form'];
  const entries = await Promise.all(
    [...form.entries()].map(
      async ([name, value]): Promise<(string | ArrayBuffer)[]> =>
        typeof value === 'string' ? [name, value] : [name, value.name, value.type, await value.arrayBuffer()],
    ),
  );
  return entries.flat();
}

/** SHA-256 over the parts' own hashes, so that where one part ends and the next begins cannot be shifted. */
async function hashOf(parts: readonly (string | ArrayBuffer)[]): Promise<string> {
  const encoder = new TextEncoder();
  const digests = await Promise.all(
    parts.map((part) =>
      crypto.subtle.digest('SHA-256', typeof part === 'string' ? encoder.encode(part) : part),
    ),
  );
  const joined = await new Blob(digests).arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
