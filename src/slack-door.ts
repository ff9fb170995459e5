/** Where Slack comes in. Bolt is loaded with the first request: it would cost every start a fifth of a second. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Services } from '#app/services.ts';
import type { SlackReceiver } from '#bot/receiver.ts';
import { invariant } from '#core/result.ts';
import type { AppEnv } from '#http/app-env.ts';
import { problem } from '#http/problem.ts';
import type { Parts } from './compose.ts';
import type { SlackSettings } from './env.ts';
import { slackParts } from './slack-parts.ts';

export function slackDoor(parts: Parts, services: Services, url: string): Hono<AppEnv> {
  const app = new Hono<AppEnv>();
  const { slack } = parts;
  if (!slack) {
    app.post('/slack/events', (c) =>
      problem(c, 404, 'slack_off', 'Slack is off here: its settings are missing (SLACK_SIGNING_SECRET).'),
    );
    return app;
  }
  let receiver: SlackReceiver | undefined;
  app.post('/slack/events', within(LARGEST_BODY_BYTES), async (c) => {
    receiver ??= await slackReceiver({ ...parts, slack }, services, url);
    return receiver.handle(c.req.raw, c.get('requestId'));
  });
  return app;
}

/** What takes what comes from Slack, on whichever way. */
export async function slackReceiver(
  parts: Parts & { readonly slack: SlackSettings },
  services: Services,
  url: string,
): Promise<SlackReceiver> {
  const [{ makeReceiver }, { createBot }] = await Promise.all([
    import('#bot/receiver.ts'),
    import('#bot/create-bot.ts'),
  ]);
  const forSlack = slackParts(parts, services, url);
  invariant(forSlack, 'Slack is on where its settings are');
  return makeReceiver({ ...forSlack, signingSecret: parts.slack.signingSecret, createBot });
}

/** The largest thing that Slack sends is a form: its view alone may have 250 kB. */
const LARGEST_BODY_BYTES = 1_000_000;

const within = (bytes: number) =>
  bodyLimit({
    maxSize: bytes,
    onError: (c) => problem(c, 413, 'content_too_large', `No request may be larger than ${bytes} bytes.`),
  });
