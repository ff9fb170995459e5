/** The Google spreadsheet that is the provider's workbook: linked, prepared, synced, and how it stands. */
import { Hono } from 'hono';
import type { WorkbookLink } from '#app/ports/workbook-links.ts';
import { addressOf, type SheetView } from '#app/sheets/show-sheet.ts';
import { counted } from '#core/words.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { card, facts } from '../parts/blocks.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import { refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';

export const SHEET_PAGE = '/workbook/google';

const SHEET: Field = {
  name: 'sheet',
  label: 'Spreadsheet',
  help: 'Its address, or what stands in it between /d/ and /edit. Share it first, see above.',
};
const REFILL: Field = {
  name: 'version',
  label: 'Version',
  kind: 'whole',
  isOptional: true,
  help: 'Empty: the newest. What the workbook’s tabs hold is replaced; other tabs and columns stay.',
};

export function googleSheetPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { sheets } = deps.services;

  const show = async (c: ConsoleContext, attempt: Attempt = NO_ATTEMPT, status: 200 | 409 | 422 = 200) => {
    const shown = await sheets.show(c.get('actor'));
    if (!shown.ok) return refusalPage(c, shown.faults);
    return showPage(
      c,
      {
        title: 'Google spreadsheet',
        section: 'workbook',
        crumbs: [{ href: '/workbook', name: 'Workbook' }],
        lead: 'Plans and prices can be kept in a Google spreadsheet in place of the built-in workbook. Checks, change sets and versions are the same.',
        actions: shown.value.link === null ? '' : syncButton(c),
        body: html`${problemNotice(attempt)}${placeCard(c, shown.value)}${
          shown.value.isOn ? html`${prepareCards(c, shown.value)}${linkCard(c, shown.value, attempt)}` : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => show(c));

  app.post('/link', async (c) => {
    const done = await sheets.link(c.get('actor'), c.get('form').text('sheet'));
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    return redirectWithNotice(
      c,
      SHEET_PAGE,
      `The workbook is “${done.value.title}” now. Prepare it, and its tabs are made and filled.`,
    );
  });

  app.post('/unlink', async (c) => {
    const done = await sheets.unlink(c.get('actor'));
    if (!done.ok) return refusalPage(c, done.faults);
    return redirectWithNotice(
      c,
      SHEET_PAGE,
      'The workbook is the built-in one again; the spreadsheet stays as it is.',
    );
  });

  const prepare = async (c: ConsoleContext, isRefill: boolean) => {
    const asked = isRefill ? c.get('form').optional('version') : null;
    const done = await sheets.prepare(c.get('actor'), {
      isRefill,
      // What is no number is handed on as no version that there is.
      version: asked === null ? undefined : /^\d{1,9}$/.test(asked) ? Number(asked) : 0,
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => show(c, attempt, status));
    const { title, version, tabs } = done.value;
    const filled = tabs.filter(({ filledRows }) => filledRows !== null);
    return redirectWithNotice(
      c,
      SHEET_PAGE,
      `“${title}” is prepared.${filled.length === 0 ? '' : ` ${counted(filled.length, 'tab')} filled from version ${version}.`}`,
    );
  };
  app.post('/prepare', (c) => prepare(c, false));
  app.post('/refill', (c) => prepare(c, true));

  return app;
}

const problemNotice = ({ faults }: Attempt): Html | '' =>
  faults.length === 0 ? '' : notice('bad', faults.map(({ message }) => message).join(' '));

const mayEdit = (c: ConsoleContext): boolean => c.get('actor').powers.has('catalogue.edit');
const mayLink = (c: ConsoleContext): boolean => c.get('actor').powers.has('admin');

const syncButton = (c: ConsoleContext): Html | '' =>
  mayEdit(c)
    ? buttonForm({
        action: '/workbook/submit',
        token: c.get('formToken'),
        submit: 'Sync now',
        tone: 'first',
      })
    : '';

function placeCard(c: ConsoleContext, { isOn, account, link, isFirstFree }: SheetView): Html {
  const { timeZone } = c.get('actor');
  if (!isOn)
    return notice(
      'wait',
      'Google Sheets is off here: the workbook is the built-in one. Whoever runs Cardline sets GOOGLE_CLIENT_EMAIL and GOOGLE_PRIVATE_KEY: docs/google-setup.md.',
    );
  if (link === null)
    return card({
      title: 'No spreadsheet yet',
      body: html`<div class="stack"><p>The workbook is the built-in one.${
        isFirstFree
          ? ' The spreadsheet of GOOGLE_SHEET_ID is nobody’s yet: whoever prepares or syncs first has it.'
          : ''
      }</p><p>Share a spreadsheet with <code>${account}</code> as editor, then link it here.</p></div>`,
    });
  return card({
    title: link.title,
    aside: sheetBadge(link),
    body: html`<div class="stack">${link.problem === null ? '' : notice('bad', link.problem)}${facts([
      ['Spreadsheet', html`<a href="${addressOf(link)}" rel="noreferrer">${link.sheetId}</a>`],
      ['Shared with', html`<code>${account}</code>`],
      ['Linked', html`${moment(link.linkedAt, timeZone)}<span class="sub">${link.linkedBy}</span>`],
      ['Last sync', link.syncedAt === null ? 'not yet' : moment(link.syncedAt, timeZone)],
      ['Problem since', link.problemAt === null ? null : moment(link.problemAt, timeZone)],
      ['Changes', watchText(link, timeZone)],
    ])}</div>`,
  });
}

/** On the pages of the built-in workbook, where another one is the provider's. */
export const elsewhereNotice = (link: WorkbookLink | null): Html | '' =>
  link === null
    ? ''
    : notice(
        'wait',
        html`<h2>The workbook is the Google spreadsheet “${link.title}”</h2><p>It is edited there, and Check &amp; submit reads it. What stands here is the built-in workbook, which is out of use meanwhile.</p>`,
      );

/** How a spreadsheet stands, in a word. */
export const sheetBadge = ({ problem, syncedAt }: WorkbookLink): Html => {
  if (problem !== null) return badge('bad', 'Does not work');
  return syncedAt === null ? badge('wait', 'Not synced yet') : badge('good', 'Works');
};

/** How Cardline comes to know of changes. */
export const watchText = ({ channel, channelProblem }: WorkbookLink, timeZone: string): Html => {
  if (channelProblem !== null) return html`Cardline looks every few minutes. ${channelProblem}`;
  if (channel === null) return html`Cardline looks every few minutes.`;
  return html`Google announces them until ${moment(channel.expiresAt, timeZone)}, and Cardline looks every few minutes.`;
};

function prepareCards(c: ConsoleContext, { link, isFirstFree }: SheetView): Html | '' {
  if (!mayEdit(c) || (link === null && !isFirstFree)) return '';
  const token = c.get('formToken');
  return html`${card({
    title: 'Prepare',
    body: html`<div class="stack"><p class="soft">Makes or repairs tabs, headings, drop-downs and formats. A tab without rows is filled from what is published. Done again it changes nothing; other tabs and columns are never touched.</p>${buttonForm(
      {
        action: `${SHEET_PAGE}/prepare`,
        token,
        submit: 'Prepare the spreadsheet',
        tone: link === null ? 'first' : '',
      },
    )}</div>`,
  })}${
    link === null
      ? ''
      : card({
          title: 'Refill',
          body: html`<details><summary>Replace what the tabs hold with a published version</summary>${form({
            id: 'refill',
            action: `${SHEET_PAGE}/refill`,
            token,
            fields: [REFILL],
            submit: 'Refill',
            tone: 'danger',
          })}</details>`,
        })
  }`;
}

function linkCard(c: ConsoleContext, { link }: SheetView, attempt: Attempt): Html | '' {
  if (!mayLink(c)) return '';
  const token = c.get('formToken');
  return html`${card({
    title: link === null ? 'Link a spreadsheet' : 'Link another',
    body: form({
      id: 'link',
      action: `${SHEET_PAGE}/link`,
      token,
      fields: [SHEET],
      submit: 'Link',
      tone: '',
      ...attempt,
    }),
  })}${
    link === null
      ? ''
      : card({
          title: 'Back to the built-in workbook',
          body: html`<div class="stack"><p class="soft">The spreadsheet stays as it is, and is read no more.</p>${buttonForm(
            { action: `${SHEET_PAGE}/unlink`, token, submit: 'Unlink', tone: 'danger' },
          )}</div>`,
        })
  }`;
}
