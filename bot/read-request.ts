/** Is this request from Slack, is it from now, and what does it say? Everything else is answered here. */
import type { Log } from '#app/ports/log.ts';
import type { Clock } from '#app/ports/platform.ts';
import type { SlackBody } from './payload.ts';

export interface RequestCheck {
  /** Not empty: an empty one would let everybody sign. */
  readonly signingSecret: string;
  readonly clock: Clock;
  /** Told why a signature was refused; whoever sent it is not. */
  readonly log: Log;
}

/** Slack's requests are signed with their time; an older one is somebody's copy, a newer one nobody's. */
const WINDOW_SECONDS = 300;

const encoder = new TextEncoder();

/** The body, or the answer to a request that goes no further. */
export async function readSlackRequest(request: Request, check: RequestCheck): Promise<SlackBody | Response> {
  const raw = new Uint8Array(await request.arrayBuffer());
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  const form =
    type === 'application/x-www-form-urlencoded' ? new URLSearchParams(new TextDecoder().decode(raw)) : null;
  // Slack asks now and then, unsigned, whether the certificate is in order; whatever else such a request holds is dropped.
  if (form?.get('ssl_check') === '1') return new Response(null, { status: 200 });
  const mistrust = await mistrustOf(request.headers, raw, check);
  if (mistrust !== null) {
    check.log.warn({ reason: mistrust }, 'a request to Slack’s address was refused');
    return refusal(401, 'The signature is not right.');
  }
  if (form === null && type !== 'application/json') return refusal(415, 'Neither a form nor JSON.');
  const body = bodyOf(form?.get('payload') ?? (form === null ? new TextDecoder().decode(raw) : null), form);
  if (body === null) return refusal(400, 'The body cannot be read.');
  if (body.type === 'url_verification') return Response.json({ challenge: body.challenge });
  return body;
}

export const refusal = (status: number, text: string): Response => new Response(text, { status });

/** Why it is not to be taken for Slack's; null: it is Slack's. */
async function mistrustOf(
  headers: Headers,
  raw: Uint8Array,
  { signingSecret, clock }: RequestCheck,
): Promise<string | null> {
  const timestamp = headers.get('x-slack-request-timestamp') ?? '';
  const signature = headers.get('x-slack-signature') ?? '';
  if (!/^\d{10}$/.test(timestamp) || !/^v0=[0-9a-f]{64}$/.test(signature))
    return 'It is not signed: it came from somewhere else.';
  const age = Math.floor(Date.parse(clock.now()) / 1000) - Number(timestamp);
  if (Math.abs(age) > WINDOW_SECONDS)
    return `It is signed for ${Math.abs(age)} s ${age > 0 ? 'before' : 'after'} the time here: look at this machine's clock, and at CARDLINE_NOW.`;
  const key = await crypto.subtle.importKey(
    'raw',
    encoder.encode(signingSecret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  );
  // Compares in constant time.
  return (await crypto.subtle.verify('HMAC', key, fromHex(signature.slice(3)), signedBytes(timestamp, raw)))
    ? null
    : "It is signed with another secret: compare SLACK_SIGNING_SECRET with the app's Basic Information.";
}

/** What is signed: the bytes as they came, not what they mean. */
function signedBytes(timestamp: string, raw: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(`v0:${timestamp}:`);
  const bytes = new Uint8Array(head.length + raw.length);
  bytes.set(head);
  bytes.set(raw, head.length);
  return bytes;
}

const fromHex = (hex: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

/** JSON from the body or from a form's `payload`; a form without one is a slash command, its fields texts. */
function bodyOf(json: string | null, form: URLSearchParams | null): SlackBody | null {
  if (json === null) return form === null ? null : Object.fromEntries(form);
  try {
    const body: unknown = JSON.parse(json);
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as SlackBody) : null;
  } catch {
    return null;
  }
}
