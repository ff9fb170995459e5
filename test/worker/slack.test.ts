/** Slack inside real workerd: the fake Slack calls the worker, and the worker calls it back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import { makeSlackStore } from '#db/stores/slack-store.ts';
import { HOST, Visitor } from '#test/console/support/visitor.ts';
import { value } from '#test/support/api.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { commandForm, JSON_TYPE, signedRequest } from '#test/support/signed-request.ts';
import { type FakeSlack, startFakeSlack } from '#test/support/slack/fake-slack.ts';
import { expectNoViolations } from '#test/support/slack/use-fake-slack.ts';
import { install } from '#test/support/slack-console.ts';
import { inWorkerd } from '#test/support/worker.ts';
import { libsqlServerProgram } from '../../scripts/libsql-server.ts';

describe.skipIf(libsqlServerProgram() === null)('Slack in workerd', () => {
  const worker = inWorkerd();
  let slack: FakeSlack;

  const passOn = async (request: Request): Promise<Response> =>
    worker.fetch('/slack/events', {
      method: 'POST',
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
  const workspace = () => slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
  const installation = () =>
    makeSlackStore(worker.db).findInstallation({
      teamId: 'T0BLUE',
      enterpriseId: null,
      isEnterpriseInstall: false,
    });

  /** An admin of Bluegum's, signed in to the worker's console. */
  async function anAdmin(): Promise<Visitor> {
    const { people } = worker.services;
    const bluegum = systemActor(value(await people.findProvider('bluegum')), 'cli');
    const { secret } = value(await people.createLoginLink(bluegum, { email: 'ada@bluegum.example' }));
    const admin = new Visitor((path, init) =>
      worker.fetch(path.replace(HOST, ''), { ...init, redirect: 'manual' }),
    );
    await admin.open(`/sign-in/${secret}`);
    await admin.send('Sign in');
    return admin;
  }

  beforeAll(async () => {
    slack = await startFakeSlack({
      clock: clockAt(SOME_MORNING),
      app: { rotatesTokens: true },
      deliver: passOn,
      patienceMs: 10_000,
    });
    slack.liftLimits();
    await worker.restartWith({
      CARDLINE_URL: HOST,
      CARDLINE_SECRET: 'a secret of a test, long enough to be one',
      SLACK_SIGNING_SECRET: slack.app.signingSecret,
      SLACK_CLIENT_ID: slack.app.clientId,
      SLACK_CLIENT_SECRET: slack.app.clientSecret,
      SLACK_API_URL: slack.apiUrl,
    });
    const { people } = worker.services;
    const bluegum = value(
      await people.createProvider({
        code: 'bluegum',
        name: 'Bluegum Telecom',
        timeZone: 'Australia/Melbourne',
      }),
    );
    value(
      await people.addPerson(systemActor(bluegum, 'cli'), {
        email: 'ada@bluegum.example',
        name: 'Ada Admin',
        roles: ['admin'],
      }),
    );
  });
  afterAll(async () => {
    await slack?.close();
    expectNoViolations(slack);
  });

  it('answers Slack’s own questions, and nobody who does not sign', async () => {
    expect(await slack.urlVerification()).toMatchObject({ status: 200, failure: null });
    expect(await slack.sslCheck()).toMatchObject({ status: 200, body: '' });
    const forged = signedRequest(commandForm(), { secret: 'another', at: SOME_MORNING });
    expect((await passOn(forged)).status).toBe(401);
  });

  it('tells a workspace that nobody knows where to begin', async () => {
    const kim = slack.workspace({ id: 'T0NEW', name: 'New' }).person('Kim');
    slack.workspace({ id: 'T0NEW', name: 'New' }).install();
    expect(await kim.command('/cardline help')).toContain(
      `An admin of your company connects it: ${HOST}/people/slack`,
    );
  });

  it('is installed: out to Slack and back, the token sealed', async () => {
    const admin = await anAdmin();
    const page = await install(admin, workspace().person('Ida'), slack);
    expect(page.text).toContain('Bluegum is connected.');
    expect(await installation()).toMatchObject({ workspace: 'T0BLUE', tenant: { providerCode: 'bluegum' } });
    const sealed = await worker.db.readJson<string>('select json_quote(token) from slack_installation', []);
    expect(sealed).toMatch(/^v1\./);
  });

  it('answers commands, many at once, each by a bot of its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        passOn(
          signedRequest(commandForm({ text: n % 2 === 0 ? 'help' : 'link', user_id: `U${n}` }), {
            secret: slack.app.signingSecret,
            at: SOME_MORNING,
          }),
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    for (const answer of answers) expect(await answer.text()).toMatch(/What you can write|Say who you are/);
    expect(worker.logs().join('\n')).not.toMatch(/different request context|hung/);
  });

  it('goes on after it has answered: a click is told privately, where it was made', async () => {
    const other = slack.workspace({ id: 'T0NEW', name: 'New' });
    const { botToken } = other.install();
    const kim = other.person('Kim');
    const channel = other.channel('orders', { withApp: true, members: [kim] });
    const button = { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Activate' } };
    await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: { authorization: `Bearer ${botToken}`, 'content-type': JSON_TYPE },
      body: JSON.stringify({
        channel: channel.id,
        text: 'An old card',
        blocks: [{ type: 'actions', elements: [button] }],
      }),
    });
    const held = slack.hold('response_url');
    kim.lookAt('orders');
    // Answered, while what follows from it still waits at Slack's door.
    await kim.click('Activate');
    await held.arrived;
    expect(kim.sees()).not.toContain('Only visible to you');
    held.release();
    await expect.poll(() => kim.sees()).toContain('Only visible to you');
    expect(kim.sees()).toContain('Cardline is not connected to this Slack workspace.');
  });

  it('works on an event once', async () => {
    const event = JSON.stringify({
      type: 'event_callback',
      event_id: 'Ev0WORKER',
      team_id: 'T0BLUE',
      event: { type: 'something_else', user: 'U1' },
    });
    const send = () =>
      passOn(
        signedRequest(event, { secret: slack.app.signingSecret, at: SOME_MORNING, contentType: JSON_TYPE }),
      );
    expect([(await send()).status, (await send()).status]).toEqual([200, 200]);
    expect(
      await worker.db.readJson('select json_group_array(done_at is not null) from slack_event', []),
    ).toEqual([1]);
  });

  it('is disconnected: the worker opens the token and takes the app out', async () => {
    const admin = await anAdmin();
    await admin.open('/people/slack');
    const page = await admin.send('Disconnect');
    expect(page.text).toContain('Bluegum is disconnected.');
    expect(page.text).not.toContain('The app is still in the workspace');
    expect(workspace().isInstalled).toBe(false);
    expect((await installation())?.revokedAt).not.toBeNull();
  });
});
