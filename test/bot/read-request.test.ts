import { describe, expect, it } from 'vitest';
import { clockAt } from '#test/support/clock.ts';
import {
  commandForm,
  FORM,
  JSON_TYPE,
  payloadForm,
  type SignedOptions,
  signedRequest,
} from '#test/support/signed-request.ts';
import { type RequestCheck, readSlackRequest } from '../../bot/read-request.ts';

const NOW = '2026-03-02T00:00:00.000Z';
const SECRET = 'the signing secret';

type Options = Partial<SignedOptions>;

const checkWith = (reasons: string[] = []): RequestCheck => ({
  signingSecret: SECRET,
  clock: clockAt(NOW),
  log: { info() {}, warn: ({ reason }) => void reasons.push(String(reason)), error() {} },
});

const read = (body: string | Uint8Array<ArrayBuffer>, options: Options = {}, reasons: string[] = []) =>
  readSlackRequest(signedRequest(body, { secret: SECRET, at: NOW, ...options }), checkWith(reasons));

/** The status and text of a request that went no further. */
async function refused(body: string | Uint8Array<ArrayBuffer>, options: Options = {}): Promise<string> {
  const answer = await read(body, options);
  if (!(answer instanceof Response)) throw new Error(`it was let in: ${JSON.stringify(answer)}`);
  return `${answer.status} ${await answer.text()}`.trim();
}

const UNSIGNED = '401 The signature is not right.';

describe('who may speak', () => {
  it('takes what Slack signed: a command, a click, an event', async () => {
    expect(await read(commandForm())).toMatchObject({ command: '/cardline', text: 'help' });
    expect(await read(payloadForm({ type: 'block_actions' }))).toEqual({ type: 'block_actions' });
    expect(await read('{"type":"event_callback"}', { contentType: JSON_TYPE })).toEqual({
      type: 'event_callback',
    });
  });

  it('signs the bytes as they came, not what they mean', async () => {
    const bytes = new Uint8Array([
      ...new TextEncoder().encode('{"type":"x","text":"'),
      0xff,
      0xfe,
      0x22,
      0x7d,
    ]);
    expect(await read(bytes, { contentType: JSON_TYPE })).toMatchObject({ type: 'x' });
    const withMark = new Uint8Array([0xef, 0xbb, 0xbf, ...new TextEncoder().encode('{"type":"y"}')]);
    expect(await read(withMark, { contentType: JSON_TYPE })).toEqual({ type: 'y' });
  });

  it.each<[string, Options]>([
    ['another secret', { secret: 'another' }],
    ['no signature', { headers: { 'x-slack-signature': null } }],
    ['no time', { headers: { 'x-slack-request-timestamp': null } }],
    ['a time that is no number', { headers: { 'x-slack-request-timestamp': '17724096x0' } }],
    ['a time with a sign', { headers: { 'x-slack-request-timestamp': '+177240960' } }],
    ['a signature cut short', { headers: { 'x-slack-signature': `v0=${'a'.repeat(63)}` } }],
    ['a signature of another version', { headers: { 'x-slack-signature': `v1=${'a'.repeat(64)}` } }],
    ['nothing in the signature', { headers: { 'x-slack-signature': '' } }],
  ])('refuses %s', async (_, options) => {
    expect(await refused(commandForm(), options)).toBe(UNSIGNED);
  });

  it('refuses a body that was changed after it was signed', async () => {
    const request = signedRequest(commandForm(), { secret: SECRET, at: NOW });
    const changed = new Request(request, { method: 'POST', body: commandForm({ text: 'activate 1' }) });
    const answer = await readSlackRequest(changed, checkWith());
    expect(answer).toMatchObject({ status: 401 });
  });

  it.each([
    ['2026-03-01T23:55:00Z', 'five minutes old'],
    ['2026-03-02T00:05:00Z', 'five minutes ahead'],
  ])('takes what is signed at %s, %s', async (at) => {
    expect(await read(commandForm(), { at })).toMatchObject({ command: '/cardline' });
  });

  it.each([
    ['2026-03-01T23:54:59Z', 'an old copy'],
    ['2026-03-02T00:05:01Z', 'from the future'],
  ])('refuses what is signed at %s, %s', async (at) => {
    expect(await refused(commandForm(), { at })).toBe(UNSIGNED);
  });

  it.each<[string, Options, string]>([
    ['unsigned', { headers: { 'x-slack-signature': null } }, 'It is not signed'],
    ['an old one', { at: '2026-03-01T23:00:00Z' }, 'signed for 3600 s before the time here'],
    ['one from the future', { at: '2026-03-02T00:10:00Z' }, 'signed for 600 s after the time here'],
    ['of another secret', { secret: 'another' }, 'compare SLACK_SIGNING_SECRET'],
  ])('tells the log why a request was refused, and the sender nothing: %s', async (_, options, reason) => {
    const reasons: string[] = [];
    await read(commandForm(), options, reasons);
    expect(reasons).toEqual([expect.stringContaining(reason)]);
  });
});

