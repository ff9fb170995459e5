/**
 * Identity tokens of Google's: JWTs signed with RS256. Signature and form are checked by Hono's helper, which is there already, small, and
 * runs on WebCrypto in both runtimes; time, issuer and audience here, because time comes in by a port and a refusal names its
 * reason (docs/adr/0093).
 */
import { decodeHeader, verify } from 'hono/utils/jwt/jwt';
import type { IdentityTokens, ProvenIdentity } from '#app/ports/google.ts';
import type { Log } from '#app/ports/log.ts';
import type { Clock } from '#app/ports/platform.ts';
import { conflict, forbidden, ok, type Refused, type Result } from '#core/result.ts';
import { KeysUnavailable, makeSigningKeys } from './signing-keys.ts';

const ISSUERS: readonly unknown[] = ['https://accounts.google.com', 'accounts.google.com'];
/** How far clocks may be apart. */
const LEEWAY_SECONDS = 60;
/** Longer than any that Google gives out. */
const LONGEST_TOKEN = 8_000;

/**
 * @param wire the network
 * @param apiRoot Google is called below this address; null: at its own
 * @param clock real time
 */
export function makeIdentityTokens(
  wire: { readonly fetch: (address: string, init: RequestInit) => Promise<Response> },
  apiRoot: string | null,
  clock: Clock,
  log: Log,
): IdentityTokens {
  const keyOf = makeSigningKeys(wire.fetch, apiRoot, clock);
  return {
    async prove(token, audiences) {
      const kid = kidOf(token);
      if (kid === null) return refuse('This is not an identity token of Google’s.');
      const key = await keyOf(kid).catch(unavailable);
      if (key instanceof KeysUnavailable) {
        log.warn({ err: key }, 'no keys of Google’s');
        return conflict('google_keys_unavailable', `${key.message} Try again in a moment.`);
      }
      if (key === null) return refuse('The token is signed with a key that is none of Google’s.');
      const claims = await verify(token, key, OWN_CHECKS).catch(() => null);
      return claims === null
        ? refuse('The token is not signed by Google.')
        : judge(claims, audiences, Date.parse(clock.now()) / 1000);
    },
  };
}

/** What its helper would check by the machine's clock, is checked here by ours. */
const OWN_CHECKS = { alg: 'RS256', exp: false, iat: false, nbf: false } as const;

function unavailable(error: unknown): KeysUnavailable {
  if (error instanceof KeysUnavailable) return error;
  throw error;
}

function kidOf(token: string): string | null {
  if (token.length > LONGEST_TOKEN) return null;
  try {
    const { alg, kid } = decodeHeader(token);
    return alg === 'RS256' && typeof kid === 'string' ? kid : null;
  } catch {
    // What cannot be read is no token, which is the answer.
    return null;
  }
}

function judge(
  claims: Readonly<Record<string, unknown>>,
  audiences: readonly string[],
  now: number,
): Result<ProvenIdentity> {
  const { iss, aud, exp, iat, sub, email, email_verified } = claims;
  if (!ISSUERS.includes(iss)) return refuse('The token was not issued by Google Accounts.');
  if (typeof exp !== 'number' || exp + LEEWAY_SECONDS <= now) return refuse('The token has expired.');
  if (typeof iat !== 'number' || iat - LEEWAY_SECONDS > now) return refuse('The token is not valid yet.');
  if (typeof aud !== 'string' || !audiences.includes(aud))
    return refuse(
      `The token is for ${typeof aud === 'string' ? `"${aud.slice(0, 200)}"` : 'nobody'}, which is not expected here.`,
    );
  if (typeof sub !== 'string' || sub === '' || typeof email !== 'string' || email_verified !== true)
    return refuse('The token names no account with an e-mail address that Google has verified.');
  return ok({ subject: sub, email, audience: aud });
}

const refuse = (message: string): Refused => forbidden('identity_refused', message);
