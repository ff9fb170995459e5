import { describe, expect, it } from 'vitest';
import { anAppInSlack, clientFor } from '../an-app.ts';
import { refusal, refused } from '../refused.ts';

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });

describe('messages of the app', () => {
  it('are posted into channels, threads and direct messages', async () => {
    const { client, channel, kim } = await anAppInSlack();
    const posted = await client.chat.postMessage({
      channel: channel.id,
      text: 'Order 7',
      blocks: [section('*Order 7*')],
      metadata: { event_type: 'order', event_payload: { id: 'ord_7' } },
      unfurl_links: false,
    });
    await client.chat.postMessage({ channel: channel.id, thread_ts: String(posted.ts), text: 'Kim took it' });
    await client.chat.postMessage({ channel: kim.id, text: 'Yours now' });
    const [card] = channel.messages();
    expect(channel.messages()).toHaveLength(1);
    expect(card?.thread().map(({ text }) => text)).toEqual(['↳ Kim took it']);
    expect(card?.json).toMatchObject({ metadata: { event_payload: { id: 'ord_7' } }, app_id: 'A0CARDLINE' });
    expect(card?.record.options.unfurl_links).toBe(false);
    expect(kim.messages('app').map(({ text }) => text)).toEqual(['Yours now']);
  });

  it('blocks and elements without ids are given some', async () => {
    const { client, channel } = await anAppInSlack();
    const element = { type: 'button' as const, text: { type: 'plain_text' as const, text: 'Go' } };
    await client.chat.postMessage({
      channel: channel.id,
      text: 'x',
      blocks: [{ type: 'actions', elements: [element] }],
    });
    expect(channel.messages()[0]?.json.blocks).toEqual([
      {
        type: 'actions',
        block_id: expect.any(String),
        elements: [
          {
            type: 'button',
            action_id: expect.any(String),
            text: { type: 'plain_text', text: 'Go', emoji: true },
          },
        ],
      },
    ]);
  });

  it('are changed: text alone takes the blocks away and marks the message, blocks do not', async () => {
    const { client, channel } = await anAppInSlack();
    const { ts = '' } = await client.chat.postMessage({
      channel: channel.id,
      text: 'a',
      blocks: [section('a')],
    });
    await client.chat.update({ channel: channel.id, ts, text: 'b', blocks: [section('b')] });
    expect(channel.messages()[0]?.text).toBe('b');
    await client.chat.update({ channel: channel.id, ts, text: 'c' });
    expect(channel.messages()[0]?.text).toBe('c\n(edited)');
    await client.chat.delete({ channel: channel.id, ts });
    expect(channel.messages()).toEqual([]);
    expect(await refused(client.chat.update({ channel: channel.id, ts, text: 'd' }))).toBe(
      'message_not_found',
    );
  });

  it('for one person alone cannot be changed, and only somebody in the channel gets one', async () => {
    const { client, channel, kim, sam, wavelink } = await anAppInSlack();
    const { message_ts: ts = '' } = await client.chat.postEphemeral({
      channel: channel.id,
      user: kim.id,
      text: 'Only you',
    });
    expect(kim.messages(channel).map(({ text }) => text)).toEqual(['Only you\nOnly visible to you']);
    expect(sam.messages(channel)).toEqual([]);
    expect(await refused(client.chat.update({ channel: channel.id, ts, text: 'x' }))).toBe(
      'message_not_found',
    );
    const stranger = wavelink.person('Max');
    expect(
      await refused(client.chat.postEphemeral({ channel: channel.id, user: stranger.id, text: 'x' })),
    ).toBe('user_not_in_channel');
  });

  it('of people are not the app’s to change', async () => {
    const { client, channel, kim } = await anAppInSlack();
    const said = kim.says('hello', { in: channel });
    expect(await refused(client.chat.update({ channel: channel.id, ts: said.ts, text: 'x' }))).toBe(
      'cant_update_message',
    );
    expect(await refused(client.chat.delete({ channel: channel.id, ts: said.ts }))).toBe(
      'cant_delete_message',
    );
  });

  it('have links', async () => {
    const { client, channel } = await anAppInSlack();
    const { ts = '' } = await client.chat.postMessage({ channel: channel.id, text: 'a' });
    const { permalink } = await client.chat.getPermalink({ channel: channel.id, message_ts: ts });
    expect(permalink).toBe(`https://wavelink.slack.com/archives/${channel.id}/p${ts.replace('.', '')}`);
  });
});

