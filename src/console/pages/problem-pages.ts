/** What is shown where there is no page: not found, not allowed, broken. */
import type { Fault } from '#core/result.ts';
import type { ConsoleContext } from '../console-env.ts';
import { buttonLink } from '../parts/blocks.ts';
import { html } from '../parts/html.ts';
import { showLonePage, showPage } from '../parts/layout.ts';

type ProblemStatus = 400 | 403 | 404 | 405 | 409 | 413 | 500 | 503;

/** Inside the usual frame for somebody signed in, alone otherwise. */
export function problemPage(
  c: ConsoleContext,
  status: ProblemStatus,
  title: string,
  text: string,
  /** Where to go from here; left out: to the start page alone. */
  remedy?: { readonly href: string; readonly text: string },
): Response | Promise<Response> {
  const body = html`<div class="card"><div class="card-body stack"><p>${text}</p><p class="actions">${remedy === undefined ? '' : buttonLink(remedy.href, remedy.text, 'first')}${buttonLink('/', 'To the start page')}</p></div></div>`;
  return c.get('actor') === undefined
    ? showLonePage(c, { title, body }, status)
    : showPage(c, { title, body }, status);
}

export const notFoundPage = (
  c: ConsoleContext,
  text = 'There is nothing at this address, or it belongs to another provider.',
) => problemPage(c, 404, 'Not found', text);

export const brokenPage = (c: ConsoleContext) =>
  problemPage(
    c,
    500,
    'Something broke',
    `It is our fault, not yours, and it is in the log${c.get('requestId') ? ` as request ${c.get('requestId')}` : ''}. Nothing was half done: a change is written whole or not at all. Try again, and if it stays, tell whoever runs Cardline.`,
  );

/** The database is away; nothing of the page can be looked up, not even who is signed in. */
export function unavailablePage(c: ConsoleContext): Response | Promise<Response> {
  c.header('retry-after', '5');
  const text =
    'Cardline cannot reach its database just now. Nothing was half done: a change is written whole or not at all. Load the page again in a moment.';
  return showLonePage(
    c,
    {
      title: 'Not available just now',
      body: html`<div class="card"><div class="card-body stack"><p>${text}</p></div></div>`,
    },
    503,
  );
}

/** A refusal that has no form to stand in: not found, not allowed, or somebody was first. */
export function refusalPage(c: ConsoleContext, faults: readonly Fault[]): Response | Promise<Response> {
  const text = faults.map(({ message }) => message).join(' ');
  const kinds = new Set(faults.map(({ kind }) => kind));
  if (kinds.has('not_found')) return problemPage(c, 404, 'Not found', text);
  if (kinds.has('forbidden')) return problemPage(c, 403, 'Not allowed', text);
  if (kinds.has('conflict')) return problemPage(c, 409, 'Somebody was first', text);
  return problemPage(c, 400, 'This was refused', text);
}
