import type { AnyBlock, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { anAppInSlack, clientFor, json, payloadOf } from './an-app.ts';
import { textAt } from './json.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });
const button = (text: string, more: Record<string, unknown> = {}) => ({
  type: 'button' as const,
  text: plain(text),
  action_id: text.toLowerCase(),
  ...more,
});
const option = (text: string, value = text.toLowerCase()) => ({ text: plain(text), value });
const section = (text: string, more: Record<string, unknown> = {}) => ({
  type: 'section' as const,
  text: mrkdwn(text),
  ...more,
});
const actions = (...elements: unknown[]) => ({ type: 'actions' as const, elements }) as AnyBlock;
const input = (block_id: string, label: string, element: Record<string, unknown>, more = {}) =>
  ({
    type: 'input',
    block_id,
    label: plain(label),
    element: { action_id: 'value', ...element },
    ...more,
  }) as AnyBlock;

/** An app whose command shows these blocks to whoever typed it. */
async function aMessageOf(...blocks: AnyBlock[]) {
  const parts = await anAppInSlack();
  const { client, channel, kim } = parts;
  await client.chat.postMessage({ channel: channel.id, text: 'Order 7', blocks });
  kim.lookAt(channel);
  return parts;
}

/** A modal of these blocks, open on Kim's screen. */
async function aModalOf(blocks: AnyBlock[], more: Partial<ModalView> = {}) {
  const parts = await anAppInSlack();
  const { app, client, kim } = parts;
  await kim.command('/cardline', { in: '#provisioning' });
  const view: ModalView = {
    type: 'modal',
    title: plain('Form'),
    submit: plain('Send'),
    callback_id: 'form',
    blocks,
    ...more,
  };
  await client.views.open({ trigger_id: textAt(app.last(), 'trigger_id'), view });
  return parts;
}

describe('a slash command', () => {
  it('carries what was typed, escaped, and shows the answer to its author alone', async () => {
    const { app, kim, sam } = await anAppInSlack();
    app.on('command', () => json({ text: 'Queue: *2* orders' }));
    const seen = await kim.command('/cardline queue for @Sam in #provisioning & <b>', {
      in: '#provisioning',
    });
    expect(seen).toBe('Queue: 2 orders\nOnly visible to you');
    const [{ channel_id: id }] = [app.last()];
    expect(app.last()).toMatchObject({
      command: '/cardline',
      text: `queue for <@${sam.id}|sam> in <#${id}|provisioning> &amp; &lt;b&gt;`,
      channel_name: 'provisioning',
      user_name: 'kim',
      is_enterprise_install: 'false',
    });
    sam.lookAt('#provisioning');
    expect(sam.sees()).toBe('');
  });

  it('can be answered for all, in plain text or not at all', async () => {
    const { app, kim, sam } = await anAppInSlack();
    app.on('command', () => json({ response_type: 'in_channel', text: 'for all' }));
    expect(await kim.command('/cardline', { in: '#provisioning' })).toBe('for all');
    expect(sam.messages('#provisioning').map(({ text }) => text)).toEqual(['for all']);
    app.on('command', () => new Response('plain'));
    expect(await kim.command('/cardline')).toBe('plain\nOnly visible to you');
    app.on('command', () => new Response(''));
    expect(await kim.command('/cardline')).toBe('');
  });

  it('that the app does not have is none, and neither is one where the app is not', async () => {
    const { slack, kim, app } = await anAppInSlack();
    expect(await kim.command('/orders', { in: '#provisioning' })).toBe('⚠ /orders is not a valid command.');
    const lee = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' }).person('Lee');
    slack.workspace({ id: 'T0BLUE', name: 'Bluegum' }).channel('#all');
    expect(await lee.command('/cardline', { in: '#all' })).toBe('⚠ /cardline is not a valid command.');
    expect(app.heard).toEqual([]);
  });
});

describe('a click', () => {
  it('tells the app which button of which message, with its value', async () => {
    const { app, kim, channel } = await aMessageOf(
      section('*Order 7*'),
      actions(button('Activate', { value: 'ord_7:3', style: 'primary' })),
    );
    await kim.click('Activate', { on: channel.message('Order 7') });
    expect(app.last()).toMatchObject({
      type: 'block_actions',
      team: { id: 'T0WAVE', domain: 'wavelink' },
      user: { id: kim.id, team_id: 'T0WAVE', username: 'kim' },
      container: { type: 'message', channel_id: channel.id, is_ephemeral: false },
      channel: { id: channel.id, name: 'provisioning' },
      message: { text: 'Order 7', bot_id: expect.any(String) },
      actions: [
        {
          type: 'button',
          action_id: 'activate',
          value: 'ord_7:3',
          style: 'primary',
          action_ts: expect.stringMatching(/^\d{10}\.\d{6}$/),
        },
      ],
      response_url: expect.stringContaining('/actions/T0WAVE/'),
    });
  });

  it('asks first where there is a confirm dialog', async () => {
    const confirm = {
      title: plain('Activate?'),
      text: mrkdwn('Billing starts'),
      confirm: plain('Activate'),
      deny: plain('Not yet'),
    };
    const { app, kim } = await aMessageOf(section('Order 7'), actions(button('Activate', { confirm })));
    expect(await kim.click('Activate')).toBe('== Activate? ==\nBilling starts\n[Not yet] [Activate]');
    await expect(kim.click('Activate')).rejects.toThrow('a dialog is in the way');
    kim.dismiss();
    expect(app.heard).toEqual([]);
    await kim.click('Activate');
    await kim.confirm();
    expect(app.heard).toHaveLength(1);
    await expect(kim.confirm()).rejects.toThrow('no dialog');
    expect(() => kim.dismiss()).toThrow('no dialog');
  });

  it('on what is not there, or there more than once, fails with what there is', async () => {
    const { kim, client, channel } = await aMessageOf(
      section('Order 7'),
      actions(button('Details')),
      section('Order 8'),
      actions(button('Details', { value: '8' })),
    );
    await expect(kim.click('Halt')).rejects.toThrow(
      'no button "Halt" on the message "Order 7"; there is: "Details", "Details"',
    );
    await expect(kim.click('Details')).rejects.toThrow('2 times button "Details"');
    await kim.click('Details', { within: 'Order 8' });
    await client.chat.postMessage({
      channel: channel.id,
      text: 'Order 9',
      blocks: [section('Order 9'), actions(button('Details'))],
    });
    await kim.click('Details', { on: 'Order 9' });
    await expect(kim.click('Details', { on: 'Order 10' })).rejects.toThrow('nothing contains "Order 10"');
  });

  it('within a section is a click on what belongs to it', async () => {
    const { app, kim } = await aMessageOf(
      { type: 'header', text: plain('Yours') } as AnyBlock,
      section('Order 7', { accessory: button('Open', { value: '7' }) }),
      section('Order 8', { accessory: button('Open', { value: '8' }) }),
      { type: 'divider' },
      actions(button('Next')),
    );
    await kim.click('Open', { within: 'Order 8' });
    expect(app.last()).toMatchObject({ actions: [{ value: '8' }] });
    await expect(kim.click('Next', { within: 'Yours' })).rejects.toThrow('no button "Next" near "Yours"');
  });

  it('on a screen that is not up to date carries what was there', async () => {
    const { app, client, kim, channel } = await aMessageOf(
      section('Order 7'),
      actions(button('Activate', { value: 'v1' })),
    );
    const stale = channel.message('Order 7').asSeenNow();
    await client.chat.update({
      channel: channel.id,
      ts: stale.ts,
      text: 'Order 7 active',
      blocks: [section('Order 7 is active')],
    });
    await expect(kim.click('Activate')).rejects.toThrow('no button');
    await kim.click('Activate', { on: stale });
    expect(app.last()).toMatchObject({ actions: [{ value: 'v1' }], container: { message_ts: stale.ts } });
  });

  it('opens an address, chooses from a menu, shows what went wrong', async () => {
    const { app, slack, kim } = await aMessageOf(
      section('Order 7'),
      actions(button('Open', { url: 'https://cardline.example/orders/7?a=1&amp;b=2' }), {
        type: 'overflow',
        action_id: 'more',
        options: [option('Edit'), option('Assign')],
      }),
    );
    await kim.click('Open');
    expect(kim.opened).toEqual(['https://cardline.example/orders/7?a=1&b=2']);
    await kim.click('Assign');
    expect(app.last()).toMatchObject({
      actions: [{ type: 'overflow', selected_option: { value: 'assign' } }],
    });
    app.on('block_actions', () => new Response('', { status: 500 }));
    expect(await kim.click('Assign')).toBe('⚠ This app responded with Status Code 500');
    app.on('block_actions', () => json({ text: 'nobody reads this' }));
    await kim.click('Assign');
    expect(slack.takeViolations().map(({ where }) => where)).toEqual([
      'block_actions',
      'answer to block_actions',
    ]);
  });
});

describe('menus and pickers outside of forms', () => {
  it('tell at once, with the state of all that is on the surface', async () => {
    const { app, kim } = await aMessageOf(
      section('Filter', {
        accessory: {
          type: 'static_select',
          action_id: 'filter',
          placeholder: plain('Whose'),
          options: [option('Mine'), option('All')],
        },
      }),
      actions({
        type: 'datepicker',
        action_id: 'day',
        placeholder: plain('Day'),
        initial_date: '2026-03-01',
      }),
    );
    await kim.select('Filter', 'Mine');
    await kim.fill('Day', '2026-03-02');
    const state = Object.assign({}, ...Object.values((app.last().state as { values: object }).values));
    expect(state).toEqual({
      filter: {
        type: 'static_select',
        selected_option: { text: { ...plain('Mine'), emoji: true }, value: 'mine' },
      },
      day: { type: 'datepicker', selected_date: '2026-03-02' },
    });
    expect(kim.sees()).toContain('[Mine ▾]');
    await expect(kim.select('Whose', 'Theirs')).rejects.toThrow(
      'no option "Theirs"; there is: "Mine", "All"',
    );
    await expect(kim.fill('Filter', 'x')).rejects.toThrow('"Filter" is a static_select');
    await expect(kim.fill('Day', 'tomorrow')).rejects.toThrow('a day is YYYY-MM-DD');
  });
});

describe('a form', () => {
  it('shows labels, hints and errors, and is sent once it is complete', async () => {
    const { app, kim } = await aModalOf([
      section('Shown to *Bluegum*'),
      input(
        'details',
        'Rejection Details',
        { type: 'plain_text_input', multiline: true },
        { hint: plain('Bluegum reads this') },
      ),
      input('note', 'Note', { type: 'plain_text_input', placeholder: plain('anything') }, { optional: true }),
    ]);
    expect(kim.modal()).toBe(
      '== Form ==\nShown to Bluegum\nRejection Details: []\n  Bluegum reads this\nNote (optional): [anything]\n[Cancel] [Send]',
    );
    expect(await kim.submit()).toContain('⚠ Please complete this required field.');
    expect(app.heard).toHaveLength(1);
    await kim.fill('Rejection Details', 'x'.repeat(3001));
    expect(await kim.submit()).toContain('⚠ This field must have no more than 3000 characters.');
    await kim.fill('Rejection Details', 'No such street');
    app.on('view_submission', () => json({ response_action: 'errors', errors: { details: 'Say more' } }));
    expect(await kim.submit()).toContain(
      'Rejection Details: No such street\n  Bluegum reads this\n  ⚠ Say more',
    );
    app.on('view_submission', () => new Response(''));
    expect(await kim.submit()).toBe('');
    expect(kim.modal()).toBeNull();
    expect(app.last()).toMatchObject({
      type: 'view_submission',
      view: {
        callback_id: 'form',
        state: {
          values: {
            details: { value: { type: 'plain_text_input', value: 'No such street' } },
            note: { value: { value: null } },
          },
        },
      },
      response_urls: [],
    });
  });

  it('takes values of every kind', async () => {
    const { app, kim, sam, channel } = await aModalOf([
      input('day', 'Activation date', { type: 'datepicker' }),
      input('time', 'At', { type: 'timepicker' }),
      input('fee', 'Fee', { type: 'number_input', is_decimal_allowed: true, min_value: '0' }),
      input('mail', 'Mail', { type: 'email_text_input' }),
      input('who', 'Assignee', { type: 'users_select' }),
      input('where', 'Channel', { type: 'conversations_select', response_url_enabled: true }),
      input('plan', 'Plan', { type: 'radio_buttons', options: [option('NBN 50'), option('NBN 100')] }),
      input('tell', 'Tell', { type: 'checkboxes', options: [option('Retailer'), option('Carrier')] }),
      input('tags', 'Tags', {
        type: 'multi_static_select',
        max_selected_items: 1,
        options: [option('A'), option('B')],
      }),
    ]);
    await kim.fill('Activation date', '2026-03-02');
    await kim.fill('At', '09:30');
    await kim.fill('Fee', '-1');
    await kim.fill('Mail', 'nobody');
    await kim.select('Assignee', 'Sam');
    await kim.select('Channel', '#provisioning');
    await kim.select('Plan', 'NBN 100');
    await kim.select('Tell', ['Retailer', 'Carrier']);
    await expect(kim.select('Tags', ['A', 'B'])).rejects.toThrow('no more than 1');
    await kim.select('Tags', 'B');
    const refused = await kim.submit();
    expect(refused).toContain('Please enter a number from 0 to Infinity.');
    expect(refused).toContain('Please enter a valid email address.');
    await kim.fill('Fee', '9.95');
    await kim.fill('Mail', 'sam@wavelink.example');
    await kim.submit();
    const { view, response_urls: urls } = app.last() as {
      view: { state: { values: Record<string, { value: object }> } };
      response_urls: unknown[];
    };
    expect(
      Object.fromEntries(Object.entries(view.state.values).map(([id, { value }]) => [id, value])),
    ).toMatchObject({
      day: { selected_date: '2026-03-02' },
      time: { selected_time: '09:30' },
      fee: { value: '9.95' },
      who: { selected_user: sam.id },
      where: { selected_conversation: channel.id },
      plan: { selected_option: { value: 'nbn 100' } },
      tell: { selected_options: [{ value: 'retailer' }, { value: 'carrier' }] },
      tags: { selected_options: [{ value: 'b' }] },
    });
    expect(urls).toMatchObject([
      { block_id: 'where', channel_id: channel.id, response_url: expect.any(String) },
    ]);
  });

  it('asks the app for options once enough is typed', async () => {
    const { app, slack, kim } = await aModalOf([input('account', 'Account', { type: 'external_select' })]);
    app.on('block_suggestion', () => json({ options: [option('Lantern'), option('Plantagenet')] }));
    expect(await kim.search('Account', 'la')).toEqual([]);
    expect(await kim.search('Account', 'lan')).toEqual(['Lantern', 'Plantagenet']);
    expect(app.last()).toMatchObject({
      type: 'block_suggestion',
      block_id: 'account',
      action_id: 'value',
      value: 'lan',
      view: { callback_id: 'form' },
    });
    await kim.select('Account', 'Lantern');
    expect(kim.modal()).toContain('Account: [Lantern ▾]');
    app.on('block_suggestion', () =>
      json({ options: Array.from({ length: 101 }, (_, index) => option(`${index}`)) }),
    );
    expect(await kim.search('Account', 'lan')).toEqual([]);
    expect(slack.takeViolations()).toMatchObject([{ message: 'no more than 100 items allowed' }]);
  });

  it('tells of a field that dispatches: on choosing, on Enter, or on every letter', async () => {
    const letters = { dispatch_action_config: { trigger_actions_on: ['on_character_entered'] } };
    const { app, kim } = await aModalOf([
      input(
        'plan',
        'Plan',
        { type: 'static_select', options: [option('NBN 50')] },
        { dispatch_action: true },
      ),
      input('name', 'Name', { type: 'plain_text_input' }, { dispatch_action: true }),
      input('code', 'Code', { type: 'plain_text_input', ...letters }, { dispatch_action: true }),
      input('quiet', 'Quiet', { type: 'plain_text_input' }),
    ]);
    const told = async (deed: Promise<unknown>) => {
      const before = app.heard.length;
      await deed;
      return app.heard.length - before;
    };
    expect(await told(kim.select('Plan', 'NBN 50'))).toBe(1);
    expect(app.last()).toMatchObject({
      container: { type: 'view' },
      view: { state: { values: { plan: { value: { selected_option: { value: 'nbn 50' } } } } } },
    });
    expect(app.last().response_url).toBeUndefined();
    expect(await told(kim.fill('Name', 'Kim'))).toBe(0);
    expect(await told(kim.pressEnter('Name'))).toBe(1);
    expect(await told(kim.fill('Code', 'a'))).toBe(1);
    expect(await told(kim.fill('Quiet', 'a'))).toBe(0);
  });

  it('is answered with another view, on top or in its place, or with the end of all', async () => {
    const { app, kim } = await aModalOf([section('one')]);
    const view = (title: string) => ({
      type: 'modal',
      title: plain(title),
      submit: plain('Send'),
      blocks: [section(title)],
    });
    app.on('view_submission', () => json({ response_action: 'push', view: view('two') }));
    await kim.submit();
    app.on('view_submission', () => json({ response_action: 'update', view: view('three') }));
    expect(await kim.submit()).toBe('== three ==\nthree\n[Cancel] [Send]');
    await kim.close();
    expect(kim.modal()).toContain('== Form ==');
    app.on('view_submission', () => json({ response_action: 'clear' }));
    await kim.submit();
    expect(kim.modal()).toBeNull();
    await expect(kim.submit()).rejects.toThrow('no modal is open');
  });

  it('that is answered with what makes no sense stays, and connecting was trouble', async () => {
    const { app, slack, kim } = await aModalOf([
      section('one'),
      input('name', 'Name', { type: 'plain_text_input' }, { optional: true }),
    ]);
    const answers: [unknown, string][] = [
      [
        { response_action: 'errors', errors: { value: 'wrong' } },
        'must be the block_id of an input block: name',
      ],
      [{ response_action: 'errors', errors: {} }, 'must be an object of texts by block_id'],
      [{ response_action: 'errors', errors: { name: '' } }, 'must be a text'],
      [{ response_action: 'close' }, 'must be one of: errors, update, push, clear'],
      [
        { response_action: 'update', view: { type: 'modal', blocks: [section('x')] } },
        'missing required field: title',
      ],
    ];
    for (const [answer, message] of answers) {
      app.on('view_submission', () => json(answer));
      expect(await kim.submit()).toBe('⚠ We had some trouble connecting. Try again?');
      expect(slack.takeViolations()).toMatchObject([{ message }]);
    }
    app.on('view_submission', () => new Response('ok'));
    expect(await kim.submit()).toContain('trouble connecting');
    app.on('view_submission', () => new Response('', { status: 500 }));
    expect(await kim.submit()).toContain('trouble connecting');
    expect(slack.takeViolations()).toHaveLength(2);
    expect(kim.modal()).toContain('== Form ==');
  });

  it('that is closed tells the app where it asked for that', async () => {
    const { app, kim } = await aModalOf([section('one')], { notify_on_close: true, submit: plain('Send') });
    await kim.close();
    expect(app.last()).toMatchObject({
      type: 'view_closed',
      is_cleared: false,
      view: { callback_id: 'form' },
    });
    await expect(kim.close()).rejects.toThrow('no modal is open; Kim sees');
  });
});

describe('the Home tab', () => {
  it('is the app’s to fill when it hears that it was opened', async () => {
    const { app, client, kim } = await anAppInSlack();
    app.on('app_home_opened', async (request) => {
      const { event } = (await payloadOf(request)) as { event: { user: string; view?: unknown } };
      const text = event.view === undefined ? 'Welcome' : 'Welcome back';
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [section(text), actions(button('Refresh'))] },
      });
      return new Response('');
    });
    await kim.openHome();
    expect(kim.sees()).toBe('Welcome\n[Refresh]');
    await kim.openHome();
    expect(kim.home()).toContain('Welcome back');
    await kim.click('Refresh');
    expect(app.last()).toMatchObject({
      type: 'block_actions',
      container: { type: 'view' },
      view: { type: 'home' },
    });
    expect(app.last().channel).toBeUndefined();
  });
});

