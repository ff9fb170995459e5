/** Pictures for docs/slack-setup.md and bot/README.md. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { walkSlackConsole } from '#test/support/slack-console-walk.ts';
import { anyMorning, surfacesOf } from '#test/support/slack-surfaces.ts';
import { withEmoji } from './emoji.ts';

const FOLDER = 'docs/pictures';
/** Small enough to be read beside the text, and to be kept with it. */
const LARGEST_BYTES = 70_000;

/** Of each screen the name of its picture; the others are looked at by tests alone. */
const PICTURES: Readonly<Record<string, string>> = {
  install: 'slack-install',
  connected: 'slack-connected',
  link: 'slack-link',
  home: 'slack-home',
  card: 'slack-card',
  details: 'slack-details',
  activate: 'slack-activate',
  halt: 'slack-halt',
  retailer: 'slack-retailer',
  resubmit: 'slack-resubmit',
  'order-plan': 'slack-order',
  'order-details': 'slack-order-details',
  'several-preview': 'slack-activate-several',
};

let browser: Browser;
beforeAll(async () => {
  mkdirSync(FOLDER, { recursive: true });
  browser = await aBrowser();
});
afterAll(() => browser.close());

it('takes pictures of Slack', async () => {
  const surfaces = await surfacesOf(await anyMorning());
  const pages = new Map(surfaces.map(({ name, html }) => [`/${name}`, html]));
  const origin = await serveHere({
    fetch: ({ url }) =>
      new Response(pages.get(new URL(url).pathname) ?? '', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      }),
  });
  const page = await aPage(browser, origin, { viewport: { width: 600, height: 620 } });
  for (const { name } of surfaces) {
    await page.goto(`/${name}`);
    await withEmoji(page);
    await take(page, name);
  }
});

it('takes pictures of the console', async () => {
  await walkSlackConsole(
    (origin) => aPage(browser, origin, { viewport: { width: 760, height: 560 } }),
    (name, page) => take(page, name),
  );
});

/** A modal with a little of what it covers; anything else from top to bottom. */
async function take(page: Page, name: string): Promise<void> {
  const picture = PICTURES[name];
  if (picture === undefined) return;
  const modal = await page
    .locator('.modal')
    .boundingBox({ timeout: 500 })
    .catch(() => null);
  const png = await page.screenshot(modal === null ? { fullPage: true } : { clip: around(modal) });
  expect(png.byteLength, picture).toBeLessThan(LARGEST_BYTES);
  writeFileSync(join(FOLDER, `${picture}.png`), png);
}

const MARGIN = 20;

const around = ({ x, y, width, height }: { x: number; y: number; width: number; height: number }) => ({
  x: x - MARGIN,
  y: y - MARGIN,
  width: width + 2 * MARGIN,
  height: height + 2 * MARGIN,
});
