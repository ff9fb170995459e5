import { HttpResponse, http } from 'msw';
import { describe, expect, it } from 'vitest';
import { network } from '#test/support/network.ts';
import { aSlackConsole, connect } from '#test/support/slack-console.ts';
import { makeWebClients } from '../../bot/web-client.ts';

const QUIET = { info: () => {}, warn: () => {}, error: () => {} };

async function aClient(app = {}) {
  const it = await aSlackConsole({ app });
  const installation = await connect(it, it.workspace);
  const { slack: services } = it.console.services;
  const clientsAt = (slackApiUrl: string) =>
    makeWebClients({ slackApiUrl, tokens: services.tokens, log: QUIET });
  const client = await clientsAt(it.slack.apiUrl).clientOf(installation);
  const problem = async () => (await services.allWorkspaces())[0]?.problem;
  return { ...it, installation, clientsAt, client, problem };
}

describe('a client of a workspace', () => {
  it('calls with the token as it is at that moment, however long it is held', async () => {
    const { client, slack, console } = await aClient({ rotatesTokens: true });
    for (const hours of [0, 11, 9]) {
      console.clock.pass(60 * hours);
      expect(await client.auth.test()).toMatchObject({ ok: true, team_id: 'T0BLUE' });
    }
    // Twelve hours each: one was renewed in its last two.
    expect(slack.callsOf('oauth.v2.access')).toHaveLength(1);
  });

  it('shows the token to Slack’s API alone: not at a response_url', async () => {
    const { clientsAt, slack, installation } = await aClient();
    const shown: (string | null)[] = [];
    network.use(
      http.post('https://hooks.slack.example/response', ({ request }) => {
        shown.push(request.headers.get('authorization'));
        return HttpResponse.json({ ok: true });
      }),
    );
    const { fetch } = clientsAt(slack.apiUrl).optionsFor(installation, 0);
    await fetch?.('https://hooks.slack.example/response', { method: 'POST', body: '{}' });
    expect(shown).toEqual([null]);
  });

  it('follows no redirect with it', async () => {
    const { clientsAt, installation } = await aClient();
    let isFollowed = false;
    network.use(
      http.post('https://slack.example/api/auth.test', () =>
        HttpResponse.redirect('https://evil.example/', 302),
      ),
      http.all('https://evil.example/', () => {
        isFollowed = true;
        return HttpResponse.json({ ok: true });
      }),
    );
    const client = await clientsAt('https://slack.example/api/').clientOf(installation);
    await expect(client.auth.test()).rejects.toThrow('redirect');
    expect(isFollowed).toBe(false);
  });

  it('calls Slack whatever the method is named', async () => {
    const { client, slack } = await aClient();
    // A call anywhere else would be a stray one, which fails the test.
    await expect(client.apiCall('https://evil.example/steal')).rejects.toThrow();
    slack.takeViolations();
  });

  it('tells “too fast” at once, with how long to wait', async () => {
    const { client, slack } = await aClient();
    slack.limit('auth.test', { next: 1, retryAfter: 7 });
    await expect(client.auth.test()).rejects.toMatchObject({ retryAfter: 7 });
  });

  it('does not repeat what failed on the way: the outbox does', async () => {
    const { client, slack } = await aClient();
    slack.fail('auth.test', { status: 503 });
    await expect(client.auth.test()).rejects.toMatchObject({ statusCode: 503 });
    expect(await client.auth.test()).toMatchObject({ ok: true });
  });

  it('can do nothing once the workspace is disconnected', async () => {
    const { client, console, installation } = await aClient();
    await console.services.slack.disconnectWorkspace(console.actor(), installation.id);
    await expect(client.auth.test()).rejects.toThrow('The Slack workspace T0BLUE was disconnected.');
  });
});

describe('a token that Slack no longer takes', () => {
  it('is a problem that people are told', async () => {
    const { client, workspace, problem } = await aClient();
    workspace.deactivate();
    await expect(client.auth.test()).rejects.toMatchObject({ data: { error: 'account_inactive' } });
    expect(await problem()).toBe(
      'Slack no longer takes the token of this workspace (account_inactive): install the app again.',
    );
  });

  it('is told from an answer that is about the call alone', async () => {
    const { client, problem } = await aClient();
    await expect(client.chat.postMessage({ channel: 'C0NONE', text: 'x' })).rejects.toMatchObject({
      data: { error: 'channel_not_found' },
    });
    expect(await problem()).toBeNull();
  });
});
