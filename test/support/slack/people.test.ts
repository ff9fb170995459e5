import type { ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { anAppInSlack, json, payloadOf } from './an-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const button = (text: string, action_id: string, more = {}) => ({
  type: 'button' as const,
  text: plain(text),
  action_id,
  ...more,
});

const halt: ModalView = {
  type: 'modal',
  callback_id: 'halt',
  title: plain('Halt order'),
  submit: plain('Halt'),
  close: plain('Back'),
  blocks: [
    {
      type: 'input',
      block_id: 'details',
      label: plain('Rejection Details'),
      hint: plain('Bluegum reads this'),
      element: { type: 'plain_text_input', action_id: 'text', multiline: true, max_length: 3000 },
    },
  ],
};

describe('a slash command', () => {
  it('carries what was typed, escaped, and shows the answer to its author alone', async () => {
    const { app, kim, sam } = await anAppInSlack();
    app.on('command', () => json({ text: 'Queue: *2* orders' }));
    const seen = await kim.command('/cardline queue for @Sam & <b>', { in: '#provisioning' });
    expect(seen).toBe('Queue: 2 orders\nOnly visible to you');
    expect(app.last()).toMatchObject({
      command: '/cardline',
      text: `queue for <@${sam.id}|sam> &amp; &lt;b&gt;`,
      channel_name: 'provisioning',
    });
    sam.lookAt('#provisioning');
    expect(sam.sees()).toBe('');
  });
});

describe('a modal', () => {
  it('is filled in by labels and submitted; what the app objects to stands beside the field', async () => {
    const { app, kim, client, channel } = await anAppInSlack();
    await client.chat.postMessage({
      channel: channel.id,
      text: 'Order 7',
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: '*Order 7*' } },
        {
          type: 'actions',
          elements: [
            button('Activate', 'activate', { style: 'primary' }),
            button('Halt', 'halt', { style: 'danger', value: '7' }),
          ],
        },
      ],
    });
    app.on('block_actions', async (request) => {
      await client.views.open({ trigger_id: String((await payloadOf(request)).trigger_id), view: halt });
      return new Response('');
    });
    expect(await kim.click('Halt', { on: channel.message('Order 7') })).toContain('== Halt order ==');
    expect(await kim.submit()).toContain('Please complete this required field.');
    await kim.fill('Rejection Details', 'No such street');
    app.on('view_submission', () => json({ response_action: 'errors', errors: { details: 'Say more' } }));
    expect(await kim.submit()).toBe(
      '== Halt order ==\nRejection Details: No such street\n  Bluegum reads this\n  ⚠ Say more\n[Back] [Halt]',
    );
    app.on('view_submission', () => new Response(''));
    await kim.submit();
    expect(kim.modal()).toBeNull();
    expect(app.last()).toMatchObject({
      type: 'view_submission',
      view: {
        callback_id: 'halt',
        state: { values: { details: { text: { type: 'plain_text_input', value: 'No such street' } } } },
      },
    });
  });
});
