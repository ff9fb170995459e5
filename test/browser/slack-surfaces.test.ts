/** Everything that people see of Cardline in Slack, and the pages of the console around it, laid out by a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { aBrowser, aPage, serveHere } from '#test/support/browser.ts';
import { walkSlackConsole } from '#test/support/slack-console-walk.ts';
import { anyMorning, type Surface, surfacesOf, theWorstMorning } from '#test/support/slack-surfaces.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await aBrowser();
});
afterAll(() => browser.close());

const SCREENS = [
  { width: 1024, height: 700 },
  { width: 390, height: 844 },
];

/** What must be there to read and to press, whatever else is. */
const MUST_SAY: Readonly<Record<string, readonly (string | RegExp)[]>> = {
  queue: ['Provisioning queue', /pending/, 'Any supplier', 'Details', 'Activate several'],
  home: ['Provisioning queue', /late/, 'Everybody’s', 'Details', '/cardline help'],
  halt: [
    'Halt provisioning',
    'Rejection Details',
    /sees “Provisioning Halted” with exactly this text/,
    'Not yet',
  ],
  halted: ['Halted', /sees the Rejection Details/, 'Close'],
  retailer: ['Provisioning Halted', 'Rejection Details', 'Resubmit', '1 reply'],
  resubmit: ['Resubmit order', 'Rejection Details', 'Location ID', 'Not yet'],
  card: ['Pending', 'Assigned to', 'Activate', 'Halt', 'Open in Cardline', 'Resubmitted'],
  details: ['Provisioning request', 'Service plan', 'Provisioning log', 'Order placed'],
  activate: ['Activation date', /Billing of WL-NBN-50 starts on/, 'Not yet'],
  several: ['Activate several', 'Requests', 'Preview'],
  'several-preview': [/will be active/, /starts on/],
  'several-done': [/are active from/, 'Close'],
  'order-plan': ['New order', 'Account', 'Package plan', 'Next'],
  'order-details': ['New order', 'Address', 'Wanted on', 'Order'],
  install: ['Add to Slack', 'No workspace yet'],
  connected: ['Bluegum', 'Channel for cards', 'Sam Seller', 'Disconnect'],
  link: ['Link your Slack user?', /Only if you wrote/, 'Yes, that is me'],
};

it('any morning reads well on a desk and on a phone', async () => {
  expect(await flawsOf(await surfacesOf(await anyMorning()))).toEqual([]);
});

it('with 500 requests, the longest names, every script and markup in them, nothing runs over or runs at all', async () => {
  expect(await flawsOf(await surfacesOf(await theWorstMorning()))).toEqual([]);
});

it('the pages of the console around Slack', async () => {
  const flaws: string[] = [];
  await walkSlackConsole(
    (origin) => aPage(browser, origin),
    async (name, page) => {
      for (const size of SCREENS) {
        await page.setViewportSize(size);
        flaws.push(...(await flawsIn(page, name)).map((flaw) => `${name} at ${size.width}: ${flaw}`));
      }
    },
  );
  expect(flaws).toEqual([]);
});

it('finds what runs over, what is missing, and what ran', async () => {
  const html = `<title>ran</title><main style="width:2000px"><button style="margin-left:1500px">Details</button></main>`;
  expect(await flawsOf([{ name: 'queue', html }])).toEqual(
    SCREENS.flatMap(({ width }) => [
      `queue at ${width}: is wider than its screen`,
      `queue at ${width}: the button "Details" is out of reach`,
      `queue at ${width}: something in it ran`,
      ...['Provisioning queue', '/pending/', 'Any supplier', 'Activate several'].map(
        (text) => `queue at ${width}: does not say ${text}`,
      ),
    ]),
  );
});

async function flawsOf(surfaces: readonly Surface[]): Promise<string[]> {
  const pages = new Map(surfaces.map(({ name, html }) => [`/${name}`, html]));
  const origin = await serveHere({
    fetch: ({ url }) =>
      new Response(pages.get(new URL(url).pathname) ?? '', {
        headers: { 'content-type': 'text/html; charset=utf-8' },
      }),
  });
  const flaws: string[] = [];
  for (const size of SCREENS) {
    const page = await aPage(browser, origin, { viewport: size });
    for (const { name } of surfaces) {
      await page.goto(`/${name}`);
      flaws.push(...(await flawsIn(page, name)).map((flaw) => `${name} at ${size.width}: ${flaw}`));
    }
  }
  return flaws;
}

async function flawsIn(page: Page, name: string): Promise<string[]> {
  const seen = await page.evaluate(() => {
    const isWide = ({ scrollWidth, clientWidth }: Element) => scrollWidth > clientWidth;
    const modal = document.querySelector('.modal .body');
    const room = document.documentElement.clientWidth;
    return {
      isWide: isWide(document.documentElement) || (modal !== null && isWide(modal)),
      outOfReach: [...document.querySelectorAll('button')]
        .filter((button) => {
          const { left, right } = button.getBoundingClientRect();
          return left < 0 || right > room;
        })
        .map(({ textContent }) => textContent),
      hasRun: document.title === 'ran' || document.querySelector('body img, body script, [onerror]') !== null,
      // Of a modal only what is in it; it covers the rest.
      text: (modal?.closest('.modal') ?? document.body).textContent ?? '',
    };
  });
  const missing = (MUST_SAY[name] ?? ['nothing is known of it']).filter((wanted) =>
    typeof wanted === 'string' ? !seen.text.includes(wanted) : !wanted.test(seen.text),
  );
  return [
    ...(seen.isWide ? ['is wider than its screen'] : []),
    ...seen.outOfReach.map((text) => `the button "${text}" is out of reach`),
    ...(seen.hasRun ? ['something in it ran'] : []),
    ...missing.map((text) => `does not say ${text}`),
  ];
}
