/** Identity tokens of Google's: what is taken for one, and what is not. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { sign } from 'hono/utils/jwt/jwt';
import { describe, expect, it } from 'vitest';
import { makeIdentityTokens } from '#sheets/google/identity-tokens.ts';
import { listeningLog } from '#test/support/api.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { useFakeGoogle } from '#test/support/google/use-fake-google.ts';

const KIM = 'kim@wavelink.example';
const AUD = 'https://cardline.test/google/addon/home';

async function aVerifier() {
  const clock = clockAt(SOME_MORNING);
  const google = await useFakeGoogle({ clock });
  const asked: string[] = [];
  const tokens = makeIdentityTokens(
    {
      fetch: (address, init) => {
        asked.push(address);
        return fetch(address, init);
      },
    },
    google.url,
    clock,
    listeningLog([]),
  );
  const refused = async (token: string, audiences: readonly string[] = [AUD]) => {
    const proven = await tokens.prove(token, audiences);
    return proven.ok ? 'taken' : proven.faults.map(({ code, message }) => `${code}: ${message}`).join();
  };
  return { clock, google, tokens, asked, refused };
}

describe('a token that Google signed', () => {
  it('names the account, and for whom it is', async () => {
    const { google, tokens } = await aVerifier();
    const token = google.userIdToken({ email: KIM, aud: AUD });
    expect(await tokens.prove(token, ['somebody', AUD])).toMatchObject({
      ok: true,
      value: { email: KIM, audience: AUD, subject: expect.stringMatching(/^1\d{20}$/) },
    });
  });

  it('is taken by its other issuer name too', async () => {
    const { google, refused } = await aVerifier();
    const token = google.userIdToken({ email: KIM, aud: AUD, claims: { iss: 'accounts.google.com' } });
    expect(await refused(token)).toBe('taken');
  });

  it('costs one look for keys, however many come', async () => {
    const { google, asked, refused } = await aVerifier();
    for (let times = 0; times < 3; times += 1)
      expect(await refused(google.userIdToken({ email: KIM, aud: AUD }))).toBe('taken');
    expect(asked).toEqual([`${google.url}/oauth2/v3/certs`]);
  });
});

describe('a token that does not hold', () => {
  it.each([
    ['forged', { isForged: true }, 'not signed by Google'],
    [
      'of another issuer',
      { claims: { iss: 'https://accounts.example.com' } },
      'not issued by Google Accounts',
    ],
    ['for another address', { aud: `${AUD}/` }, `is for "${AUD}/", which is not expected here`],
    ['for several', { claims: { aud: [AUD, 'x'] } }, 'is for nobody'],
    ['without an end', { claims: { exp: null } }, 'has expired'],
    ['of tomorrow', { claims: { iat: 4_000_000_000 } }, 'not valid yet'],
    ['whose address is not verified', { claims: { email_verified: false } }, 'that Google has verified'],
    ['without an account', { claims: { sub: '' } }, 'that Google has verified'],
    ['of a key that Google has not', { header: { kid: 'mine' } }, 'none of Google’s'],
    ['unsigned', { header: { alg: 'none' } }, 'not an identity token'],
    ['signed with the public key as a secret', { header: { alg: 'HS256' } }, 'not an identity token'],
    ['with a header that must be understood', { header: { crit: ['b64'] } }, 'not signed by Google'],
  ])('%s is refused', async (_, bent, said) => {
    const { google, refused } = await aVerifier();
    const answer = await refused(google.userIdToken({ email: KIM, aud: AUD, ...bent }));
    expect(answer).toContain('identity_refused');
    expect(answer).toContain(said);
  });

  it('ends with its hour, a minute of grace aside', async () => {
    const { clock, google, refused } = await aVerifier();
    const token = google.userIdToken({ email: KIM, aud: AUD });
    clock.pass(60);
    expect(await refused(token)).toBe('taken');
    clock.pass(1);
    expect(await refused(token)).toContain('The token has expired.');
  });

  it.each(['', 'x', 'a.b', 'a.b.c', '..', 'x'.repeat(9000)])('%j is none at all', async (text) => {
    const { refused } = await aVerifier();
    expect(await refused(text)).toContain('identity_refused');
  });

  it('whose claims were changed after it was signed is refused', async () => {
    const { google, refused } = await aVerifier();
    const [head, body = '', signature] = google.userIdToken({ email: KIM, aud: AUD }).split('.');
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    const other = Buffer.from(JSON.stringify({ ...claims, email: 'boss@wavelink.example' })).toString(
      'base64url',
    );
    expect(await refused([head, other, signature].join('.'))).toContain('not signed by Google');
  });
});

describe('Google’s keys', () => {
  const aPair = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), alg: 'RS256', kid });

  function withKeys(maxAge: string | null = 'public, max-age=600, must-revalidate') {
    const clock = clockAt(SOME_MORNING);
    const pairs = { first: aPair(), second: aPair() };
    const state = { kids: ['first'] as ('first' | 'second')[], asked: 0, isDown: false };
    const tokens = makeIdentityTokens(
      {
        fetch: async () => {
          state.asked += 1;
          if (state.isDown) throw new TypeError('network');
          return Response.json(
            { keys: state.kids.map((kid) => jwk(pairs[kid].publicKey, kid)) },
            { headers: maxAge === null ? {} : { 'cache-control': maxAge } },
          );
        },
      },
      null,
      clock,
      listeningLog([]),
    );
    const token = (kid: 'first' | 'second') => {
      const now = Math.floor(Date.parse(clock.now()) / 1000);
      const claims = {
        iss: 'https://accounts.google.com',
        aud: AUD,
        sub: '1',
        email: KIM,
        email_verified: true,
      };
      return sign({ ...claims, iat: now, exp: now + 3600 }, {
        ...jwk(pairs[kid].privateKey, kid),
      } as never);
    };
    const proves = async (kid: 'first' | 'second') => (await tokens.prove(await token(kid), [AUD])).ok;
    return { clock, state, proves, prove: async () => tokens.prove(await token('first'), [AUD]) };
  }

  it('are kept as long as Google says', async () => {
    const { clock, state, proves } = withKeys();
    expect(await proves('first')).toBe(true);
    clock.pass(9);
    expect(await proves('first')).toBe(true);
    expect(state.asked).toBe(1);
    clock.pass(2);
    expect(await proves('first')).toBe(true);
    expect(state.asked).toBe(2);
  });

  it('that are new are found at once, and one that is gone is no key any more', async () => {
    const { clock, state, proves } = withKeys();
    expect(await proves('first')).toBe(true);
    clock.pass(2);
    state.kids = ['second'];
    expect(await proves('second')).toBe(true);
    expect(await proves('first')).toBe(false);
  });

  it('are asked for once a minute at most, whatever key a token names', async () => {
    const { clock, state, proves } = withKeys();
    expect(await proves('first')).toBe(true);
    for (let times = 0; times < 5; times += 1) expect(await proves('second')).toBe(false);
    expect(state.asked).toBe(1);
    clock.pass(2);
    expect(await proves('second')).toBe(false);
    expect(state.asked).toBe(2);
  });

  it('that cannot be had make nobody anybody, until they can', async () => {
    const { state, prove } = withKeys();
    state.isDown = true;
    expect(await prove()).toMatchObject({ ok: false, faults: [{ code: 'google_keys_unavailable' }] });
    state.isDown = false;
    expect(await prove()).toMatchObject({ ok: true });
  });
});
