/**
 * Signing in by a one-time link. Opening the link shows a button and uses nothing up (chat programs open links to preview
 * them); pressing it does.
 */
import { Hono } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { isFromOwnPage } from '../guards/form-guard.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { returnPath } from '../guards/return-path.ts';
import { endSession, keepSession, recogniseSession, sessionToken } from '../guards/session-guard.ts';
import { buttonLink } from '../parts/blocks.ts';
import { html, path } from '../parts/html.ts';
import { showLonePage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';

const RETURN_COOKIE = 'cardline_return';
const RETURN_SECONDS = 900;

export function signInPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { people } = deps.services;

  app.get('/sign-in', async (c) => {
    const to = returnPath(c.req.query('to'));
    if (await recogniseSession(c, deps)) return c.redirect(to, 303);
    if (to !== '/')
      setCookie(c, RETURN_COOKIE, to, {
        path: '/sign-in',
        httpOnly: true,
        sameSite: 'Lax',
        secure: deps.url.startsWith('https:'),
        maxAge: RETURN_SECONDS,
      });
    return showLonePage(c, {
      title: 'Sign in',
      lead: 'Cardline has no passwords. You sign in with a link that works once.',
      body: html`
<section class="card"><div class="card-body stack"><h2>Where the link comes from</h2>
<ul>
<li>When Cardline starts for the first time, it prints a link for each of the example people in its terminal.</li>
<li>At any time, whoever runs Cardline makes a new one:<pre>npx cardline user link --provider CODE --email YOU@COMPANY</pre></li>
</ul>
<p class="soft">Open the link in this browser${to === '/' ? '' : ', and you come back to the page you wanted'}.</p></div></section>`,
    });
  });

  app.get('/sign-in/:token', (c) =>
    showLonePage(c, {
      title: 'Sign in to Cardline',
      body: html`
<section class="card"><div class="card-body stack"><p>This link works once, for fifteen minutes. Pressing the button uses it up and signs you in on this browser.</p>
<form method="post" action="${path('sign-in', c.req.param('token'))}"><button class="button first" type="submit">Sign in</button></form></div></section>`,
    }),
  );

  app.post('/sign-in/:token', async (c) => {
    if (!isFromOwnPage(c, deps.url))
      return showLonePage(
        c,
        {
          title: 'Sign in',
          body: notice('bad', 'The button was not pressed on this site. Open the link again.'),
        },
        403,
      );
    const done = await people.redeemLoginLink(c.req.param('token'));
    if (!done.ok)
      return showLonePage(
        c,
        {
          title: 'This link does not work',
          body: html`${notice('bad', done.faults.map(({ message }) => message).join(' '))}
<section class="card"><div class="card-body stack"><p>Ask whoever runs Cardline for a new one:</p><pre>npx cardline user link --provider CODE --email YOU@COMPANY</pre><p class="actions">${buttonLink('/sign-in', 'About signing in')}</p></div></section>`,
        },
        403,
      );
    keepSession(c, deps, done.value.sessionToken, done.value.expiresAt);
    const to = returnPath(getCookie(c, RETURN_COOKIE));
    deleteCookie(c, RETURN_COOKIE, { path: '/sign-in' });
    return redirectWithNotice(c, to, `Welcome, ${done.value.actorName}.`);
  });

  return app;
}

/** Behind the session and form guards, like every other form. */
export const signOut =
  (deps: ConsoleDeps) =>
  async (c: ConsoleContext): Promise<Response> => {
    const token = sessionToken(c, deps.url);
    if (token !== undefined) await deps.services.people.signOut(token);
    endSession(c, deps.url);
    return c.redirect('/sign-in', 303);
  };
