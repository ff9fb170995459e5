import { describe, expect, it } from 'vitest';
import { aSlackConsole, install } from '#test/support/slack-console.ts';
import { aConsole, value } from './support/a-console.ts';

describe('“Add to Slack”', () => {
  it('goes to Slack and back, and the workspace works for the company whose admin began', async () => {
    const { console, slack, workspace, installation } = await aSlackConsole();
    const admin = await console.signedIn('admin');
    expect((await admin.open('/people/slack')).text).toContain('No workspace yet');
    const page = await install(admin, workspace.person('Ida'), slack);
    expect(page.path).toBe('/people/slack');
    expect(page.text).toContain('Bluegum is connected. Say in which channel cards go');
    expect(page.text).toContain('T0BLUE');
    expect(await installation()).toMatchObject({
      tenant: { providerCode: 'bluegum' },
      teamId: 'T0BLUE',
      enterpriseId: null,
      workspaceName: 'Bluegum',
      channelId: null,
      installedBy: workspace.person('Ida').id,
      revokedAt: null,
      problem: null,
    });
    expect(admin.cookies.has('cardline_slack_install')).toBe(false);
  });

  it('asks Slack beside its API for what the manifest asks for, and comes back to this installation', async () => {
    const { console, slack } = await aSlackConsole();
    const admin = await console.signedIn('admin');
    const answer = await admin.request('/slack/install?provider=bluegum');
    const address = new URL(answer.headers.get('location') ?? '');
    expect(address.origin + address.pathname).toBe(`${slack.url}/oauth/v2/authorize`);
    expect(Object.fromEntries(address.searchParams)).toMatchObject({
      client_id: slack.app.clientId,
      scope: 'commands,chat:write,chat:write.public,files:write,files:read',
      redirect_uri: 'http://cardline.test/slack/oauth_redirect',
    });
    expect(answer.headers.get('set-cookie')).toMatch(
      /^cardline_slack_install=[\w-]{43}; Max-Age=600; Path=\/slack; HttpOnly; SameSite=Lax$/,
    );
  });

  it('keeps tokens sealed, and no trace of them anywhere else', async () => {
    const { console, slack, workspace } = await aSlackConsole({ app: { rotatesTokens: true } });
    await install(await console.signedIn('admin'), workspace.person('Ida'), slack);
    const [row] = await console.db.readJson<{ token: string; refresh: string; ends: string }[]>(
      `select json_group_array(json_object('token', token, 'refresh', refresh_token, 'ends', token_expires_at))
       from slack_installation`,
      [],
    );
    expect(row?.token).toMatch(/^v1\./);
    expect(row?.refresh).toMatch(/^v1\./);
    expect(row?.ends).toBe('2026-03-02T12:00:00.000Z');
    const audit = await console.db.readJson<string[]>('select json_group_array(details) from audit', []);
    expect(audit.join()).not.toMatch(/xox/);
  });

  it('is for admins who are signed in, and for their own company', async () => {
    const { console } = await aSlackConsole();
    const stranger = console.visitor();
    const answer = await stranger.request('/slack/install?provider=bluegum');
    expect(answer.headers.get('location')).toBe('/sign-in?to=%2Fslack%2Finstall%3Fprovider%3Dbluegum');
    const admin = await console.signedIn('admin');
    expect(await admin.open('/slack/install?provider=wavelink')).toMatchObject({
      status: 403,
      heading: 'For another company',
    });
    const seller = await console.signedIn('sales');
    expect((await seller.open('/slack/install')).status).toBe(403);
    expect((await seller.open('/people/slack')).status).toBe(403);
  });

  it('takes nothing that did not begin in this browser, by this person, within ten minutes', async () => {
    const { console, slack, workspace, installation } = await aSlackConsole();
    const admin = await console.signedIn('admin');
    const begin = async () => (await admin.request('/slack/install')).headers.get('location') ?? '';
    const backFrom = (address: string) => {
      const back = new URL(slack.authorize(address, workspace.person('Ida')));
      return back.pathname + back.search;
    };
    const other = await console.signedIn('admin', 'viewer');
    const refused = { status: 400, heading: 'This was refused' };
    // Somebody else, who was sent the address.
    expect((await other.open(backFrom(await begin()))).text).toContain('did not begin here');
    // The same person in another browser.
    const elsewhere = await console.signedIn('admin');
    expect(await elsewhere.open(backFrom(await begin()))).toMatchObject(refused);
    // Begun twice: the browser keeps the last.
    const first = await begin();
    await begin();
    expect(await admin.open(backFrom(first))).toMatchObject(refused);
    // Too late.
    const late = await begin();
    console.clock.pass(10);
    expect((await admin.open(backFrom(late))).text).toContain('ten minutes');
    // Made up.
    await begin();
    expect((await admin.open('/slack/oauth_redirect?code=1.2.fake&state=v1.AAAA')).status).toBe(400);
    expect(slack.callsOf('oauth.v2.access')).toEqual([]);
    expect(await installation()).toBeNull();
  });

  it('does nothing for an admin who has lost the role meanwhile', async () => {
    const { console, slack, workspace, installation } = await aSlackConsole();
    const admin = await console.signedIn('admin');
    await console.signedIn('admin', 'billing');
    const begun = (await admin.request('/slack/install')).headers.get('location') ?? '';
    const { items } = value(
      await console.services.people.listPeople(console.actor(), { limit: 9, cursor: null }),
    );
    const me = items.find(({ email }) => email === 'admin@bluegum.example');
    value(await console.services.people.changePerson(console.actor(), me?.id ?? 0, { roles: ['viewer'] }));
    const back = new URL(slack.authorize(begun, workspace.person('Ida')));
    expect((await admin.open(back.pathname + back.search)).status).toBe(403);
    expect(await installation()).toBeNull();
  });

  it('tells kindly when somebody in Slack did not agree, and what Slack did not like', async () => {
    const { console, slack, workspace } = await aSlackConsole();
    const admin = await console.signedIn('admin');
    const page = await install(admin, workspace.person('Ida'), slack, { refuse: true });
    expect(page).toMatchObject({ path: '/people/slack', status: 200 });
    expect(page.text).toContain('Nothing was installed, since it was not agreed to in Slack.');
    slack.fail('oauth.v2.access', { error: 'invalid_code' });
    const failed = await install(admin, workspace.person('Ida'), slack);
    expect(failed.text).toContain('Slack did not finish the installation (invalid_code)');
    slack.fail('oauth.v2.access', { status: 503, times: 9 });
    const silent = await install(admin, workspace.person('Ida'), slack);
    expect(silent.text).toContain('Slack gave no answer. Nothing was changed');
  });

  it('leads an installation that began on Slack’s own pages to where it belongs, without its code', async () => {
    const { console, installation } = await aSlackConsole();
    const stranger = console.visitor();
    const page = await stranger.open('/slack/oauth_redirect?code=1.2.fake');
    expect(page).toMatchObject({ path: '/slack/unclaimed', heading: 'Whose workspace is it?' });
    expect(page.text).toContain('press “Add to Slack” there');
    expect(await installation()).toBeNull();
  });

  it('refuses a workspace that works for another company, until that company lets it go', async () => {
    const { console, slack, workspace, installation, calm } = await aSlackConsole();
    const [ours, theirs] = [await console.signedIn('admin'), await console.signedInAt('wavelink', 'admin')];
    await install(ours, workspace.person('Ida'), slack);
    const installThere = async () => {
      const begun = (await theirs.request('/slack/install')).headers.get('location') ?? '';
      const back = new URL(slack.authorize(begun, workspace.person('Ida')));
      return theirs.open(back.pathname + back.search);
    };
    const refused = await installThere();
    expect(refused.status).toBe(409);
    expect(refused.text).toContain('The Slack workspace Bluegum is connected for another provider.');
    expect(refused.text).not.toContain('Bluegum Telecom');
    expect((await installation())?.tenant.providerCode).toBe('bluegum');

    await ours.open('/people/slack');
    await ours.send('Disconnect');
    await calm();
    expect((await installThere()).text).toContain('Bluegum is connected.');
    expect((await installation())?.tenant.providerCode).toBe('wavelink');
    expect((await ours.open('/people/slack')).text).toContain('Disconnected');
  });

  it('installs in a whole organisation, whose workspaces are then all known', async () => {
    const enterprise = { id: 'E0GUM', name: 'Gum Group' };
    const { console, slack, workspace, installation } = await aSlackConsole({ enterprise });
    const page = await install(await console.signedIn('admin'), workspace.person('Ida'), slack, {
      orgWide: true,
    });
    expect(page.text).toContain('Gum Group is connected.');
    expect(page.text).toContain('Organisation');
    const sister = slack.workspace({ id: 'T0SISTER', name: 'Sister', enterprise });
    expect(await installation(sister)).toMatchObject({
      teamId: null,
      enterpriseId: 'E0GUM',
      workspace: 'E0GUM',
      isEnterpriseInstall: true,
    });
    expect(await sister.person('Kim').command('/cardline help')).toContain('What you can write');
  });
});

