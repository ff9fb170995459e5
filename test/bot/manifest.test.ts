import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { BOT_EVENTS, EXAMPLE_URL, manifestFor, manifestText } from '../../bot/manifest.ts';
import { BOT_SCOPES, SCOPES } from '../../bot/scopes.ts';

const bot = fileURLToPath(new URL('../../bot', import.meta.url));
const sources = readdirSync(bot, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(join(bot, file), 'utf8'));

/** What Slack wants of an app that calls a method (docs.slack.dev/reference/methods). */
const SCOPE_OF: Readonly<Record<string, keyof typeof SCOPES | null>> = {
  'apps.uninstall': null,
  'auth.test': null,
  'oauth.v2.access': null,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'files.getUploadURLExternal': 'files:write',
  'files.completeUploadExternal': 'files:write',
  'files.info': 'files:read',
  'views.open': null,
  'views.publish': null,
  'views.push': null,
  'views.update': null,
};

describe('the manifest', () => {
  it('in the repository is the one that the source makes (npm run slack:manifest)', () => {
    expect(readFileSync(join(bot, 'manifest.json'), 'utf8')).toBe(manifestText(manifestFor(EXAMPLE_URL)));
  });

  it('keeps within what Slack allows', () => {
    const { display_information: shown, features } = manifestFor(EXAMPLE_URL);
    expect(shown.name.length).toBeLessThanOrEqual(35);
    expect(shown.description?.length).toBeLessThanOrEqual(140);
    expect(shown.long_description?.length).toBeGreaterThanOrEqual(174);
    expect(shown.long_description?.length).toBeLessThanOrEqual(4000);
    const [command] = features?.slash_commands ?? [];
    expect(command?.command).toMatch(/^\/[a-z]{1,31}$/);
    expect(command?.description.length).toBeLessThanOrEqual(2000);
    expect(command?.usage_hint?.length).toBeLessThanOrEqual(1000);
  });

  it('leads everything to one address, and people back to ours', () => {
    const text = JSON.stringify(manifestFor('https://cardline.example.net'));
    expect([...new Set(text.match(/https:[^"]+/g))]).toEqual([
      'https://cardline.example.net/slack/events',
      'https://cardline.example.net/slack/oauth_redirect',
    ]);
  });

  it('renews tokens of several workspaces, and not the one that stands in an environment', () => {
    const settings = (kind: Parameters<typeof manifestFor>[1]) => manifestFor(EXAMPLE_URL, kind).settings;
    expect(settings('several')).toMatchObject({
      token_rotation_enabled: true,
      org_deploy_enabled: true,
      socket_mode_enabled: false,
    });
    expect(settings('one')).toMatchObject({ token_rotation_enabled: false, org_deploy_enabled: false });
    const local = manifestFor(EXAMPLE_URL, 'local');
    expect(local.settings).toMatchObject({ socket_mode_enabled: true, token_rotation_enabled: false });
    expect(JSON.stringify(local)).not.toContain('https:');
  });
});

describe('what the bot asks for', () => {
  it('has a scope for each method that it calls, and none that no method needs', () => {
    const called = sources.flatMap((source) =>
      [...source.matchAll(/\bclient\.([a-z]+(?:\.[a-z0-9]+)*\.[a-zA-Z]+)\(/g)].map(
        ([, method = '']) => method,
      ),
    );
    const unknown = called.filter((method) => !(method in SCOPE_OF));
    expect(unknown, 'methods whose scope this test does not know').toEqual([]);
    const needed = called.map((method) => SCOPE_OF[method]).filter((scope) => scope != null);
    // Commands, and posting where the app is no member, are no methods.
    const asked = new Set([...needed, 'commands', 'chat:write.public']);
    expect([...asked].sort()).toEqual([...BOT_SCOPES].sort());
  });

  it('is no scope that reads what people write, and each has its reason', () => {
    expect(BOT_SCOPES.filter((scope) => /history|search|:read\.email/.test(scope))).toEqual([]);
    for (const reason of Object.values(SCOPES)) expect(reason).toMatch(/.{20}/);
  });

  it('is to be told of every event that it listens to', () => {
    const listened = sources.flatMap((source) =>
      [...source.matchAll(/\b\w+\.event\('(\w+)'/g)].map(([, event]) => event),
    );
    expect(BOT_EVENTS).toEqual(expect.arrayContaining([...new Set(listened)]));
  });
});
