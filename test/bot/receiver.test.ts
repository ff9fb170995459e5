import { App } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { Background } from '#app/ports/background.ts';
import type { Log } from '#app/ports/log.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { secrets } from '#src/runtime/secrets.ts';
import {
  commandForm,
  JSON_TYPE,
  payloadForm,
  type SignedOptions,
  signedRequest,
} from '#test/support/signed-request.ts';
import { aSlackConsole, connect } from '#test/support/slack-console.ts';
import type { BotParts } from '../../bot/bot-parts.ts';
import { ANSWER_WITHIN_MS, EVENT_MS, makeReceiver } from '../../bot/receiver.ts';
import { makeWebClients } from '../../bot/web-client.ts';

interface Setup {
  /** Registers what the test is about. */
  readonly listen?: (bot: App, parts: BotParts) => void;
  /** No answer comes in time. */
  readonly isOutOfTime?: boolean;
  readonly isUnknown?: boolean;
}

/** A receiver of a workspace that is connected, and what it logs. */
async function aReceiver({ listen = () => {}, isOutOfTime = false, isUnknown = false }: Setup = {}) {
  const it = await aSlackConsole();
  if (!isUnknown) await connect(it, it.workspace);
  const logged: { level: keyof Log; message: string; fields: Readonly<Record<string, unknown>> }[] = [];
  const tell = (level: keyof Log) => (fields: Readonly<Record<string, unknown>>, message: string) =>
    void logged.push({ level, message, fields });
  const log: Log = { info: tell('info'), warn: tell('warn'), error: tell('error') };
  const work: Promise<unknown>[] = [];
  const waits: number[] = [];
  const background: Background = {
    keep: (one) => void work.push(one),
    async waitFor(answer, milliseconds) {
      waits.push(milliseconds);
      if (!isOutOfTime) await answer;
    },
    pause: async () => {},
  };
  const { services, clock, db } = it.console;
  const receiver = makeReceiver({
    services,
    slack: makeSlackStore(db),
    clients: makeWebClients({ slackApiUrl: it.slack.apiUrl, tokens: services.slack.tokens, log }),
    clock,
    secrets,
    background,
    log,
    url: 'http://cardline.test',
    signingSecret: it.slack.app.signingSecret,
    createBot(parts) {
      const bot = new App(parts.options);
      bot.error(async (error) => {
        throw error;
      });
      listen(bot, parts);
      return bot;
    },
  });
  const send = async (body: string, options: Partial<SignedOptions> = {}) => {
    const signed = { secret: it.slack.app.signingSecret, at: clock.now(), ...options };
    const answer = await receiver.handle(signedRequest(body, signed), 'req-1');
    return { status: answer.status, text: await answer.text(), type: answer.headers.get('content-type') };
  };
  return { ...it, receiver, send, logged, waits, settle: () => Promise.all(work) };
}