describe('a workspace that is connected', () => {
  const connected = async (app = {}) => {
    const it = await aSlackConsole({ app });
    const admin = await it.console.signedIn('admin');
    await install(admin, it.workspace.person('Ida'), it.slack);
    return { ...it, admin };
  };

  it('has a channel for cards, by its link or its id', async () => {
    const { console, admin, installation } = await connected();
    const form = `channel-${(await installation())?.id}`;
    expect((await admin.send(form, { channel: '#provisioning' })).status).toBe(422);
    expect(admin.faults()).toEqual([
      '"#provisioning" is not a channel: copy its link in Slack (the channel’s menu, “Copy link”), or its id, like C024BE91L.',
    ]);
    expect(admin.valuesOf(admin.form(form))).toMatchObject({ channel: '#provisioning' });
    const page = await admin.send(form, { channel: 'https://bluegum.slack.com/archives/C0PROV12' });
    expect(page.text).toContain('Cards go to C0PROV12 in Bluegum.');
    expect((await installation())?.channelId).toBe('C0PROV12');
    expect((await admin.send(form, { channel: '' })).text).toContain('Bluegum shows no cards now.');
    expect((await installation())?.channelId).toBeNull();
    const audit = value(
      await console.services.people.listAudit(console.actor(), { subject: null, limit: 1, cursor: null }),
    );
    expect(audit.items[0]).toMatchObject({ action: 'slack.channel_set', subject: 'T0BLUE' });
  });

  it('is nobody else’s to change', async () => {
    const { console, installation } = await connected();
    const id = (await installation())?.id ?? 0;
    const { slack } = console.services;
    for (const done of [
      await slack.setChannel(console.actor('wavelink'), id, 'C0PROV12'),
      await slack.disconnectWorkspace(console.actor('wavelink'), id),
      await slack.setChannel(console.actor(), id + 1, 'C0PROV12'),
    ])
      expect(done).toMatchObject({ ok: false, faults: [{ code: 'workspace_not_found', kind: 'not_found' }] });
    const theirs = await console.signedInAt('wavelink', 'admin');
    expect((await theirs.open('/people/slack')).text).not.toContain('T0BLUE');
  });

  it('is disconnected here: its tokens are forgotten and the app leaves the workspace', async () => {
    const { console, admin, installation, workspace, calm } = await connected();
    await admin.open('/people/slack');
    const page = await admin.send('Disconnect');
    await calm();
    expect(page.text).toContain('Bluegum is disconnected.');
    expect(workspace.isInstalled).toBe(false);
    const found = await installation();
    expect(found?.revokedAt).toBe(console.clock.now());
    expect(found?.problem).toBeNull();
    expect(
      await console.db.readJson('select json_array(token, refresh_token) from slack_installation', []),
    ).toEqual([null, null]);
    const audit = value(
      await console.services.people.listAudit(console.actor(), { subject: null, limit: 1, cursor: null }),
    );
    expect(audit.items[0]).toMatchObject({ action: 'slack.disconnected', actor: 'Robin admin' });
  });

  it('is disconnected even where Slack cannot be reached, and says what is left to do', async () => {
    const { admin, installation, slack, workspace } = await connected();
    slack.fail('apps.uninstall', { status: 503, times: 2 });
    await admin.open('/people/slack');
    expect((await admin.send('Disconnect')).text).toContain('The app is still in the workspace');
    expect((await installation())?.revokedAt).not.toBeNull();
    expect(workspace.isInstalled).toBe(true);
  });

  it('ends when somebody removes the app in Slack, and goes on where it was when it is installed again', async () => {
    const { console, admin, installation, slack, workspace } = await connected();
    const before = await installation();
    await admin.send(`channel-${before?.id}`, { channel: 'C0PROV12' });
    console.clock.pass(1);
    await workspace.uninstall();
    const page = await admin.open('/people/slack');
    expect(page.text).toContain('Disconnected');
    expect(page.text).toContain('goes on with its channel and its cards');
    console.clock.pass(1);
    expect((await install(admin, workspace.person('Ida'), slack)).text).toContain('Bluegum is connected.');
    expect(await installation()).toMatchObject({ id: before?.id, channelId: 'C0PROV12', revokedAt: null });
  });

  it('does not end by old news: an event from before it was installed again', async () => {
    const { console, admin, installation, slack, workspace } = await connected();
    // Cardline is away: nothing of it is heard.
    slack.deliverTo(() => new Response(null, { status: 500 }));
    await workspace.uninstall();
    slack.takeViolations();
    slack.deliverTo((request) => console.app.fetch(request));
    console.clock.pass(1);
    await install(admin, workspace.person('Ida'), slack);
    expect(await slack.retryNow()).toBe(2);
    expect(await installation()).toMatchObject({ revokedAt: null, problem: null });
    expect(slack.takeViolations()).toEqual([]);
  });

  it('tells when Slack ends its token, until it is installed again', async () => {
    const { console, admin, installation, slack, workspace } = await connected();
    console.clock.pass(1);
    await workspace.revokeTokens();
    expect((await installation())?.problem).toBe(
      'Slack ended the token of this workspace: install the app again.',
    );
    const page = await admin.open('/people/slack');
    expect(page.text).toContain('Does not work');
    expect((await admin.open('/status')).text).toContain('Slack ended the token of this workspace');
    console.clock.pass(1);
    await install(admin, workspace.person('Ida'), slack);
    expect((await installation())?.problem).toBeNull();
  });
});

