import { describe, expect, it } from 'vitest';
import { anAppInSlack, clientFor } from '../an-app.ts';
import { refused } from '../refused.ts';

describe('conversations and people', () => {
  it('are listed in pages: public ones, and private ones the app is in', async () => {
    const { wavelink, client } = await anAppInSlack();
    wavelink.channel('#secret', { isPrivate: true });
    wavelink.channel('#ours', { isPrivate: true, withApp: true });
    wavelink.channel('#old').archive();
    const list = async (cursor = '') => {
      const page = await client.conversations.list({
        types: 'public_channel,private_channel',
        exclude_archived: true,
        limit: 1,
        cursor,
      });
      return {
        names: page.channels?.map(({ name }) => name),
        next: page.response_metadata?.next_cursor ?? '',
      };
    };
    const first = await list();
    expect(first.names).toEqual(['provisioning']);
    expect(await list(first.next)).toEqual({ names: ['ours'], next: '' });
  });

  it('are looked up, joined and opened', async () => {
    const { slack, wavelink, kim, client } = await anAppInSlack();
    const open = wavelink.channel('#open');
    expect((await client.conversations.info({ channel: open.id })).channel).toMatchObject({
      name: 'open',
      is_member: false,
    });
    const joining = clientFor(slack.apiUrl, wavelink.install({ scopes: ['channels:join'] }).botToken);
    expect((await joining.conversations.join({ channel: open.id })).channel).toMatchObject({
      is_member: true,
    });
    const { channel } = await client.conversations.open({ users: kim.id });
    await client.chat.postMessage({ channel: channel?.id ?? '', text: 'hello' });
    expect(kim.messages('app').map(({ text }) => text)).toEqual(['hello']);
    expect(await refused(client.conversations.open({ users: 'U0NOBODY' }))).toBe('user_not_found');
    expect(await refused(client.conversations.info({ channel: 'C0NOWHERE' }))).toBe('channel_not_found');
  });

  it('say who somebody is; an address only with its scope', async () => {
    const { slack, wavelink, client } = await anAppInSlack();
    const max = wavelink.person('Max', { email: 'max@wavelink.example', timeZone: 'Australia/Perth' });
    const info = async (asker = client) => (await asker.users.info({ user: max.id })).user;
    expect(await info()).toMatchObject({ real_name: 'Max', tz: 'Australia/Perth', team_id: 'T0WAVE' });
    expect((await info())?.profile?.email).toBeUndefined();
    const { botToken } = wavelink.install({ scopes: ['users:read.email'] });
    expect((await info(clientFor(slack.apiUrl, botToken)))?.profile?.email).toBe('max@wavelink.example');
    expect(await refused(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');
  });
});
