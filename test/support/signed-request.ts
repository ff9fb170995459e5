/** Requests as Slack signs them, for tests that want one part of it wrong. */
import { createHmac } from 'node:crypto';

export interface SignedOptions {
  readonly secret: string;
  /** When it is signed. */
  readonly at: string;
  readonly contentType?: string;
  /** Instead of what would be right. */
  readonly headers?: Readonly<Record<string, string | null>>;
}

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

export function signedRequest(body: string | Uint8Array<ArrayBuffer>, options: SignedOptions): Request {
  const { secret, at, contentType = FORM, headers = {} } = options;
  const timestamp = String(Math.floor(Date.parse(at) / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body);
  const all: Record<string, string | null> = {
    'content-type': contentType,
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${mac.digest('hex')}`,
    ...headers,
  };
  return new Request('http://cardline.test/slack/events', {
    method: 'POST',
    headers: Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== null),
    ),
    body,
  });
}

/** A slash command's form. */
export const commandForm = (fields: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({
    command: '/cardline',
    text: 'help',
    team_id: 'T0BLUE',
    user_id: 'U1',
    user_name: 'kim',
    channel_id: 'C1',
    response_url: 'http://127.0.0.1:9/response',
    trigger_id: '1.2.3',
    ...fields,
  }).toString();

export const payloadForm = (payload: object): string =>
  new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