describe('what it says', () => {
  it.each([`${FORM}; charset=utf-8`, `${FORM};charset=UTF-8`, 'Application/X-WWW-Form-URLencoded'])(
    'reads a form of the type %s',
    async (contentType) => {
      expect(await read(commandForm(), { contentType })).toMatchObject({ command: '/cardline' });
    },
  );
  it('reads JSON with a character set', async () => {
    expect(await read('{"type":"x"}', { contentType: `${JSON_TYPE}; charset=utf-8` })).toEqual({ type: 'x' });
  });

  it.each([
    ['JSON that is cut off', '{"type":', JSON_TYPE],
    ['a payload that is no JSON', 'payload=hello', FORM],
    ['JSON that is a list', '[1]', JSON_TYPE],
    ['JSON that is nothing', 'null', JSON_TYPE],
  ])('refuses %s', async (_, body, contentType) => {
    expect(await refused(body, { contentType })).toBe('400 The body cannot be read.');
  });
  it.each(['text/plain', 'multipart/form-data; boundary=x'])('refuses %s', async (contentType) => {
    expect(await refused('{"type":"x"}', { contentType })).toBe('415 Neither a form nor JSON.');
  });
});

describe('Slack asks about the address', () => {
  it('answers the challenge of an address that is entered, signed only', async () => {
    const body = JSON.stringify({ type: 'url_verification', challenge: '3eZbrw1aB' });
    const answer = await read(body, { contentType: JSON_TYPE });
    expect(answer).toBeInstanceOf(Response);
    expect(await (answer as Response).json()).toEqual({ challenge: '3eZbrw1aB' });
    expect(await refused(body, { contentType: JSON_TYPE, secret: 'another' })).toBe(UNSIGNED);
  });

  it('answers the check of the certificate, which is not signed, and drops whatever else it holds', async () => {
    const unsigned = { headers: { 'x-slack-signature': null, 'x-slack-request-timestamp': null } };
    expect(await refused('ssl_check=1&token=x', unsigned)).toBe('200');
    expect(await refused(`ssl_check=1&${commandForm()}`, unsigned)).toBe('200');
    expect(await refused(`ssl_check=1&${payloadForm({ type: 'block_actions' })}`, unsigned)).toBe('200');
  });

  it.each([
    ['another value', `ssl_check=true&${commandForm()}`, FORM],
    ['a second value behind it', `ssl_check=&ssl_check=1&${commandForm()}`, FORM],
    ['JSON that says so', '{"ssl_check":1,"type":"block_actions"}', JSON_TYPE],
    ['a payload that says so', payloadForm({ ssl_check: '1', type: 'block_actions' }), FORM],
    ['an address that says so', commandForm({ text: 'ssl_check=1' }), FORM],
  ])('lets nobody in by %s', async (_, body, contentType) => {
    const unsigned = { 'x-slack-signature': null };
    expect(await refused(body, { contentType, headers: unsigned })).toBe(UNSIGNED);
  });
});
