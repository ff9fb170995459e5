/** What the fake Slack shows, in a real browser: close enough to Slack to judge a layout by. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { anAppInSlack } from '#test/support/slack/an-app.ts';

let browser: Browser;

beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text });

/** A card in the channel with a thread, and a form over it, on Kim's screen. */
async function aScreen() {
  const parts = await anAppInSlack();
  const { app, client, kim, channel } = parts;
  const { ts = '' } = await client.chat.postMessage({
    channel: channel.id,
    text: 'Order 7',
    blocks: [
      { type: 'header', text: plain('Order 7 · NBN 50') },
      { type: 'section', fields: ['*Customer*\nSmith &amp; Sons', '*Service type*\nNBN'].map(mrkdwn) },
      { type: 'context', elements: [mrkdwn('Received 09:12')] },
      {
        type: 'actions',
        elements: [{ type: 'button', action_id: 'halt', style: 'danger', text: plain('Halt') }],
      },
    ],
  });
  await client.chat.postMessage({ channel: channel.id, thread_ts: ts, text: '*Kim* took it' });
  await client.chat.postEphemeral({
    channel: channel.id,
    user: kim.id,
    text: '<script>document.title = "ran"</script>',
  });
  await kim.command('/cardline', { in: channel });
  const openForm = () =>
    client.views.open({
      trigger_id: String(app.last().trigger_id),
      view: {
        type: 'modal',
        title: plain('Halt order'),
        submit: plain('Halt'),
        blocks: Array.from({ length: 12 }, (_, index) => ({
          type: 'input' as const,
          label: plain(`Field ${index}`),
          element: { type: 'plain_text_input' as const, action_id: 'text', multiline: true },
        })),
      },
    });
  return { ...parts, openForm };
}

async function show(html: string): Promise<Page> {
  const origin = await serveHere({
    fetch: () => new Response(html, { headers: { 'content-type': 'text/html' } }),
  });
  const page = await aPage(browser, origin, { viewport: { width: 800, height: 600 } });
  await page.goto('/');
  return page;
}

const boxOf = async (page: Page, text: string) => {
  const box = await page.getByText(text, { exact: true }).first().boundingBox();
  return box ?? { x: -1, y: -1, width: 0, height: 0 };
};

it('a message has its fields in two columns, its thread below it, and runs nothing', async () => {
  const { kim } = await aScreen();
  const page = await show(kim.html());
  const [left, right] = [await boxOf(page, 'Customer'), await boxOf(page, 'Service type')];
  expect(right.y).toBe(left.y);
  expect(right.x).toBeGreaterThan(left.x + left.width);
  const [button, reply] = [await boxOf(page, 'Halt'), await boxOf(page, '1 reply')];
  expect(reply.y).toBeGreaterThan(button.y + button.height);
  expect(await page.title()).toBe('provisioning');
  expect(await page.getByText('Only visible to you').isVisible()).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(800);
});

it('a modal stays within the window; its title and buttons are always there', async () => {
  const { kim, openForm } = await aScreen();
  await openForm();
  const page = await show(kim.html());
  const dialog = (await page.getByRole('dialog').boundingBox()) ?? { y: -1, height: 1000 };
  expect(dialog.y).toBeGreaterThanOrEqual(0);
  expect(dialog.y + dialog.height).toBeLessThanOrEqual(600);
  expect(await page.getByRole('button', { name: 'Halt' }).last().isVisible()).toBe(true);
  expect(await page.getByRole('heading', { name: 'Halt order' }).isVisible()).toBe(true);
});
