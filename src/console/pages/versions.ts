/** The versions of the catalogue: what each changed, two of them compared, an earlier one brought back (CAT-5). */
import { Hono } from 'hono';
import { formatId } from '#core/ids.ts';
import { TABS } from '#core/workbook/tabs.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, facts, link, pager } from '../parts/blocks.ts';
import { countsText, diffRows } from '../parts/diff.ts';
import { buttonForm, filters, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { empty, table } from '../parts/table.ts';
import { CONFIRM_REMOVALS, changePath } from './change-decision.ts';
import { gridPath } from './grid.ts';
import { pageAsked } from './paging.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

const DIFF_ROWS = 100;

const versionPath = (number: number): string => path('versions', number);

const numberOf = (text: string | undefined): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;

export function versionPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { catalogue } = deps.services;

  app.get('/', async (c) => {
    const { timeZone } = c.get('actor');
    const listed = await catalogue.listVersions(c.get('actor'), pageAsked(c));
    if (!listed.ok) return refusalPage(c, listed.faults);
    const { items, nextCursor } = listed.value;
    const isFirstPage = !c.req.query('cursor');
    return showPage(c, {
      title: 'Versions',
      section: 'versions',
      lead: 'Every publish of the catalogue. Nothing is ever changed in place: any version can be shown, compared and brought back.',
      body: html`<div>${compareForm('', '')}${card({
        flush:
          items.length === 0
            ? empty('Nothing is published yet', 'Submit the workbook and approve it, and version 1 is made.')
            : table({
                label: 'Versions',
                rows: items,
                columns: [
                  {
                    head: 'Version',
                    kind: 'key',
                    cell: ({ number }) =>
                      html`${link(versionPath(number), `Version ${number}`)} ${isFirstPage && number === items[0]?.number ? badge('good', 'In force') : ''}`,
                  },
                  { head: 'Changes', cell: (version) => countsText(version) },
                  { head: 'Source', cell: ({ source }) => source },
                  { head: 'Submitted by', cell: ({ submittedBy }) => submittedBy },
                  {
                    head: 'Approved',
                    cell: ({ publishedAt, approvedBy }) =>
                      html`${moment(publishedAt, timeZone)}<span class="sub">${approvedBy}</span>`,
                  },
                ],
              }),
      })}${pager('/versions', { cursor: c.req.query('cursor') }, nextCursor)}</div>`,
    });
  });

  app.get('/compare', async (c) => {
    const [from, to] = [numberOf(c.req.query('from')), numberOf(c.req.query('to'))];
    if (from === null || to === null) return c.redirect('/versions', 303);
    const compared = await catalogue.compareVersions(c.get('actor'), { from, to }, pageAsked(c, DIFF_ROWS));
    if (!compared.ok) return refusalPage(c, compared.faults);
    const { rows } = compared.value;
    const query = { from: String(from), to: String(to) };
    return showPage(c, {
      title: `From version ${from} to version ${to}`,
      section: 'versions',
      crumbs: [{ href: '/versions', name: 'Versions' }],
      lead: countsText(compared.value),
      body: html`<div>${compareForm(query.from, query.to)}${card({
        flush: rows.items.length === 0 ? empty('No difference', 'Both say the same.') : diffRows(rows.items),
      })}${pager('/versions/compare', { ...query, cursor: c.req.query('cursor') }, rows.nextCursor)}</div>`,
    });
  });

  const show = async (
    c: ConsoleContext,
    number: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [found, newest, difference] = await Promise.all([
      catalogue.showVersion(actor, number),
      catalogue.listVersions(actor, { limit: 1, cursor: null }),
      catalogue.compareVersions(actor, { from: number - 1, to: number }, pageAsked(c, DIFF_ROWS)),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    const version = found.value;
    const inForce = newest.ok ? newest.value.items[0]?.number : undefined;
    const isInForce = inForce === number;
    return showPage(
      c,
      {
        title: `Version ${number}`,
        mark: isInForce ? badge('good', 'In force') : badge('quiet', 'Superseded'),
        section: 'versions',
        crumbs: [{ href: '/versions', name: 'Versions' }],
        lead: countsText(version),
        actions: html`${link(withQuery(gridPath(TABS[0]?.title ?? ''), { version: String(number) }), 'Show in the grid')}${isInForce || inForce === undefined ? '' : link(withQuery('/versions/compare', { from: String(number), to: String(inForce) }), 'Compare with what is in force')}`,
        body: html`${attempt.faults.length === 0 ? '' : notice('bad', html`<ul>${attempt.faults.map(({ message }) => html`<li>${message}</li>`)}</ul>`)}
<div class="columns"><div class="rows">${
          difference.ok
            ? html`<div>${card({
                title: 'What it changed',
                flush:
                  difference.value.rows.items.length === 0
                    ? empty('Nothing', 'It says what the version before said.')
                    : diffRows(difference.value.rows.items),
              })}${pager(versionPath(number), { cursor: c.req.query('cursor') }, difference.value.rows.nextCursor)}</div>`
            : ''
        }</div><div class="rows">${card({
          title: 'Publish',
          body: facts([
            ['Edited by', version.editedBy.join(', ') || null],
            ['Submitted by', version.submittedBy],
            ['Approved by', version.approvedBy],
            ['Published', moment(version.publishedAt, actor.timeZone)],
            [
              'Source',
              html`${version.source}${version.sourceRevision ? html`<span class="sub">revision ${version.sourceRevision}</span>` : ''}`,
            ],
            [
              'Change set',
              version.changeSetId === null
                ? null
                : link(changePath(version.changeSetId), formatId('change', version.changeSetId)),
            ],
            [
              'Restored from',
              version.restoredFrom === null
                ? null
                : link(versionPath(version.restoredFrom), `version ${version.restoredFrom}`),
            ],
            ['Content', html`<code>${version.contentHash.slice(0, 12)}</code>`],
          ]),
        })}${bringBack(c, number, isInForce, attempt)}</div></div>`,
      },
      status,
    );
  };

  app.get('/:number', (c) => {
    const number = numberOf(c.req.param('number'));
    return number === null ? notFoundPage(c) : show(c, number);
  });

  app.post('/:number/restore', async (c) => {
    const number = numberOf(c.req.param('number'));
    if (number === null) return notFoundPage(c);
    const confirmRemovals = c.get('form').isTicked('confirmRemovals');
    const done = await catalogue.restoreVersion(c.get('actor'), number, { confirmRemovals });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, number, attempt, status));
    const { version, changeSet } = done.value;
    return version === null
      ? redirectWithNotice(
          c,
          changePath(changeSet.id),
          `Version ${number} comes back once somebody else has approved it.`,
        )
      : redirectWithNotice(
          c,
          versionPath(version.number),
          `Version ${number} is in force again, as version ${version.number}.`,
        );
  });

  app.post('/:number/refill', async (c) => {
    const number = numberOf(c.req.param('number'));
    if (number === null) return notFoundPage(c);
    const done = await deps.services.workbook.refill(c.get('actor'), number);
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(c, '/workbook', `The workbook now says what version ${number} says.`);
  });

  return app;
}

