import { describe, expect, it } from 'vitest';
import { serveHere } from '../browser.ts';
import { anAppInSlack, json, payloadOf } from './an-app.ts';
import { overHttp, signature } from './deliveries.ts';

describe('a request to the app', () => {
  it('is signed over its raw body', async () => {
    const { slack, kim, app } = await anAppInSlack();
    app.on('command', async (request) => {
      const timestamp = request.headers.get('x-slack-request-timestamp') ?? '';
      const expected = signature(slack.app.signingSecret, timestamp, await request.text());
      return json({ text: String(request.headers.get('x-slack-signature') === expected) });
    });
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('true');
    expect(slack.deliveries[0]?.headers['x-slack-request-timestamp']).toBe('1772409600');
  });

  it('is answered within three seconds, by the test’s clock or the real one', async () => {
    const { slack, clock, kim, app } = await anAppInSlack({ patienceMs: 50 });
    app.on('command', () => {
      clock.pass(0.1);
      return json({ text: 'too late' });
    });
    const timeout = '⚠ /cardline failed with the error "operation_timeout"';
    expect(await kim.command('/cardline', { in: '#provisioning' })).toBe(timeout);
    app.on('command', () => new Promise(() => {}));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toBe(timeout);
    expect(slack.takeViolations().map(({ message }) => message)).toEqual([
      'http_timeout: 0 ',
      'http_timeout: 0 ',
    ]);
  });

  it('that fails is told to the person in Slack’s words, and to the test', async () => {
    const { slack, kim, app } = await anAppInSlack();
    app.on('command', () => new Response('no', { status: 500 }));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('http_service_error');
    app.on('command', () => new Response('no', { status: 404 }));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('http_client_error');
    app.on('command', () => {
      throw new Error('down');
    });
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('dispatch_failed');
    app.on('command', () => json('text'));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('invalid_payload');
    expect(slack.takeViolations().map(({ where, message }) => `${where}: ${message}`)).toEqual([
      '/cardline: http_error: 500 no',
      '/cardline: http_error: 404 no',
      '/cardline: connection_failed: 0 Error: down',
      'answer to /cardline: must be an object',
    ]);
  });

  it('goes to a server that listens elsewhere', async () => {
    const { slack, kim } = await anAppInSlack();
    const origin = await serveHere({
      fetch: async (request) =>
        json({ text: `heard ${(await payloadOf(request)).command} at ${new URL(request.url).pathname}` }),
    });
    slack.deliverTo(overHttp(origin));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain(
      'heard /cardline at /slack/events',
    );
  });

  it('checks the address and the certificate', async () => {
    const { slack, app } = await anAppInSlack();
    app.on('url_verification', async (request) => json({ challenge: (await payloadOf(request)).challenge }));
    expect((await slack.urlVerification()).body).toMatch(/^\{"challenge":"challenge-\d+"\}$/);
    expect((await slack.sslCheck()).status).toBe(200);
    expect(slack.deliveries.at(-1)).toMatchObject({ sent: expect.stringContaining('ssl_check=1') });
    expect(slack.deliveries.at(-1)?.headers['x-slack-signature']).toBeUndefined();
  });
});

describe('an event', () => {
  it('is told with what it is about', async () => {
    const { kim, app, installed } = await anAppInSlack();
    await kim.openHome();
    expect(app.last()).toMatchObject({
      type: 'event_callback',
      team_id: 'T0WAVE',
      api_app_id: 'A0CARDLINE',
      event: { type: 'app_home_opened', user: kim.id, tab: 'home', channel: expect.stringMatching(/^D/) },
      event_id: expect.stringMatching(/^Ev/),
      authorizations: [
        { team_id: 'T0WAVE', user_id: installed.botUserId, is_bot: true, is_enterprise_install: false },
      ],
    });
    await kim.openMessages();
    expect(app.last()).toMatchObject({ event: { type: 'app_home_opened', tab: 'messages' } });
  });

  it('is told three times more when it failed, unless the app says no', async () => {
    const { slack, kim, app } = await anAppInSlack();
    app.on('app_home_opened', () => new Response('no', { status: 500 }));
    await kim.openHome();
    expect([
      await slack.retryNow(),
      await slack.retryNow(),
      await slack.retryNow(),
      await slack.retryNow(),
    ]).toEqual([1, 1, 1, 0]);
    const retries = slack.deliveries.map(({ headers }) => [
      headers['x-slack-retry-num'],
      headers['x-slack-retry-reason'],
    ]);
    expect(retries).toEqual([
      [undefined, undefined],
      ['1', 'http_error'],
      ['2', 'http_error'],
      ['3', 'http_error'],
    ]);
    expect(new Set(app.heard.map(({ event_id }) => event_id)).size).toBe(1);
    app.on(
      'app_home_opened',
      () => new Response('no', { status: 500, headers: { 'x-slack-no-retry': '1' } }),
    );
    await kim.openHome();
    expect(await slack.retryNow()).toBe(0);
    expect(slack.takeViolations()).toHaveLength(2);
  });

  it('is told again although the app did its work, when its answer was lost', async () => {
    const { slack, kim, app } = await anAppInSlack();
    slack.loseAnswers(1);
    await kim.openHome();
    expect(await slack.retryNow()).toBe(1);
    expect(app.heard).toHaveLength(2);
    expect(slack.takeViolations()).toMatchObject([{ where: 'app_home_opened', message: 'http_timeout: 0 ' }]);
  });

  it('that the app has not subscribed to is not told', async () => {
    const { kim, app } = await anAppInSlack({ app: { events: [] } });
    await kim.openHome();
    expect(app.heard).toEqual([]);
  });
});
