/**
 * Installing the app in a Slack workspace: out to Slack and back. An installation belongs to the provider whose admin began
 * it here; one that began anywhere else (the “Add to Slack” of Slack's own pages) is nobody's, and says where to begin.
 */
import { Hono, type MiddlewareHandler } from 'hono';
import { every } from 'hono/combine';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { INSTALL_MINUTES } from '#app/slack/begin-install.ts';
import type { ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { pageHeaders } from '../guards/headers.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { sessionGuard } from '../guards/session-guard.ts';
import { buttonLink, card } from '../parts/blocks.ts';
import { html } from '../parts/html.ts';
import { showLonePage } from '../parts/layout.ts';
import { problemPage, refusalPage } from './problem-pages.ts';
import { connectedText, SLACK_PAGE } from './slack.ts';

const INSTALL = '/slack/install';
const BACK = '/slack/oauth_redirect';
const UNCLAIMED = '/slack/unclaimed';

const NONCE_COOKIE = 'cardline_slack_install';

export function slackInstallPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { slack } = deps.services;
  const redirectUrl = `${deps.url}${BACK}`;
  const signedIn = every(pageHeaders, sessionGuard(deps));
  const cookie = {
    path: '/slack',
    httpOnly: true,
    sameSite: 'Lax',
    secure: deps.url.startsWith('https:'),
  } as const;

  app.get(INSTALL, signedIn, async (c) => {
    const { providerCode, providerName } = c.get('actor');
    if ((c.req.query('provider') ?? providerCode) !== providerCode)
      return problemPage(
        c,
        403,
        'For another company',
        `You are signed in for ${providerName}: sign in for the company whose workspace it is.`,
      );
    const begun = await slack.beginInstall(c.get('actor'), redirectUrl);
    if (!begun.ok) return refusalPage(c, begun.faults);
    // Lax: the browser comes back from Slack's site.
    setCookie(c, NONCE_COOKIE, begun.value.nonce, { ...cookie, maxAge: INSTALL_MINUTES * 60 });
    return c.redirect(begun.value.address, 302);
  });

  app.get(BACK, onlyBegunHere, signedIn, async (c) => {
    const nonce = getCookie(c, NONCE_COOKIE) ?? null;
    deleteCookie(c, NONCE_COOKIE, cookie);
    const { code, state = '', error } = c.req.query();
    if (error !== undefined || code === undefined)
      return redirectWithNotice(c, SLACK_PAGE, declinedText(error), 'wait');
    const done = await slack.finishInstall(c.get('actor'), { code, state, nonce, redirectUrl });
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(c, SLACK_PAGE, connectedText(done.value));
  });

  app.get(UNCLAIMED, pageHeaders, (c) =>
    showLonePage(c, {
      title: 'Whose workspace is it?',
      lead: 'Nothing was connected: Cardline does not know yet which company this Slack workspace works for.',
      body: card({
        body: html`<div class="stack"><p>Sign in to Cardline as an admin of that company and press “Add to Slack” there.</p><p class="actions">${buttonLink(SLACK_PAGE, 'To the Slack page', 'first')}</p></div>`,
      }),
    }),
  );

  return app;
}

/** What comes without our mark is led to a page that explains it; the address with Slack's code is left behind. */
const onlyBegunHere: MiddlewareHandler<ConsoleEnv> = (c, next) =>
  c.req.query('state') ? next() : Promise.resolve(c.redirect(UNCLAIMED, 303));

const declinedText = (error: string | undefined): string =>
  error === 'access_denied'
    ? 'Nothing was installed, since it was not agreed to in Slack. Ask somebody who may install apps there, and begin again whenever you like.'
    : `Nothing was installed: Slack says ${error ?? 'nothing of why'}. Begin again.`;
