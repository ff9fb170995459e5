/** The console's pages around Slack, walked in a browser by an admin and by somebody who says who they are. */
import type { Page } from 'playwright-core';
import { value } from './api.ts';
import { serveHere } from './browser.ts';
import { aSlackConsole, connect } from './slack-console.ts';

const ADMIN = 'ada.admin@bluegum.example';

/**
 * @param open a page on a server, in a window of its own
 * @param stop where something is to be looked at
 */
export async function walkSlackConsole(
  open: (origin: string) => Promise<Page>,
  stop: (name: string, page: Page) => Promise<void>,
): Promise<void> {
  const it = await aSlackConsole();
  const { console, workspace, slack } = it;
  const { people, slack: deeds } = console.services;
  const actor = console.actor();
  value(await people.addPerson(actor, { email: ADMIN, name: 'Ada Admin', roles: ['admin'] }));
  const page = await open(await serveHere(console.app));
  await page.goto(`/sign-in/${await console.linkFor(ADMIN)}`);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'What waits' }).waitFor();

  await page.goto('/people/slack');
  await stop('install', page);

  const { id } = await connect(it, workspace);
  const channel = workspace.channel('orders');
  value(await deeds.setChannel(actor, id, channel.id));
  const sam = { email: 'sam@bluegum.example', name: 'Sam Seller', roles: ['provisioning'] };
  value(
    await people.addPerson(actor, { ...sam, slack: `${workspace.id}:${workspace.person('Sam Seller').id}` }),
  );
  await page.goto('/people/slack');
  await stop('connected', page);

  await workspace.person('ada').command('/cardline link');
  const said = slack.deliveries.at(-1)?.body ?? '';
  await page.goto(/\/link\/slack\/[\w-]+/.exec(said)?.[0] ?? '/no-link');
  await stop('link', page);
}
