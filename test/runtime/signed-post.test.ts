import { HttpResponse, http } from 'msw';
import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { hookSecret } from '#http/webhook-signature.ts';
import { makeSignedPost } from '#src/runtime/signed-post.ts';
import { network } from '#test/support/network.ts';

const URL = 'https://files.carrier.example/activity';
const NEVER = new AbortController().signal;
const post = makeSignedPost();

async function aMessage() {
  return {
    url: URL,
    secret: await hookSecret('an installation secret of some length', 'deliveries/carriers/1/1'),
    id: 'activity_1_12',
    contentType: 'text/csv; charset=utf-8',
    body: 'H,1,activity\r\n',
    headers: { 'x-file-name': 'bluegum-opti-carrier-12.csv' },
  };
}

describe('a signed post', () => {
  it('can be verified by whoever knows the secret, and by nobody else', async () => {
    const message = await aMessage();
    let seen: { headers: Record<string, string>; body: string } | undefined;
    network.use(
      http.post(URL, async ({ request }) => {
        seen = { headers: Object.fromEntries(request.headers), body: await request.text() };
        return new HttpResponse('thank you', { status: 202 });
      }),
    );
    expect(await post(message, NEVER)).toEqual({ status: 202, retryAfterMs: null });
    expect(seen?.body).toBe(message.body);
    expect(seen?.headers).toMatchObject({
      'webhook-id': 'activity_1_12',
      'content-type': 'text/csv; charset=utf-8',
      'x-file-name': 'bluegum-opti-carrier-12.csv',
    });
    const { headers = {}, body = '' } = seen ?? {};
    const verifiedBy = (secret: string) => new Webhook(secret).verify(body, headers, { jsonParse: false });
    expect(() => verifiedBy(message.secret)).not.toThrow();
    expect(() => verifiedBy('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')).toThrow();
  });

  it('follows no redirect', async () => {
    network.use(
      http.post(
        URL,
        () => new HttpResponse(null, { status: 307, headers: { location: 'https://elsewhere.example/' } }),
      ),
    );
    expect((await post(await aMessage(), NEVER)).status).toBe(307);
  });

  it.each([
    ['120', 120_000],
    ['999999999', 86_400_000],
    ['soon', null],
    ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ])('tells how long the receiver wants to be left alone: %s', async (text, milliseconds) => {
    network.use(
      http.post(URL, () => new HttpResponse(null, { status: 429, headers: { 'retry-after': text } })),
    );
    expect(await post(await aMessage(), NEVER)).toEqual({ status: 429, retryAfterMs: milliseconds });
  });

  it('throws where there is no answer, or it is told to stop', async () => {
    network.use(http.post(URL, () => HttpResponse.error()));
    await expect(post(await aMessage(), NEVER)).rejects.toThrow();
    await expect(post(await aMessage(), AbortSignal.abort(new Error('stopping')))).rejects.toThrow(
      'stopping',
    );
  });
});