describe('the one workspace of SLACK_BOT_TOKEN', () => {
  it('is connected by a button, its token staying in the environment', async () => {
    const { console, installation } = await aSlackConsole({ isOneWorkspace: true });
    const admin = await console.signedIn('admin');
    expect((await admin.open('/people/slack')).text).toContain('works for nobody yet');
    expect((await admin.send('Connect the workspace')).text).toContain('Bluegum is connected.');
    expect(admin.seen.text).toContain('in SLACK_BOT_TOKEN');
    expect(await installation()).toMatchObject({ tenant: { providerCode: 'bluegum' }, installedBy: null });
    expect((await admin.open('/slack/install')).text).toContain('set up for the one workspace');
    // Another company cannot take it.
    const theirs = await console.signedInAt('wavelink', 'admin');
    await theirs.open('/people/slack');
    expect((await theirs.send('Connect the workspace')).status).toBe(409);
  });

  it('says so when Slack does not take the token', async () => {
    const { console, workspace } = await aSlackConsole({ isOneWorkspace: true });
    workspace.deactivate();
    const admin = await console.signedIn('admin');
    await admin.open('/people/slack');
    expect((await admin.send('Connect the workspace')).text).toContain(
      'Slack does not take the token in SLACK_BOT_TOKEN (account_inactive).',
    );
  });

  it('becomes that of the first linked person who writes, and of nobody unlinked', async () => {
    const { console, workspace, installation } = await aSlackConsole({ isOneWorkspace: true });
    const kim = workspace.person('Kim');
    expect(await kim.command('/cardline help')).toContain('does not know yet which provider');
    expect(await installation()).toBeNull();
    const hire = async (provider: 'bluegum' | 'wavelink', user: string) =>
      value(
        await console.services.people.addPerson(console.actor(provider), {
          email: `kim@${provider}.example`,
          name: 'Kim',
          roles: ['provisioning'],
          slack: user,
        }),
      );
    // Somebody of another company, who clicks in a shared channel, does not make it that company's.
    await hire('wavelink', 'T0WAVE:U0WAVE');
    const { admitWorkspace } = console.services.slack;
    const here = { teamId: 'T0BLUE', enterpriseId: null, isEnterpriseInstall: false };
    expect(await admitWorkspace(here, [{ teamId: 'T0WAVE', userId: 'U0WAVE' }])).toMatchObject({
      ok: false,
      faults: [{ code: 'workspace_unclaimed' }],
    });
    await hire('bluegum', `T0BLUE:${kim.id}`);
    // Nor does a linked person of a workspace that is not the token's.
    const elsewhere = { ...here, teamId: 'T0WAVE' };
    expect(await admitWorkspace(elsewhere, [{ teamId: 'T0WAVE', userId: 'U0WAVE' }])).toMatchObject({
      faults: [{ code: 'workspace_unknown' }],
    });
    expect(await kim.command('/cardline help')).toContain('What you can write');
    expect(await installation()).toMatchObject({ tenant: { providerCode: 'bluegum' } });
  });

  it('stays disconnected once an admin has said so', async () => {
    const { console, workspace, slack } = await aSlackConsole({ isOneWorkspace: true });
    const admin = await console.signedIn('admin');
    await admin.open('/people/slack');
    await admin.send('Connect the workspace');
    expect((await admin.send('Disconnect')).text).toContain('remove it there');
    expect(await workspace.person('Kim').command('/cardline help')).toContain(
      'Cardline was disconnected from this Slack workspace.',
    );
    expect(slack.callsOf('apps.uninstall')).toEqual([]);
  });
});

it('without Slack, the page says what would switch it on, and Slack’s addresses that they are off', async () => {
  const it = await aConsole({ isEmpty: true });
  const admin = await it.signedIn('admin');
  expect((await admin.open('/people/slack')).text).toContain('Slack is off here.');
  expect((await admin.open('/slack/install')).text).toContain('Slack is off here');
  const answer = await it.app.request('/slack/events', { method: 'POST', body: 'x' });
  expect(answer.status).toBe(404);
  expect(await answer.json()).toMatchObject({ code: 'slack_off' });
});
