/**
 * Somebody in Slack says who they are here: the link that /cardline link gives leads to this page. Looking uses nothing up;
 * the button links. Whoever sends such a link to somebody else would become that person in Slack, so the page says so.
 */
import { Hono } from 'hono';
import type { Actor } from '#app/ports/platform.ts';
import type { LinkToConfirm } from '#app/slack/link-speaker.ts';
import { formatSlackUser } from '#core/people/person.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { buttonLink, card, facts } from '../parts/blocks.ts';
import { buttonForm } from '../parts/form.ts';
import { html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { refusalPage } from './problem-pages.ts';

export function slackLinkPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { slack } = deps.services;

  app.get('/:secret', async (c) => {
    const secret = c.req.param('secret');
    const read = await slack.readLink(c.get('actor'), secret);
    return read.ok ? showLink(c, secret, read.value) : refusalPage(c, read.faults);
  });

  app.post('/:secret', async (c) => {
    const done = await slack.confirmLink(c.get('actor'), c.req.param('secret'));
    if (!done.ok) return refusalPage(c, done.faults);
    const { userName, installation } = done.value;
    return redirectWithNotice(
      c,
      '/',
      `You are @${userName} in ${installation.workspaceName} now. Go back to Slack and write /cardline help.`,
    );
  });

  return app;
}

const showLink = (c: ConsoleContext, secret: string, request: LinkToConfirm) => {
  const actor = c.get('actor');
  return showPage(c, {
    title: 'Link your Slack user?',
    lead: questionOf(actor, request),
    body: html`${notice(
      'warn',
      `Only if you wrote /cardline link yourself, just now, as @${request.userName}. Somebody who sent you this link would work in your name.`,
    )}${card({
      body: html`<div class="stack">${facts([
        ['Slack user', `@${request.userName}`],
        ['Workspace', request.installation.workspaceName],
        ['Ids', html`<code>${formatSlackUser(request.user)}</code>`],
        ['You', `${actor.actorName}, ${request.email}`],
        ['Company', actor.providerName],
      ])}<div class="actions">${buttonForm({
        action: path('link', 'slack', secret),
        token: c.get('formToken'),
        submit: 'Yes, that is me',
        tone: 'first',
      })}${buttonLink('/', 'No')}</div></div>`,
    })}`,
  });
};

const questionOf = (actor: Actor, { userName, installation, email }: LinkToConfirm): string =>
  `Link Slack user @${userName} of workspace ${installation.workspaceName} to you, ${actor.actorName} (${email}) of ${actor.providerName}?`;