describe('an answer', () => {
  const answers: readonly (readonly [
    string,
    unknown,
    { status: number; text: string; type: string | null },
  ])[] = [
    ['nothing', undefined, { status: 200, text: '', type: null }],
    ['an empty text', '', { status: 200, text: '', type: null }],
    ['a text', 'Done.', { status: 200, text: 'Done.', type: 'text/plain;charset=UTF-8' }],
    ['an object', { text: 'Hi' }, { status: 200, text: '{"text":"Hi"}', type: 'application/json' }],
  ];
  it.each(answers)('is what a listener acknowledges with: %s', async (_, said, expected) => {
    const { send, waits } = await aReceiver({
      listen: (bot) => bot.command('/cardline', ({ ack }) => ack(said as string)),
    });
    expect(await send(commandForm())).toEqual(expected);
    expect(waits).toEqual([ANSWER_WITHIN_MS]);
  });

  it('is given once: a second acknowledgement is an error, and changes nothing', async () => {
    const { send, logged, settle } = await aReceiver({
      listen: (bot) =>
        bot.command('/cardline', async ({ ack }) => {
          await ack('first');
          await ack('second');
        }),
    });
    expect(await send(commandForm())).toMatchObject({ status: 200, text: 'first' });
    await settle();
    expect(logged.map(({ level, fields }) => [level, (fields.err as { code?: string }).code])).toEqual([
      ['error', 'slack_bolt_receiver_ack_multiple_error'],
    ]);
  });

  it('does not wait for what a listener does afterwards, which goes on', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const done: string[] = [];
    const { send, settle } = await aReceiver({
      listen: (bot) =>
        bot.command('/cardline', async ({ ack }) => {
          await ack('at once');
          await promise;
          done.push('later');
        }),
    });
    expect(await send(commandForm())).toMatchObject({ text: 'at once' });
    expect(done).toEqual([]);
    resolve();
    await settle();
    expect(done).toEqual(['later']);
  });

  it('is 404 where nothing in the bot listens', async () => {
    const { send, logged } = await aReceiver();
    expect(await send(commandForm({ command: '/other' }))).toMatchObject({ status: 404 });
    expect(
      await send(
        payloadForm({
          type: 'block_actions',
          team: { id: 'T0BLUE' },
          user: { id: 'U1' },
          actions: [{ action_id: 'x' }],
        }),
      ),
    ).toMatchObject({ status: 404 });
    expect(
      await send(payloadForm({ type: 'something_new', team: { id: 'T0BLUE' }, user: { id: 'U1' } })),
    ).toMatchObject({ status: 404 });
    expect(new Set(logged.map(({ message }) => message))).toContain(
      'nothing in the bot answers this request from Slack',
    );
  });

  it('is 500 where a listener fails before it, and the log says what failed but not what was written', async () => {
    const { send, logged } = await aReceiver({
      listen: (bot) =>
        bot.command('/cardline', async () => {
          throw new Error('the database is away');
        }),
    });
    expect(await send(commandForm({ text: 'order 4711 of somebody' }))).toMatchObject({
      status: 500,
      text: 'It failed.',
    });
    expect(logged).toMatchObject([
      {
        level: 'error',
        message: 'a request from Slack failed',
        fields: { err: { message: 'the database is away' }, kind: 'command', workspace: 'T0BLUE' },
      },
    ]);
    expect(JSON.stringify(logged)).not.toContain('4711');
  });

  it('is 503 where none comes in time: Slack would show its own, and the log says so', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { send, logged, settle } = await aReceiver({
      isOutOfTime: true,
      listen: (bot) =>
        bot.command('/cardline', async ({ ack }) => {
          await promise;
          await ack('too late');
        }),
    });
    expect(await send(commandForm())).toMatchObject({ status: 503 });
    expect(logged).toMatchObject([
      { level: 'error', message: 'a request from Slack was not answered in time' },
    ]);
    resolve();
    await settle();
    expect(logged).toHaveLength(1);
  });

  it('comes from a bot of its own for each request, which knows the workspace', async () => {
    const made: BotParts[] = [];
    const { send } = await aReceiver({
      listen(bot, parts) {
        made.push(parts);
        bot.command('/cardline', ({ ack, context }) => ack(`${context.botUserId} ${context.teamId}`));
      },
    });
    const [first, second] = await Promise.all([send(commandForm()), send(commandForm())]);
    expect(first).toEqual(second);
    expect(made).toHaveLength(2);
    expect(made[0]?.installation).toMatchObject({ workspace: 'T0BLUE', tenant: { providerCode: 'bluegum' } });
    expect(made[0]?.requestId).toBe('req-1');
    expect(first.text).toBe(`${made[0]?.installation.botUserId} T0BLUE`);
  });

  it('has a signing secret to be checked by, or there is no receiver', async () => {
    const { receiver: _, ...it } = await aReceiver();
    expect(() => makeReceiver({ ...it, signingSecret: '' } as never)).toThrow(
      'an empty one lets everybody sign',
    );
  });
});

