import type { HomeView, ModalView } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { anAppInSlack, payloadOf } from '../an-app.ts';
import { textAt } from '../json.ts';
import { refusal, refused } from '../refused.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string, more: Partial<ModalView> = {}): ModalView => ({
  type: 'modal',
  title: plain(title),
  blocks: [{ type: 'section', text: plain(`this is ${title}`) }],
  ...more,
});
const home = (text: string, more: Partial<HomeView> = {}): HomeView => ({
  type: 'home',
  blocks: [{ type: 'section', text: plain(text) }],
  ...more,
});

/** Somebody typed a command; its trigger is the test's to use. */
async function aTrigger() {
  const parts = await anAppInSlack();
  const { app, kim } = parts;
  const trigger = async () => {
    await kim.command('/cardline', { in: '#provisioning' });
    return textAt(app.last(), 'trigger_id');
  };
  return { ...parts, trigger };
}

describe('a trigger', () => {
  it('opens one modal', async () => {
    const { client, kim, trigger } = await aTrigger();
    const trigger_id = await trigger();
    const { view } = await client.views.open({ trigger_id, view: modal('One') });
    expect(view).toMatchObject({
      root_view_id: view?.id,
      previous_view_id: null,
      app_installed_team_id: 'T0WAVE',
    });
    expect(kim.modal()).toBe('== One ==\nthis is One\n[Cancel]');
    expect(await refused(client.views.open({ trigger_id, view: modal('Two') }))).toBe('exchanged_trigger_id');
  });

  it('is over after three seconds', async () => {
    const { client, clock, trigger } = await aTrigger();
    const trigger_id = await trigger();
    clock.pass(3 / 60 + 0.001);
    expect(await refused(client.views.open({ trigger_id, view: modal('One') }))).toBe('expired_trigger_id');
    expect(await refused(client.views.open({ trigger_id: '1.2.abc', view: modal('One') }))).toBe(
      'invalid_trigger_id',
    );
  });
});

describe('the stack of modals', () => {
  it('is three high, and only something in a modal can be put on it', async () => {
    const { app, client, kim, trigger } = await aTrigger();
    expect(await refused(client.views.push({ trigger_id: await trigger(), view: modal('Two') }))).toBe(
      'not_found',
    );
    const more = {
      type: 'actions' as const,
      elements: [{ type: 'button' as const, action_id: 'more', text: plain('More') }],
    };
    const titles = ['Two', 'Three', 'Four'];
    const answers: unknown[] = [];
    app.on('block_actions', async (request) => {
      const trigger_id = textAt(await payloadOf(request), 'trigger_id');
      answers.push(
        await refused(
          client.views.push({ trigger_id, view: modal(titles.shift() ?? '', { blocks: [more] }) }),
        ),
      );
      return new Response('');
    });
    await client.views.open({ trigger_id: await trigger(), view: modal('One', { blocks: [more] }) });
    await kim.click('More');
    await kim.click('More');
    await kim.click('More');
    expect(answers).toEqual([null, null, 'push_limit_reached']);
    expect(kim.modal()).toContain('== Three ==');
    await kim.close();
    expect(kim.modal()).toContain('== Two ==');
    await kim.close({ all: true });
    expect(kim.modal()).toBeNull();
  });
});

describe('a view', () => {
  it('is changed by id or external_id, and only as it was looked at', async () => {
    const { client, kim, trigger } = await aTrigger();
    const { view } = await client.views.open({
      trigger_id: await trigger(),
      view: modal('One', { external_id: 'order-7' }),
    });
    const { id: view_id = '', hash = '' } = view ?? {};
    await client.views.update({
      external_id: 'order-7',
      hash,
      view: modal('Two', { external_id: 'order-7' }),
    });
    expect(kim.modal()).toContain('this is Two');
    expect(await refused(client.views.update({ view_id, hash, view: modal('Three') }))).toBe('hash_conflict');
    await client.views.update({ view_id, view: modal('Three') });
    expect(kim.modal()).toContain('this is Three');
    await kim.close();
    expect(await refused(client.views.update({ view_id, view: modal('Four') }))).toBe('not_found');
  });

  it('keeps what was typed where block and element keep their ids', async () => {
    const { client, kim, trigger } = await aTrigger();
    const input = (block_id: string, label: string) => ({
      type: 'input' as const,
      block_id,
      label: plain(label),
      element: { type: 'plain_text_input' as const, action_id: 'text', initial_value: 'first' },
    });
    const form = (...blocks: ModalView['blocks']) => modal('Form', { submit: plain('Send'), blocks });
    const { view } = await client.views.open({
      trigger_id: await trigger(),
      view: form(input('a', 'A'), input('b', 'B')),
    });
    await kim.fill('A', 'typed');
    await kim.fill('B', 'typed');
    await client.views.update({ view_id: view?.id ?? '', view: form(input('a', 'A'), input('c', 'B')) });
    expect(kim.modal()).toBe('== Form ==\nA: typed\nB: first\n[Cancel] [Send]');
  });

  it('has an external_id that no other open view has', async () => {
    const { client, kim, sam, app, trigger } = await aTrigger();
    await client.views.open({ trigger_id: await trigger(), view: modal('One', { external_id: 'order-7' }) });
    await sam.command('/cardline', { in: '#provisioning' });
    const view = modal('Two', { external_id: 'order-7' });
    const open = () => client.views.open({ trigger_id: textAt(app.last(), 'trigger_id'), view });
    expect(await refused(open())).toBe('duplicate_external_id');
    await kim.close();
    expect(await refused(open())).toBeNull();
  });

  it('is refused with pointers where it is wrong, and above 250 kB', async () => {
    const { slack, client, trigger } = await aTrigger();
    const trigger_id = await trigger();
    const input = {
      type: 'input' as const,
      label: plain('A'),
      element: { type: 'plain_text_input' as const },
    };
    expect(
      await refusal(client.views.open({ trigger_id, view: modal('One', { blocks: [input] }) })),
    ).toMatchObject({
      error: 'invalid_arguments',
      response_metadata: {
        messages: ['[ERROR] missing required field: submit (there are input blocks) [json-pointer:/view]'],
      },
    });
    const options = Array.from({ length: 100 }, (_, index) => ({
      text: plain('x'.repeat(75)),
      value: `${index}`,
    }));
    const menus = Array.from({ length: 30 }, () => ({
      type: 'input' as const,
      label: plain('A'),
      element: { type: 'static_select' as const, options },
    }));
    const large = modal('One', { submit: plain('Send'), blocks: menus });
    expect(await refused(client.views.open({ trigger_id, view: large }))).toBe('view_too_large');
    expect(slack.takeViolations().map(({ message }) => message)).toEqual([
      'missing required field: submit (there are input blocks)',
      'view_too_large',
    ]);
  });
});

describe('the Home tab', () => {
  it('is published for a person, again as it was looked at', async () => {
    const { client, kim, sam } = await anAppInSlack();
    expect(kim.home()).toBeNull();
    const { view } = await client.views.publish({ user_id: kim.id, view: home('Two orders') });
    expect(kim.home()).toBe('Two orders');
    expect(sam.home()).toBeNull();
    const hash = view?.hash ?? '';
    await client.views.publish({ user_id: kim.id, hash, view: home('One order') });
    expect(await refused(client.views.publish({ user_id: kim.id, hash, view: home('x') }))).toBe(
      'hash_conflict',
    );
    expect(kim.home()).toBe('One order');
    expect(await refused(client.views.publish({ user_id: 'U0NOBODY', view: home('x') }))).toBe(
      'user_not_found',
    );
  });
});
