/** For the tests of the fake itself: a workspace, two people, and an app that answers as the test says. */
import { WebClient } from '@slack/web-api';
import { clockAt, SOME_MORNING } from '../clock.ts';
import type { FakeSlackOptions } from './fake-slack.ts';
import { isObject, type JsonObject, parsed } from './json.ts';
import { useFakeSlack } from './use-fake-slack.ts';

type Answer = (request: Request) => Response | Promise<Response>;

/** WebClient says errors aloud; the tests look at what it throws. */
const SILENT = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  setName() {},
  getLevel: () => 'error' as never,
};

export const clientFor = (apiUrl: string, token?: string): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: SILENT,
  });

export async function anAppInSlack(options: FakeSlackOptions = {}) {
  const clock = clockAt(SOME_MORNING);
  const slack = await useFakeSlack({ clock, ...options });
  const answers = new Map<string, Answer>();
  const heard: JsonObject[] = [];
  slack.deliverTo(async (request) => {
    const payload = await payloadOf(request.clone() as Request);
    heard.push(payload);
    const { command, type, event } = payload;
    const what = command === undefined ? (isObject(event) ? event.type : type) : 'command';
    return answers.get(String(what))?.(request) ?? new Response('');
  });
  const wavelink = slack.workspace({ id: 'T0WAVE', name: 'Wavelink' });
  const installed = wavelink.install();
  const [kim, sam] = [wavelink.person('Kim'), wavelink.person('Sam')];
  const channel = wavelink.channel('#provisioning', { withApp: true, members: [kim, sam] });
  const app = {
    on: (what: string, answer: Answer) => void answers.set(what, answer),
    heard,
    last: () => heard.at(-1) ?? {},
  };
  return {
    clock,
    slack,
    wavelink,
    installed,
    kim,
    sam,
    channel,
    app,
    client: clientFor(slack.apiUrl, installed.botToken),
  };
}

/** What a request of Slack says: a command's form, an interaction's or an event's JSON. */
export async function payloadOf(request: Request): Promise<JsonObject> {
  const body = await request.text();
  const form = new URLSearchParams(body);
  const isForm = (request.headers.get('content-type') ?? '').includes('form');
  const value = parsed(isForm ? (form.get('payload') ?? '') : body);
  return isObject(value) ? value : Object.fromEntries(form);
}

export const json = (value: unknown): Response =>
  new Response(JSON.stringify(value), { headers: { 'content-type': 'application/json' } });