describe('a channel that is shared with another company', () => {
  it('its people have no command there, but their clicks arrive with their own team', async () => {
    const { slack, app, client, channel } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const lee = bluegum.person('Lee');
    channel.shareWith(bluegum).add(lee);
    expect(await lee.command('/cardline', { in: '#provisioning' })).toBe(
      '⚠ /cardline is not a valid command.',
    );
    await client.chat.postMessage({
      channel: channel.id,
      text: 'Order 7',
      blocks: [section('Order 7'), actions(button('Activate'))],
    });
    const view: ModalView = {
      type: 'modal',
      title: plain('Form'),
      submit: plain('Send'),
      blocks: [section('x')],
    };
    app.on('block_actions', async (request) => {
      await client.views.open({ trigger_id: textAt(await payloadOf(request), 'trigger_id'), view });
      return new Response('');
    });
    await lee.click('Activate', { on: 'Order 7' });
    expect(app.last()).toMatchObject({ team: { id: 'T0WAVE' }, user: { team_id: 'T0BLUE' } });
    await lee.submit();
    expect(app.last()).toMatchObject({ team: { id: 'T0BLUE' }, view: { app_installed_team_id: 'T0WAVE' } });
  });

  it('with the app on both sides, a command is of the side of who typed it', async () => {
    const { slack, app, channel } = await anAppInSlack();
    const bluegum = slack.workspace({ id: 'T0BLUE', name: 'Bluegum' });
    const client = clientFor(slack.apiUrl, bluegum.install().botToken);
    const lee = bluegum.person('Lee');
    channel.shareWith(bluegum).add(lee);
    await lee.command('/cardline', { in: '#provisioning' });
    expect(app.last()).toMatchObject({ team_id: 'T0BLUE', channel_id: channel.id });
    expect((await client.conversations.info({ channel: channel.id })).channel).toMatchObject({
      is_ext_shared: true,
    });
  });
});

describe('people', () => {
  it('go where they may', async () => {
    const { wavelink, kim } = await anAppInSlack();
    wavelink.channel('#secret', { isPrivate: true });
    expect(() => kim.lookAt('#secret')).toThrow('Kim is not in #secret');
    expect(() => kim.lookAt('#nowhere')).toThrow('Kim knows no channel #nowhere');
    await expect(kim.click('Activate')).rejects.toThrow('an empty screen');
  });

  it('talk among themselves and see threads', async () => {
    const { client, kim, sam, channel } = await anAppInSlack();
    const said = kim.says('who does 7?', { in: channel });
    sam.says('me', { in: channel, reply: said });
    await client.chat.postMessage({ channel: channel.id, thread_ts: said.ts, text: 'Sam took it' });
    kim.lookAt(channel);
    expect(kim.sees()).toBe('who does 7?\n\n↳ me\n\n↳ Sam took it');
    expect(said.thread().map(({ text }) => text)).toEqual(['↳ me', '↳ Sam took it']);
    said.delete();
    expect(said.isDeleted).toBe(true);
  });
});