const compareForm = (from: string, to: string): Html =>
  filters({
    action: '/versions/compare',
    fields: [
      { name: 'from', label: 'From version', kind: 'whole' },
      { name: 'to', label: 'to version', kind: 'whole' },
    ],
    values: { from, to },
    submit: 'Compare',
  });

function bringBack(c: ConsoleContext, number: number, isInForce: boolean, attempt: Attempt): Html | '' {
  const { powers } = c.get('actor');
  const token = c.get('formToken');
  const mayRestore = powers.has('catalogue.approve') && !isInForce;
  const mayRefill = powers.has('catalogue.edit');
  if (!mayRestore && !mayRefill) return '';
  return card({
    title: 'Bring it back',
    body: html`<div class="stack">${
      mayRestore
        ? html`<div><p class="soft">Publishes this content again, as a new version, at once; where the rules of approval ask for a second person, once somebody else has approved it.</p>${restoreForm(number, token, attempt)}</div>`
        : ''
    }${
      mayRefill
        ? html`<div><p class="soft">Puts this content into the workbook, in place of what is there; nothing is published.</p><p>${buttonForm({ action: `${versionPath(number)}/refill`, token, submit: 'Refill the workbook' })}</p></div>`
        : ''
    }</div>`,
  });
}

/** The tick comes once it is asked for. */
const restoreForm = (number: number, token: string, attempt: Attempt): Html =>
  form({
    id: 'restore',
    action: `${versionPath(number)}/restore`,
    token,
    fields: attempt.faults.some(({ path: at }) => at === CONFIRM_REMOVALS.name) ? [CONFIRM_REMOVALS] : [],
    submit: 'Restore',
    tone: '',
    values: attempt.values,
  });
