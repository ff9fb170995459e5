import { describe, expect, it } from 'vitest';
import { anAppInSlack, clientFor } from '../an-app.ts';
import { refused } from '../refused.ts';

const REDIRECT = 'http://cardline.test/slack/oauth_redirect';

async function anInstaller(rotatesTokens = false) {
  const parts = await anAppInSlack({ app: { rotatesTokens } });
  const { slack } = parts;
  const enterprise = { id: 'E0GUM', name: 'Gum Group' };
  const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum', enterprise });
  const lee = bluegum.person('Lee');
  const page = (more: Record<string, string> = {}) =>
    `https://slack.com/oauth/v2/authorize?${new URLSearchParams({ client_id: slack.app.clientId, scope: 'commands,chat:write', redirect_uri: REDIRECT, state: 's1', ...more })}`;
  const credentials = { client_id: slack.app.clientId, client_secret: slack.app.clientSecret };
  const open = clientFor(slack.apiUrl);
  const redeem = (code: string, more: Record<string, string> = {}) =>
    open.oauth.v2.access({ ...credentials, code, redirect_uri: REDIRECT, ...more });
  const codeFrom = (address: string) => new URL(address).searchParams.get('code') ?? '';
  return { ...parts, bluegum, lee, page, open, credentials, redeem, codeFrom };
}

describe('installing by OAuth', () => {
  it('gives a code with the state, and a token for the code', async () => {
    const { slack, lee, page, redeem, codeFrom, bluegum } = await anInstaller();
    const back = slack.authorize(page(), lee);
    expect(back).toMatch(/^http:\/\/cardline\.test\/slack\/oauth_redirect\?code=.+&state=s1$/);
    expect(bluegum.isInstalled).toBe(false);
    const granted = await redeem(codeFrom(back));
    expect(granted).toMatchObject({
      team: { id: 'T0BLUE', name: 'Bluegum' },
      enterprise: { id: 'E0GUM' },
      is_enterprise_install: false,
      scope: 'commands,chat:write',
      authed_user: { id: lee.id },
    });
    expect(granted.refresh_token).toBeUndefined();
    const client = clientFor(slack.apiUrl, granted.access_token ?? '');
    expect(await client.auth.test()).toMatchObject({ team_id: 'T0BLUE', user_id: granted.bot_user_id });
  });

  it('for a whole organisation names no team, and serves every workspace in it', async () => {
    const { slack, lee, page, redeem, codeFrom, app } = await anInstaller();
    const granted = await redeem(codeFrom(slack.authorize(page(), lee, { orgWide: true })));
    expect(granted).toMatchObject({ team: null, enterprise: { id: 'E0GUM' }, is_enterprise_install: true });
    const other = slack.workspace({
      id: 'T0RED',
      name: 'Redgum',
      enterprise: { id: 'E0GUM', name: 'Gum Group' },
    });
    await other.person('Ray').command('/cardline', { in: other.channel('#all') });
    expect(app.last()).toMatchObject({
      team_id: 'T0RED',
      enterprise_id: 'E0GUM',
      is_enterprise_install: 'true',
    });
    const client = clientFor(slack.apiUrl, granted.access_token ?? '');
    expect(await refused(client.chat.postMessage({ channel: other.channel('#all').id, text: 'x' }))).toBe(
      'not_in_channel',
    );
    expect(await client.auth.test()).toMatchObject({ team_id: 'E0GUM', is_enterprise_install: true });
  });

  it('takes the app’s credentials by HTTP Basic too', async () => {
    const { slack, lee, page, credentials, codeFrom } = await anInstaller();
    const code = codeFrom(slack.authorize(page(), lee));
    const basic = Buffer.from(`${credentials.client_id}:${credentials.client_secret}`).toString('base64');
    const response = await fetch(`${slack.apiUrl}oauth.v2.access`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ code, redirect_uri: REDIRECT }),
    });
    expect(await response.json()).toMatchObject({ ok: true, team: { id: 'T0BLUE' } });
  });

  it('can be refused by the person', async () => {
    const { slack, lee, page } = await anInstaller();
    expect(slack.authorize(page(), lee, { refuse: true })).toBe(`${REDIRECT}?error=access_denied&state=s1`);
  });

  it('does not go elsewhere, and a code is good once, for ten minutes, for whom it was made', async () => {
    const { slack, clock, lee, page, redeem, codeFrom } = await anInstaller();
    expect(() => slack.authorize(page({ redirect_uri: 'https://evil.test/' }), lee)).toThrow(
      'redirect_uri did not match',
    );
    const code = codeFrom(slack.authorize(page(), lee));
    expect(await refused(redeem(code, { redirect_uri: `${REDIRECT}/else` }))).toBe('bad_redirect_uri');
    expect(await refused(redeem(code, { client_secret: 'guess' }))).toBe('bad_client_secret');
    expect(await refused(redeem(code, { client_id: 'guess' }))).toBe('invalid_client_id');
    expect(await refused(redeem(code))).toBeNull();
    expect(await refused(redeem(code))).toBe('invalid_code');
    const late = codeFrom(slack.authorize(page(), lee));
    clock.pass(11);
    expect(await refused(redeem(late))).toBe('code_expired');
  });
});

describe('tokens that rotate', () => {
  it('expire after twelve hours; a refresh token renews them once', async () => {
    const { slack, clock, lee, page, redeem, codeFrom, open, credentials } = await anInstaller(true);
    const first = await redeem(codeFrom(slack.authorize(page(), lee)));
    expect(first).toMatchObject({ expires_in: 43_200, refresh_token: expect.stringMatching(/^xoxe-1-/) });
    const client = clientFor(slack.apiUrl, first.access_token ?? '');
    clock.pass(12 * 60);
    expect(await refused(client.auth.test())).toBe('token_expired');
    const renew = (refresh_token: string) =>
      open.oauth.v2.access({ ...credentials, grant_type: 'refresh_token', refresh_token });
    const second = await renew(first.refresh_token ?? '');
    expect(await refused(clientFor(slack.apiUrl, second.access_token ?? '').auth.test())).toBeNull();
    expect(await refused(renew(first.refresh_token ?? ''))).toBe('invalid_refresh_token');
    expect(await refused(renew(second.refresh_token ?? ''))).toBeNull();
  });
});

describe('leaving', () => {
  it('by an administrator: tokens end, the app hears of both', async () => {
    const { wavelink, client, app, kim } = await anAppInSlack();
    await wavelink.uninstall();
    expect(app.heard.map(({ event }) => (event as { type: string }).type)).toEqual([
      'tokens_revoked',
      'app_uninstalled',
    ]);
    expect(await refused(client.auth.test())).toBe('token_revoked');
    expect(await kim.command('/cardline', { in: '#provisioning' }).catch(String)).toContain(
      'not a valid command',
    );
  });

  it('by the app itself', async () => {
    const { slack, wavelink, client } = await anAppInSlack();
    const { clientId: client_id, clientSecret: client_secret } = slack.app;
    await client.apps.uninstall({ client_id, client_secret });
    expect(wavelink.isInstalled).toBe(false);
    const again = clientFor(slack.apiUrl, wavelink.install().botToken);
    expect(await again.auth.revoke()).toMatchObject({ revoked: true });
    expect(await refused(again.auth.test())).toBe('token_revoked');
  });
});