describe('where the app may not', () => {
  it('channels that do not exist, are archived, private or not joined', async () => {
    const { wavelink, slack, channel } = await anAppInSlack();
    const secret = wavelink.channel('#secret', { isPrivate: true });
    const open = wavelink.channel('#open');
    const client = clientFor(slack.apiUrl, wavelink.install().botToken);
    const post = (id: string) => refused(client.chat.postMessage({ channel: id, text: 'x' }));
    expect(await post('C0NOWHERE')).toBe('channel_not_found');
    expect(await post(secret.id)).toBe('channel_not_found');
    expect(await post(open.id)).toBeNull();
    channel.archive();
    expect(await post(channel.id)).toBe('is_archived');
  });

  it('without chat:write.public it has to be in the channel', async () => {
    const { slack } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const client = clientFor(slack.apiUrl, bluegum.install({ scopes: ['chat:write'] }).botToken);
    const open = bluegum.channel('#open');
    expect(await refused(client.chat.postMessage({ channel: open.id, text: 'x' }))).toBe('not_in_channel');
    bluegum.channel('#open', { withApp: true });
    expect(await refused(client.chat.postMessage({ channel: open.id, text: 'x' }))).toBeNull();
  });

  it('another workspace’s channel is none', async () => {
    const { slack, channel } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const client = clientFor(slack.apiUrl, bluegum.install().botToken);
    expect(await refused(client.chat.postMessage({ channel: channel.id, text: 'x' }))).toBe(
      'channel_not_found',
    );
    channel.shareWith(bluegum);
    expect(await refused(client.chat.postMessage({ channel: channel.id, text: 'x' }))).toBeNull();
  });

  it('scopes: what is needed and what there is', async () => {
    const { slack } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const client = clientFor(slack.apiUrl, bluegum.install({ scopes: ['commands'] }).botToken);
    expect(await refusal(client.chat.postMessage({ channel: 'C0', text: 'x' }))).toMatchObject({
      error: 'missing_scope',
      needed: 'chat:write',
      provided: 'commands',
    });
  });

  it('tokens: none, unknown, revoked, of a closed account', async () => {
    const { slack, wavelink, client, app } = await anAppInSlack();
    expect(await refused(clientFor(slack.apiUrl).auth.test())).toBe('not_authed');
    expect(await refused(clientFor(slack.apiUrl, 'xoxb-none').auth.test())).toBe('invalid_auth');
    expect(await client.auth.test()).toMatchObject({
      ok: true,
      team_id: 'T0WAVE',
      bot_id: expect.any(String),
    });
    await wavelink.revokeTokens();
    expect(await refused(client.auth.test())).toBe('token_revoked');
    expect(app.last()).toMatchObject({ event: { type: 'tokens_revoked' } });
    const again = clientFor(slack.apiUrl, wavelink.install().botToken);
    wavelink.deactivate();
    expect(await refused(again.auth.test())).toBe('account_inactive');
  });
});

describe('what the app says badly', () => {
  it('blocks are refused with pointers, and remembered', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const flawed = { channel: channel.id, text: 'x', blocks: [section('')] };
    expect(await refusal(client.chat.postMessage(flawed))).toMatchObject({
      error: 'invalid_blocks',
      errors: ['must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
      response_metadata: {
        messages: ['[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
    expect(channel.messages()).toEqual([]);
    expect(slack.takeViolations()).toEqual([
      {
        where: 'chat.postMessage',
        pointer: '/blocks/0/text/text',
        message: 'must be more than 0 characters',
      },
    ]);
  });

  it('blocks without a text are taken, but a test hears of it', async () => {
    const { slack, client, channel } = await anAppInSlack();
    await client.apiCall('chat.postMessage', { channel: channel.id, blocks: [section('a')] });
    expect(channel.messages()).toHaveLength(1);
    expect(slack.takeViolations()).toEqual([
      { where: 'chat.postMessage', pointer: '/text', message: 'text is needed next to blocks' },
    ]);
  });

  it('nothing at all, what is no JSON, threads that do not exist', async () => {
    const { client, channel } = await anAppInSlack();
    const post = (more: Record<string, unknown>) =>
      refused(client.apiCall('chat.postMessage', { channel: channel.id, ...more }));
    expect(await post({})).toBe('no_text');
    expect(await post({ text: 'x', blocks: '[{' })).toBe('invalid_blocks_format');
    expect(await post({ text: 'x', thread_ts: 'yesterday' })).toBe('invalid_thread_ts');
    expect(await post({ text: 'x', thread_ts: '1700000000.000001' })).toBe('thread_not_found');
    expect(await refused(client.apiCall('chat.postMessage', { text: 'x' }))).toBe('invalid_arguments');
  });

  it('messages that are too long', async () => {
    const { slack, client, channel } = await anAppInSlack();
    const post = (more: Record<string, unknown>) =>
      refused(client.apiCall('chat.postMessage', { channel: channel.id, text: 'x', ...more }));
    expect(await post({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(await post({ blocks: Array.from({ length: 5 }, () => section('x'.repeat(2500))) })).toBe(
      'msg_blocks_too_long',
    );
    expect(slack.takeViolations().map(({ message }) => message)).toEqual([
      'msg_too_long',
      'msg_blocks_too_long',
    ]);
  });

  it('arguments and methods there are none of', async () => {
    const { slack, client, channel } = await anAppInSlack();
    await client.apiCall('chat.postMessage', { channel: channel.id, text: 'x', colour: 'red' });
    expect(await refused(client.apiCall('chat.shout', {}))).toBe('unknown_method');
    expect(slack.takeViolations()).toEqual([
      { where: 'chat.postMessage', pointer: '/colour', message: 'no such argument: colour' },
      { where: 'chat.shout', pointer: '', message: 'the fake has no such method' },
    ]);
  });

  it('JSON bodies are read like forms, but the token belongs in the header', async () => {
    const { slack, channel, installed } = await anAppInSlack();
    const post = (headers: Record<string, string>, body: unknown) =>
      fetch(`${slack.apiUrl}chat.postMessage`, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
        body: JSON.stringify(body),
      }).then((response) => response.json());
    const message = { channel: channel.id, text: 'as JSON', blocks: [section('as JSON')] };
    const bearer = { authorization: `Bearer ${installed.botToken}` };
    expect(await post(bearer, message)).toMatchObject({ ok: true });
    expect(await post({}, { ...message, token: installed.botToken })).toEqual({
      ok: false,
      error: 'not_authed',
    });
  });
});
