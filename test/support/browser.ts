/**
 * A real Chromium for tests (chromium.ts says which). It reaches this machine alone; a page that asks for anything else, or
 * complains, fails its test.
 */
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { expect, inject, onTestFinished } from 'vitest';
import { CHROMIUM_FLAGS } from './chromium-flags.ts';

/** Closed by whoever opened it (`afterAll`). */
export async function aBrowser(): Promise<Browser> {
  const { executablePath, env } = inject('chromium');
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env },
    headless: true,
    args: CHROMIUM_FLAGS,
  });
}

/** A server on this machine until the test is over; answers where. */
export async function serveHere(app: {
  fetch: (request: Request) => Response | Promise<Response>;
}): Promise<string> {
  const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/**
 * A page on a server, in a window of its own. What it should not have asked for, and what it complained of, fails the test.
 *
 * @param expected complaints that the test provokes
 */
export async function aPage(
  browser: Browser,
  origin: string,
  options: BrowserContextOptions = {},
  expected?: RegExp,
): Promise<Page> {
  const context = await browser.newContext({ baseURL: origin, locale: 'en-AU', ...options });
  const complaints: string[] = [];
  await context.route(
    (url) => url.origin !== origin && url.protocol !== 'data:',
    (route) => {
      complaints.push(`asked for ${route.request().url()}`);
      return route.abort();
    },
  );
  const page = await context.newPage();
  page.on('console', (message) => {
    // A refused form is a 409 or 422, which the browser tells as an error of its own.
    const isRefusal = /status of (403|404|409|422)/.test(message.text());
    const isExpected = isRefusal || expected?.test(message.text()) === true;
    if (message.type() === 'error' && !isExpected) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  onTestFinished(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });
  return page;
}
