/** The logo on invoices: shown in the settings, set and taken off there. */
import { Hono } from 'hono';
import { LOGO_MAX_BYTES } from '#core/people/logo.ts';
import { grouped } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { card } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { peopleTabs } from './people-tabs.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const HERE = '/people/logo';
const LOGO: Field = {
  name: 'logo',
  label: 'Picture',
  kind: 'file',
  accept: 'image/png',
  help: `A PNG of at most ${grouped(LOGO_MAX_BYTES)} bytes. It stands on every invoice that is opened from then on, as page and as PDF.`,
};

export function logoPages({ services }: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { people } = services;

  const show = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const logo = await people.readLogo(actor);
    const mayChange = actor.powers.has('admin');
    return showPage(
      c,
      {
        title: 'Logo',
        section: 'people',
        lead: 'The picture at the head of invoices.',
        body: html`<div>${peopleTabs(HERE)}${card({
          body: html`<div class="stack">${logo.ok ? html`<p><img class="logo" src="${HERE}/picture" alt="The logo that is on invoices now"></p>` : html`<p class="soft">There is none yet: invoices begin with the name alone.</p>`}${
            mayChange
              ? form({
                  id: 'logo',
                  action: HERE,
                  token: c.get('formToken'),
                  fields: [LOGO],
                  submit: 'Set the logo',
                  ...(attempt === NO_ATTEMPT ? {} : attempt),
                })
              : ''
          }${mayChange && logo.ok ? takeOff(c) : ''}</div>`,
        })}</div>`,
      },
      status,
    );
  };

  app.get('/', (c) => show(c));

  app.get('/picture', async (c) => {
    const logo = await people.readLogo(c.get('actor'));
    return logo.ok
      ? c.body(new Uint8Array(logo.value), 200, { 'content-type': 'image/png' })
      : c.body(null, 404);
  });

  app.post('/', async (c) => {
    const [file] = c.get('form').files('logo');
    const content = file === undefined ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
    const done = await people.setLogo(c.get('actor'), content);
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(c, HERE, 'The logo was set.');
  });

  app.post('/remove', async (c) => {
    const done = await people.setLogo(c.get('actor'), null);
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(c, HERE, 'The logo was taken off.');
  });

  return app;
}

const takeOff = (c: ConsoleContext): Html =>
  buttonForm({ action: `${HERE}/remove`, token: c.get('formToken'), submit: 'Take it off', tone: 'quiet' });
