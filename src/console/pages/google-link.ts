/**
 * Somebody in a Google spreadsheet says who they are here: the link that the panel there shows leads to this page. Looking uses nothing
 * up; the button links. Whoever sends such a link to somebody else would become that person in the spreadsheet, so the page says so.
 */
import { Hono } from 'hono';
import type { GoogleLinkToConfirm } from '#app/google/link-google-user.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts } from '../parts/blocks.ts';
import { buttonForm } from '../parts/form.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { refusalPage } from './problem-pages.ts';

export function googleLinkPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { google } = deps.services;

  app.get('/:secret', async (c) => {
    const secret = c.req.param('secret');
    const read = await google.readLink(c.get('actor'), secret);
    return read.ok ? showLink(c, secret, read.value) : refusalPage(c, read.faults);
  });

  app.post('/:secret', async (c) => {
    const done = await google.confirmLink(c.get('actor'), c.req.param('secret'));
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      '/',
      `${done.value.email} is you in Google Sheets now. Go back to the spreadsheet and refresh Cardline there.`,
    );
  });

  return app;
}

const showLink = (c: ConsoleContext, secret: string, { email, personEmail }: GoogleLinkToConfirm) => {
  const actor = c.get('actor');
  return showPage(c, {
    title: 'Link your Google account?',
    lead: `Link the Google account ${email} to you, ${actor.actorName} (${personEmail}) of ${actor.providerName}?`,
    body: html`${notice(
      'warn',
      `Only if ${email} is your own account and you opened this from Cardline in a spreadsheet yourself, just now. Somebody who sent you this link would work in your name.`,
    )}${card({
      body: html`<div class="stack">${facts([
        ['Google account', email],
        ['You', `${actor.actorName}, ${personEmail}`],
        ['Company', actor.providerName],
      ])}<div class="actions">${buttonForm({
        action: path('link', 'google', secret),
        token: c.get('formToken'),
        submit: 'Yes, that is me',
        tone: 'first',
      })}${buttonLink('/', 'No')}</div></div>`,
    })}`,
  });
};
