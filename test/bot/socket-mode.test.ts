import { App } from '@slack/bolt';
import { expect, it } from 'vitest';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { aSlackConsole, connect } from '#test/support/slack-console.ts';
import { aSlackSocket } from '#test/support/slack-socket.ts';
import { makeReceiver } from '../../bot/receiver.ts';
import { startSocketMode } from '../../bot/socket-mode.ts';
import { makeWebClients } from '../../bot/web-client.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

it('Socket Mode brings the same requests over a connection of ours, and ends cleanly', async () => {
  const it = await aSlackConsole();
  await connect(it, it.workspace);
  const { services, clock, db } = it.console;
  const socket = await aSlackSocket();
  const seen: unknown[] = [];
  const receiver = makeReceiver({
    services,
    slack: makeSlackStore(db),
    clients: makeWebClients({ slackApiUrl: socket.apiUrl, tokens: services.slack.tokens, log: SILENT }),
    clock,
    secrets,
    background: makeBackground(() => {}),
    log: SILENT,
    url: 'http://cardline.test',
    signingSecret: 'unused here',
    createBot(parts) {
      const bot = new App(parts.options);
      bot.command('/cardline', ({ ack, command }) => ack(`You wrote ${command.text}.`));
      bot.event('app_home_opened', async ({ body }) => void seen.push(body.event_id));
      return bot;
    },
  });
  const mode = await startSocketMode({
    appToken: 'xapp-1',
    slackApiUrl: socket.apiUrl,
    receiver,
    log: SILENT,
  });
  expect(socket.tokens).toEqual(['Bearer xapp-1']);

  const command = { command: '/cardline', text: 'help', team_id: 'T0BLUE', user_id: 'U1', channel_id: 'C1' };
  expect(await socket.ask('slash_commands', command)).toEqual({ text: 'You wrote help.' });
  expect(await socket.ask('slash_commands', { ...command, team_id: 'T0NEW' })).toMatchObject({
    response_type: 'ephemeral',
    text: expect.stringContaining('not connected to this Slack workspace'),
  });
  const event = {
    type: 'event_callback',
    event_id: 'Ev0SOCKET',
    team_id: 'T0BLUE',
    event: { type: 'app_home_opened', user: 'U1', tab: 'home' },
  };
  expect(await socket.ask('events_api', event)).toEqual({});
  expect(await socket.ask('events_api', event)).toEqual({});
  expect(seen).toEqual(['Ev0SOCKET']);

  await mode.stop();
  await socket.closed;
});
