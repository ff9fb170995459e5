/**
 * The keys with which Google signs identity tokens. Kept as long as Google says; a token that names a key which is not among them makes
 * Cardline ask again, since keys are changed now and then, though at most once a minute: anybody can name a key.
 */
import type { Clock } from '#app/ports/platform.ts';

export interface SigningKey extends JsonWebKey {
  readonly kid: string;
}

/** Google does not give its keys just now; asking again in a moment may help. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
}

const ADDRESS = 'https://www.googleapis.com/oauth2/v3/certs';
const PATIENCE_MS = 5_000;
const ASKED_AGAIN_AFTER_MS = 60_000;
/** Where Google does not say how long keys may be kept. */
const USUAL_AGE_MS = 60 * 60_000;

/**
 * Answers the key of a name, null where Google has none of it; throws KeysUnavailable.
 *
 * @param clock real time
 */
export function makeSigningKeys(
  fetch: (address: string, init: RequestInit) => Promise<Response>,
  apiRoot: string | null,
  clock: Clock,
): (kid: string) => Promise<SigningKey | null> {
  const address = apiRoot === null ? ADDRESS : `${apiRoot}${new URL(ADDRESS).pathname}`;
  // Plain data and no promise: on Workers no request may wait for another's.
  let kept: {
    readonly keys: readonly SigningKey[];
    readonly askedAt: number;
    readonly until: number;
  } | null = null;
  return async (kid) => {
    const now = Date.parse(clock.now());
    const isFresh = kept !== null && now < kept.until;
    const known = isFresh ? kept?.keys.find((key) => key.kid === kid) : undefined;
    if (known !== undefined) return known;
    if (kept !== null && isFresh && now - kept.askedAt < ASKED_AGAIN_AFTER_MS) return null;
    const { keys, ageMs } = await ask(fetch, address);
    kept = { keys, askedAt: now, until: now + ageMs };
    return keys.find((key) => key.kid === kid) ?? null;
  };
}

async function ask(
  fetch: (address: string, init: RequestInit) => Promise<Response>,
  address: string,
): Promise<{ readonly keys: readonly SigningKey[]; readonly ageMs: number }> {
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    const { keys } = (await response.json()) as { readonly keys?: unknown };
    if (!Array.isArray(keys)) throw new Error(`${address} named no keys`);
    return { keys: keys.filter(isSigningKey), ageMs: ageOf(response.headers) };
  } catch (cause) {
    throw new KeysUnavailable('Google’s keys, by which Cardline knows who asks, cannot be had just now.', {
      cause,
    });
  }
}

const isSigningKey = (key: unknown): key is SigningKey =>
  typeof key === 'object' && key !== null && 'kid' in key && typeof key.kid === 'string';

function ageOf(headers: Headers): number {
  const [, seconds] = /\bmax-age=(\d{1,9})\b/.exec(headers.get('cache-control') ?? '') ?? [];
  return seconds === undefined ? USUAL_AGE_MS : Number(seconds) * 1000;
}
