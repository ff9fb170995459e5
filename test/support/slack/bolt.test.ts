/** The real Bolt reads what the fake sends: signatures, content types, and which listener a payload is for. */
import { App, AwsLambdaReceiver, LogLevel } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { anAppInSlack } from './an-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });

async function aBoltAppNow({ signingSecret }: { readonly signingSecret?: string } = {}) {
  // Bolt holds timestamps against the machine's clock.
  const parts = await anAppInSlack({ clock: { now: () => Date.now() } });
  const { slack, installed } = parts;
  const receiver = new AwsLambdaReceiver({
    signingSecret: signingSecret ?? slack.app.signingSecret,
    logLevel: LogLevel.ERROR,
  });
  const bolt = new App({
    receiver,
    token: installed.botToken,
    tokenVerificationEnabled: false,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  const handler = await receiver.start();
  slack.deliverTo(async (request) => {
    const headers = Object.fromEntries(request.headers);
    const event = { body: await request.text(), headers, isBase64Encoded: false };
    const answer = await handler(event as never, {});
    return new Response(answer.body, {
      status: answer.statusCode,
      headers: (answer.headers as Record<string, string> | undefined) ?? {},
    });
  });
  return { ...parts, bolt };
}

describe('Bolt', () => {
  it('hears commands, clicks, suggestions, submissions, closing and events', async () => {
    const { bolt, slack, kim } = await aBoltAppNow();
    const heard: string[] = [];
    bolt.command('/cardline', async ({ ack, command, client }) => {
      heard.push(`command ${command.text} by ${command.user_name}`);
      await ack();
      await client.views.open({
        trigger_id: command.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'order',
          notify_on_close: true,
          title: plain('New order'),
          submit: plain('Place'),
          blocks: [
            { type: 'actions', elements: [{ type: 'button', action_id: 'clear', text: plain('Clear') }] },
            {
              type: 'input',
              block_id: 'account',
              label: plain('Account'),
              element: { type: 'external_select', action_id: 'account' },
            },
          ],
        },
      });
    });
    bolt.action('clear', async ({ ack, action, body }) => {
      heard.push(`action ${action.type} in ${body.type}`);
      await ack();
    });
    bolt.options('account', async ({ ack, options }) => {
      heard.push(`options ${options.value}`);
      await ack({ options: [{ text: plain('Plantagenet'), value: 'acc_1' }] });
    });
    bolt.view('order', async ({ ack, view }) => {
      heard.push(`view ${view.state.values.account?.account?.selected_option?.value}`);
      await ack({ response_action: 'errors', errors: { account: 'No such account' } });
    });
    bolt.view({ callback_id: 'order', type: 'view_closed' }, async ({ ack }) => {
      heard.push('closed');
      await ack();
    });
    bolt.event('app_home_opened', async ({ event }) => {
      heard.push(`home of ${event.user}`);
    });

    await kim.command('/cardline new', { in: '#provisioning' });
    await kim.click('Clear');
    expect(await kim.search('Account', 'lant')).toEqual(['Plantagenet']);
    await kim.select('Account', 'Plantagenet');
    expect(await kim.submit()).toContain('⚠ No such account');
    await kim.close();
    await kim.openHome();
    expect(heard).toEqual([
      'command new by kim',
      'action button in block_actions',
      'options lant',
      'view acc_1',
      'closed',
      `home of ${kim.id}`,
    ]);
    expect(slack.violations).toEqual([]);
  });

  it('refuses what was signed with another secret', async () => {
    const { slack, kim } = await aBoltAppNow({ signingSecret: 'another' });
    expect(await kim.command('/cardline', { in: '#provisioning' })).toContain('http_client_error');
    expect(slack.takeViolations()).toHaveLength(1);
  });
});
