import { describe, expect, it } from 'vitest';
import type { Background } from '#app/ports/background.ts';
import type { Log } from '#app/ports/log.ts';
import { makeBotTokens } from '#app/slack/bot-tokens.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { SEALERS, value } from '#test/console/support/a-console.ts';
import { aSlackConsole, connect, type SlackConsole } from '#test/support/slack-console.ts';
import { makeGateway } from '../../../bot/gateway.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** A process with a memory of its own, and no token in its environment. */
function aProcessOf(
  { console, slack }: Pick<SlackConsole, 'console' | 'slack'>,
  { log = SILENT, pause = async () => {} }: { readonly log?: Log; readonly pause?: Background['pause'] } = {},
) {
  const oauth = { clientId: slack.app.clientId, clientSecret: slack.app.clientSecret };
  return makeBotTokens({
    slack: makeSlackStore(console.db),
    gateway: makeGateway({ apiUrl: slack.apiUrl, oauth, log: SILENT }),
    sealer: SEALERS('slack'),
    botToken: null,
    clock: console.clock,
    background: { keep: () => {}, waitFor: async () => {}, pause },
    log,
  });
}

/** A workspace whose tokens live for twelve hours. */
async function aScene() {
  const it = await aSlackConsole({ app: { rotatesTokens: true } });
  const installation = await connect(it, it.workspace);
  const store = makeSlackStore(it.console.db);
  const warned: string[] = [];
  const warn = (_: object, message: string) => void warned.push(message);
  const log = { ...SILENT, warn, error: warn };
  const aProcess = (pause: Background['pause'] = async () => {}) => aProcessOf(it, { log, pause });
  const tokenOf = async () => aProcess().tokenOf((await store.installation(installation.id)) ?? installation);
  const renewals = () => it.slack.callsOf('oauth.v2.access').length;
  const problem = async () => (await store.installation(installation.id))?.problem ?? null;
  return { ...it, installation, store, aProcess, tokenOf, renewals, problem, warned };
}

const HOURS = 60;

describe('a token that ends', () => {
  it('is used as it is until two hours before, then renewed', async () => {
    const { console, tokenOf, renewals } = await aScene();
    const first = await tokenOf();
    console.clock.pass(10 * HOURS - 1);
    expect(await tokenOf()).toBe(first);
    expect(renewals()).toBe(0);
    console.clock.pass(1);
    const second = await tokenOf();
    expect(second).not.toBe(first);
    expect(await tokenOf()).toBe(second);
    expect(renewals()).toBe(1);
    console.clock.pass(10 * HOURS);
    expect(await tokenOf()).not.toBe(second);
    expect(renewals()).toBe(2);
  });

  it('is renewed by one, whoever else needs it: the others go on with the old one while it lives', async () => {
    const { console, aProcess, installation, slack, renewals, tokenOf } = await aScene();
    const old = await tokenOf();
    console.clock.pass(11 * HOURS);
    const held = slack.hold('oauth.v2.access');
    const first = aProcess().tokenOf(installation);
    await held.arrived;
    expect(await Promise.all([1, 2, 3].map(() => aProcess().tokenOf(installation)))).toEqual([old, old, old]);
    held.release();
    const renewed = await first;
    expect(renewed).not.toBe(old);
    expect(await tokenOf()).toBe(renewed);
    expect(renewals()).toBe(1);
  });

  it('that has ended is waited for, by those who do not renew it', async () => {
    const { console, aProcess, installation, slack, renewals } = await aScene();
    console.clock.pass(12 * HOURS);
    const held = slack.hold('oauth.v2.access');
    const first = aProcess().tokenOf(installation);
    await held.arrived;
    const second = aProcess(async () => {
      held.release();
      await first;
    }).tokenOf(installation);
    expect(await second).toBe(await first);
    expect(renewals()).toBe(1);
  });

  it('that has ended and is not renewed in time is a failure, which says so', async () => {
    const { console, aProcess, installation, store } = await aScene();
    console.clock.pass(12 * HOURS);
    const at = console.clock.now();
    await store.claimRotation(installation.id, 0, { at, until: '2026-03-03T00:00:00.000Z' as typeof at });
    await expect(aProcess().tokenOf(installation)).rejects.toThrow('has ended and was not renewed');
  });

  it('is renewed by the next one where who began it died', async () => {
    const { console, store, installation, tokenOf, renewals } = await aScene();
    console.clock.pass(11 * HOURS);
    const at = console.clock.now();
    const until = new Date(Date.parse(at) + 30_000).toISOString() as typeof at;
    await store.claimRotation(installation.id, 0, { at, until });
    const old = await tokenOf();
    expect(renewals()).toBe(0);
    console.clock.pass(1);
    expect(await tokenOf()).not.toBe(old);
  });
});

describe('a renewal that fails', () => {
  it('because Slack is away costs nothing while the token lives, and is tried again a little later', async () => {
    const { console, slack, tokenOf, renewals, problem, warned } = await aScene();
    const old = await tokenOf();
    console.clock.pass(11 * HOURS);
    slack.fail('oauth.v2.access', { status: 503, times: 2 });
    expect(await tokenOf()).toBe(old);
    expect(warned).toEqual(['a Slack token could not be renewed yet']);
    expect(await problem()).toBeNull();
    // Not with every call.
    expect(await tokenOf()).toBe(old);
    expect(warned).toHaveLength(1);
    console.clock.pass(1);
    expect(await tokenOf()).not.toBe(old);
    expect(renewals()).toBe(1);
  });

  it('because Slack refuses is a problem that people are told; the token still serves to its end', async () => {
    const { console, slack, tokenOf, problem } = await aScene();
    const old = await tokenOf();
    console.clock.pass(11 * HOURS);
    slack.fail('oauth.v2.access', { error: 'invalid_refresh_token' });
    expect(await tokenOf()).toBe(old);
    expect(await problem()).toBe(
      'Slack refused to renew the token of this workspace (invalid_refresh_token): install the app again.',
    );
    slack.fail('oauth.v2.access', { error: 'invalid_refresh_token', times: 5 });
    console.clock.pass(1 * HOURS);
    await expect(tokenOf()).rejects.toThrow('invalid_refresh_token');
  });

  it('leaves alone what was installed anew meanwhile', async () => {
    const { console, slack, aProcess, installation, workspace, store, ...it } = await aScene();
    console.clock.pass(11 * HOURS);
    const held = slack.hold('oauth.v2.access');
    const late = aProcess().tokenOf(installation);
    await held.arrived;
    const again = await connect({ console }, workspace);
    const fresh = await aProcess().tokenOf(again);
    held.release();
    expect(await late).not.toBe(fresh);
    expect(await it.tokenOf()).toBe(fresh);
  });
});

it('a token of the environment is used as it is, and missed by name where it is gone', async () => {
  const it = await aSlackConsole({ isOneWorkspace: true });
  const { slack } = it.console.services;
  const installation = value(await slack.connectWorkspace(it.console.actor()));
  expect(await slack.tokens.tokenOf(installation)).toMatch(/^xoxb-/);
  await expect(aProcessOf(it).tokenOf(installation)).rejects.toThrow(
    'was in SLACK_BOT_TOKEN, which is not set',
  );
});
