import { describe, expect, it } from 'vitest';
import { makeCarefulFetch } from '#sheets/google/careful-fetch.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const good = () => new Response('{"a":1}', { headers: JSON_TYPE });

/** Answers one after the other; what is thrown is a broken connection. */
function aWire(...answers: (() => Response)[]) {
  const asked: { address: string; method: string | undefined; body: unknown }[] = [];
  const waited: number[] = [];
  return {
    asked,
    waited,
    fetch: async (address: string, { method, body }: RequestInit) => {
      asked.push({ address, method, body });
      const answer = answers.shift();
      if (answer === undefined) throw new Error('nobody expected another call');
      return answer();
    },
    pause: async (milliseconds: number) => void waited.push(milliseconds),
  };
}

const broken = (): Response => {
  throw new TypeError('fetch failed');
};
const status =
  (code: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('{}', { status: code, headers: { ...JSON_TYPE, ...headers } });

describe('where Google is called', () => {
  it('is below GOOGLE_API_ROOT when that is set, the token with it', async () => {
    const wire = aWire(good, good, good);
    const fetch = makeCarefulFetch(wire, 'http://127.0.0.1:9922/below');
    await fetch('https://sheets.googleapis.com/v4/spreadsheets/abc?fields=sheets');
    await fetch('https://www.googleapis.com/drive/v3/files/abc');
    await fetch('https://oauth2.googleapis.com/token', { method: 'POST', body: 'grant' });
    expect(wire.asked.map(({ address }) => address)).toEqual([
      'http://127.0.0.1:9922/below/v4/spreadsheets/abc?fields=sheets',
      'http://127.0.0.1:9922/below/drive/v3/files/abc',
      'http://127.0.0.1:9922/below/token',
    ]);
  });

  it('is its own address otherwise', async () => {
    const wire = aWire(good);
    await makeCarefulFetch(wire, null)('https://sheets.googleapis.com/v4/spreadsheets/abc');
    expect(wire.asked[0]?.address).toBe('https://sheets.googleapis.com/v4/spreadsheets/abc');
  });
});

describe('what is asked again', () => {
  const read = (wire: ReturnType<typeof aWire>) =>
    makeCarefulFetch(wire, null)('https://sheets.googleapis.com/v4/x');
  const write = (wire: ReturnType<typeof aWire>) =>
    makeCarefulFetch(wire, null)('https://sheets.googleapis.com/v4/x', { method: 'POST', body: '{}' });

  it('a read that met a quota, a failure of Google, a broken connection or an answer torn in the middle', async () => {
    const torn = () => new Response('{"valueRanges":[', { headers: JSON_TYPE });
    for (const failure of [status(429), status(503), broken, torn]) {
      const wire = aWire(failure, failure, good);
      expect(await (await read(wire)).json()).toEqual({ a: 1 });
      expect(wire.waited).toEqual([1000, 2000]);
    }
  });

  it('a few times only: then what came last is the answer', async () => {
    const wire = aWire(status(500), status(500), status(500), status(502));
    expect((await read(wire)).status).toBe(502);
    const broke = aWire(broken, broken, broken, broken);
    await expect(read(broke)).rejects.toThrow('fetch failed');
  });

  it('as late as Retry-After wants; where that is too long, not at all', async () => {
    const wire = aWire(status(429, { 'retry-after': '7' }), good);
    await read(wire);
    expect(wire.waited).toEqual([7000]);
    const long = aWire(status(429, { 'retry-after': '60' }));
    const answer = await read(long);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60']);
  });

  it('of writes only what Google turned away: one that broke off may have been done', async () => {
    const turnedAway = aWire(status(429), good);
    expect((await write(turnedAway)).status).toBe(200);
    expect((await write(aWire(status(503)))).status).toBe(503);
    await expect(write(aWire(broken))).rejects.toThrow('fetch failed');
  });

  it('nothing that is refused for a reason', async () => {
    for (const code of [400, 401, 403, 404]) expect((await read(aWire(status(code)))).status).toBe(code);
  });
});