describe('an event', () => {
  let number = 0;
  const event = (id = `Ev${++number}`) =>
    JSON.stringify({
      type: 'event_callback',
      event_id: id,
      team_id: 'T0BLUE',
      event: { type: 'app_home_opened', user: 'U1', tab: 'home' },
    });
  const asJson = { contentType: JSON_TYPE };

  it('is worked on once, however often Slack repeats it, also at the same moment', async () => {
    const seen: unknown[] = [];
    const { send } = await aReceiver({
      listen: (bot) => bot.event('app_home_opened', async ({ body }) => void seen.push(body.event_id)),
    });
    const body = event('Ev0ONCE');
    expect(await send(body, asJson)).toMatchObject({ status: 200, text: '' });
    const again = {
      ...asJson,
      headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' },
    };
    expect(await send(body, again)).toMatchObject({ status: 200 });
    await Promise.all([send(event('Ev0TWICE'), asJson), send(event('Ev0TWICE'), again)]);
    expect(seen).toEqual(['Ev0ONCE', 'Ev0TWICE']);
  });

  it('is told to come again while somebody works on it', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const { send } = await aReceiver({
      listen: (bot) =>
        bot.event('app_home_opened', async () => {
          begin();
          await promise;
        }),
    });
    const first = send(event('Ev0SLOW'), asJson);
    await begun;
    expect(await send(event('Ev0SLOW'), asJson)).toMatchObject({ status: 503 });
    resolve();
    expect(await first).toMatchObject({ status: 200 });
    expect(await send(event('Ev0SLOW'), asJson)).toMatchObject({ status: 200 });
  });

  it('is not lost with who died over it: a repeat after its time is worked on anew', async () => {
    const seen: unknown[] = [];
    const { send, console } = await aReceiver({
      listen: (bot) => bot.event('app_home_opened', async ({ body }) => void seen.push(body.event_id)),
    });
    // Somebody took it and was never heard of again.
    const at = console.clock.now();
    const until = new Date(Date.parse(at) + EVENT_MS).toISOString() as typeof at;
    await makeSlackStore(console.db).takeEvent('Ev0DEAD', { at, until });
    expect(await send(event('Ev0DEAD'), asJson)).toMatchObject({ status: 503 });
    expect(seen).toEqual([]);
    console.clock.pass(1);
    expect(await send(event('Ev0DEAD'), asJson)).toMatchObject({ status: 200 });
    expect(seen).toEqual(['Ev0DEAD']);
  });

  it('that failed is worked on anew at the next repeat', async () => {
    let isAway = true;
    const seen: unknown[] = [];
    const { send, logged } = await aReceiver({
      listen: (bot) =>
        bot.event('app_home_opened', async ({ body, context }) => {
          if (isAway) throw new Error('the database is away');
          seen.push([body.event_id, context.retryNum, context.retryReason]);
        }),
    });
    expect(await send(event('Ev0FAIL'), asJson)).toMatchObject({ status: 500 });
    expect(logged.map(({ message }) => message)).toEqual(['a request from Slack failed']);
    isAway = false;
    const again = { ...asJson, headers: { 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_error' } };
    expect(await send(event('Ev0FAIL'), again)).toMatchObject({ status: 200 });
    expect(seen).toEqual([['Ev0FAIL', 2, 'http_error']]);
  });

  it('of a workspace that nobody knows is taken and forgotten', async () => {
    const { send, logged } = await aReceiver({ isUnknown: true });
    expect(await send(event(), asJson)).toMatchObject({ status: 200, text: '' });
    expect(logged).toEqual([]);
  });
});

describe('a workspace that nobody knows', () => {
  const TEXT =
    'Cardline is not connected to this Slack workspace. An admin of your company connects it: http://cardline.test/people/slack';

  it('is told so, with the way in: by a command', async () => {
    const { send } = await aReceiver({ isUnknown: true });
    expect(JSON.parse((await send(commandForm())).text)).toEqual({ response_type: 'ephemeral', text: TEXT });
  });

  it('by a click, where nobody else sees it', async () => {
    const { slack, workspace, console, calm } = await aSlackConsole();
    const { botToken } = workspace.install();
    const channel = workspace.channel('orders', { withApp: true, members: [workspace.person('Kim')] });
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': JSON_TYPE },
      body: JSON.stringify({
        channel: channel.id,
        text: 'An old card',
        blocks: [
          {
            type: 'actions',
            elements: [{ type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Activate' } }],
          },
        ],
      }),
    });
    expect(console.logged).toEqual([]);
    const kim = workspace.person('Kim');
    kim.lookAt('orders');
    await kim.click('Activate');
    await calm();
    expect(kim.sees()).toContain('Cardline is not connected to this Slack workspace.');
    expect(kim.sees()).toContain('Only visible to you');
  });

  it('by a form, whose place the words take; by a look-up, which finds nothing', async () => {
    const { send } = await aReceiver({ isUnknown: true });
    const who = { team: { id: 'T0NEW' }, user: { id: 'U1', team_id: 'T0NEW' } };
    const form = await send(payloadForm({ type: 'view_submission', view: { id: 'V1' }, ...who }));
    expect(JSON.parse(form.text)).toMatchObject({
      response_action: 'update',
      view: { type: 'modal', blocks: [{ text: { text: TEXT } }] },
    });
    expect(await send(payloadForm({ type: 'view_closed', view: { id: 'V1' }, ...who }))).toMatchObject({
      status: 200,
      text: '',
    });
    const found = await send(
      payloadForm({ type: 'block_suggestion', action_id: 'plan', value: 'n', ...who }),
    );
    expect(JSON.parse(found.text)).toEqual({ options: [] });
  });
});

it('takes no body of more than a megabyte', async () => {
  const { console } = await aSlackConsole();
  const answer = await console.app.request('/slack/events', { method: 'POST', body: 'x'.repeat(1_000_001) });
  expect(answer.status).toBe(413);
});

it('Slack’s own questions are answered by the whole app', async () => {
  const { slack } = await aSlackConsole();
  expect(await slack.urlVerification()).toMatchObject({ status: 200, failure: null });
  expect(await slack.sslCheck()).toMatchObject({ status: 200, body: '' });
});
