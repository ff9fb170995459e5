import { describe, expect, it } from 'vitest';
import { anAppInSlack } from './an-app.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const buttons = [
  { type: 'actions' as const, elements: [{ type: 'button' as const, action_id: 'go', text: plain('Go') }] },
];

const say = async (url: unknown, body: unknown) => {
  const response = await fetch(String(url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return `${response.status} ${await response.text()}`;
};

async function aCommand() {
  const parts = await anAppInSlack();
  await parts.kim.command('/cardline', { in: '#provisioning' });
  return { ...parts, url: parts.app.last().response_url };
}

describe('a response_url', () => {
  it('is good for five answers', async () => {
    const { kim, sam, url } = await aCommand();
    expect(await say(url, { text: 'one' })).toBe('200 ok');
    expect(await say(url, { text: 'two', response_type: 'in_channel' })).toBe('200 ok');
    for (const text of ['three', 'four', 'five']) await say(url, { text });
    expect(await say(url, { text: 'six' })).toContain('used_url');
    expect(kim.messages('#provisioning')).toHaveLength(5);
    expect(sam.messages('#provisioning').map(({ text }) => text)).toEqual(['two']);
  });

  it('is good for thirty minutes', async () => {
    const { clock, url } = await aCommand();
    clock.pass(31);
    expect(await say(url, { text: 'late' })).toContain('expired_url');
    expect(await say(`${url}0`, { text: 'x' })).toBe('404 no_service');
  });

  it('of a message replaces it or takes it away, also one that is for one person alone', async () => {
    const { app, kim, url } = await aCommand();
    await say(url, { text: 'Sure?', blocks: buttons });
    await kim.click('Go', { on: 'Go' });
    expect(app.last()).toMatchObject({ container: { is_ephemeral: true } });
    expect(app.last().message).toBeUndefined();
    const second = app.last().response_url;
    await say(second, { replace_original: true, text: 'Done' });
    expect(kim.messages('#provisioning').map(({ text }) => text)).toEqual([
      'Done\nOnly visible to you\n(edited)',
    ]);
    await say(second, { delete_original: true });
    expect(kim.messages('#provisioning')).toEqual([]);
    expect(await say(second, { replace_original: true, text: 'x' })).toBe('404 message_not_found');
  });

  it('says whether it replaces what was clicked on; of a command it replaces nothing', async () => {
    const { slack, app, kim, url } = await aCommand();
    await say(url, { text: 'Sure?', blocks: buttons });
    await kim.click('Go');
    const second = app.last().response_url;
    await say(second, { text: 'one', replace_original: false });
    expect(slack.violations).toEqual([]);
    await say(second, { text: 'two' });
    await say(url, { text: 'three', replace_original: true });
    expect(kim.messages('#provisioning')).toHaveLength(4);
    expect(slack.takeViolations().map(({ message }) => message)).toEqual([
      'must be said in answer to a click: Slack may replace the message otherwise',
      'replaces nothing: what a command was answered with cannot be changed',
    ]);
  });

  it('takes neither forms, nor fields there are none of, nor blocks that are wrong', async () => {
    const { slack, kim, url } = await aCommand();
    const form = await fetch(String(url), { method: 'POST', body: new URLSearchParams({ text: 'x' }) });
    expect(form.status).toBe(400);
    expect(await say(url, { text: 'x', color: 'red' })).toBe('200 ok');
    expect(await say(url, { text: 'x', blocks: [{ type: 'card' }] })).toBe('404 invalid_blocks');
    expect(await say(url, {})).toBe('400 no_text');
    expect(kim.messages('#provisioning')).toHaveLength(1);
    expect(slack.takeViolations().map(({ pointer, message }) => `${pointer} ${message}`)).toEqual([
      ' must be JSON',
      '/color no such field: color',
      '/blocks/0/type unsupported type: card',
      ' no_text',
    ]);
  });
});
