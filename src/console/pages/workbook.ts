/** The built-in workbook: its tabs and rows, edited by form, imported, exported, checked and submitted. */
import { Hono } from 'hono';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { WorkbookRow } from '#app/ports/workbook.ts';
import { formatId } from '#core/ids.ts';
import type { Fault } from '#core/result.ts';
import { counted, grouped } from '#core/words.ts';
import { type AnyTab, columnsOf, headingOf } from '#core/workbook/tab.ts';
import { TAB, TABS } from '#core/workbook/tabs.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { redirectWithNotice } from '../guards/notices.ts';
import { badge } from '../parts/badge.ts';
import { buttonLink, card, link, pager, tabs } from '../parts/blocks.ts';
import { cellField, cellText } from '../parts/cell-field.ts';
import { rowHistoryPath } from '../parts/diff.ts';
import { buttonForm, type Field, form } from '../parts/form.ts';
import { moment } from '../parts/formats.ts';
import { type Html, html, path } from '../parts/html.ts';
import { showPage } from '../parts/layout.ts';
import { notice } from '../parts/notice.ts';
import type { Tone } from '../parts/shapes.ts';
import { empty, table } from '../parts/table.ts';
import {
  changedCells,
  keyText,
  readCells,
  rowPath,
  tabPath,
  VERSION,
  valuesOf,
  versionOf,
} from '../parts/workbook-row.ts';
import { changePath } from './change-decision.ts';
import { elsewhereNotice, SHEET_PAGE } from './google-sheet.ts';
import { gridPath } from './grid.ts';
import { pageAsked } from './paging.ts';
import { editorPath } from './plan-editor.ts';
import { notFoundPage, refusalPage } from './problem-pages.ts';
import { type Attempt, answerRefusal, NO_ATTEMPT } from './refusals.ts';
import { sentFiles } from './sent-files.ts';

const ROWS = 100;
const FILES: Field = {
  name: 'files',
  label: 'Files',
  kind: 'file',
  accept: '.xlsx,.csv',
  isSeveral: true,
  help: 'One .xlsx, or CSV files named for their tabs (Rates.csv). The tabs that come are replaced, the others stay.',
};

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export function workbookPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { workbook, catalogue } = deps.services;

  const showWorkbook = async (
    c: ConsoleContext,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const [shown, sheet] = await Promise.all([
      workbook.showWorkbook(actor),
      deps.services.sheets.show(actor),
    ]);
    if (!shown.ok) return refusalPage(c, shown.faults);
    if (!sheet.ok) return refusalPage(c, sheet.faults);
    const mayEdit = actor.powers.has('catalogue.edit') && sheet.value.link === null;
    return showPage(
      c,
      {
        title: 'Workbook',
        section: 'workbook',
        lead: 'Plans, prices and accounts as they are being worked on. Nothing here counts until it is submitted and approved.',
        actions: html`${sheet.value.isOn ? buttonLink(SHEET_PAGE, 'Google spreadsheet') : ''}${buttonLink('/workbook/download.xlsx', 'Download .xlsx')}${submitButton(c)}`,
        body: html`${elsewhereNotice(sheet.value.link)}${card({
          flush: table({
            label: 'Tabs',
            rows: shown.value.tabs,
            columns: [
              {
                head: 'Tab',
                kind: 'row',
                cell: ({ tab }) =>
                  html`${link(tabPath(tab.title), tab.title)}<span class="sub">${tab.about}</span>`,
              },
              {
                head: 'Grid',
                cell: ({ tab }) =>
                  link(
                    gridPath(tab.title),
                    html`Open<span class="out-of-sight"> ${tab.title} in the grid</span>`,
                  ),
              },
              { head: 'Rows', kind: 'number', cell: ({ summary }) => grouped(summary.rows) },
              {
                head: 'Last check',
                cell: ({ summary }) =>
                  summary.faults > 0
                    ? badge('bad', counted(summary.faults, 'row with faults', 'rows with faults'))
                    : '',
              },
              {
                head: 'Changed',
                cell: ({ summary }) => (summary.updatedAt ? moment(summary.updatedAt, actor.timeZone) : ''),
              },
            ],
          }),
        })}${
          mayEdit
            ? card({
                title: 'Upload',
                body: form({
                  id: 'import',
                  action: '/workbook/import',
                  token: c.get('formToken'),
                  fields: [FILES],
                  submit: 'Replace the tabs',
                  tone: '',
                  ...attempt,
                }),
              })
            : ''
        }`,
      },
      status,
    );
  };

  app.get('/', (c) => showWorkbook(c));

  app.post('/import', async (c) => {
    const done = await workbook.importFiles(c.get('actor'), await sentFiles(c.get('form')));
    if (!done.ok)
      return answerRefusal(c, done.faults.map(onFiles), (attempt, status) =>
        showWorkbook(c, attempt, status),
      );
    const told = done.value.tabs.map(({ title, rows }) => `${title} (${counted(rows, 'row')})`).join(', ');
    return redirectWithNotice(c, '/workbook', `Replaced: ${told}. Check & submit says what it would change.`);
  });

  app.post('/submit', async (c) => {
    const done = await catalogue.submitChanges(c.get('actor'), { source: 'workbook' });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showWorkbook(c, attempt, status));
    const [tone, text] = told(done.value);
    return redirectWithNotice(c, changePath(done.value.id), text, tone);
  });

  app.get('/download.xlsx', async (c) => {
    const done = await workbook.exportXlsx(c.get('actor'));
    if (!done.ok) return refusalPage(c, done.faults);
    return c.body(done.value as Uint8Array<ArrayBuffer>, 200, {
      'content-type': XLSX,
      'content-disposition': `attachment; filename="${c.get('actor').providerCode}.xlsx"`,
    });
  });

  // ---- one tab

  app.get('/:tab', async (c) => {
    const actor = c.get('actor');
    const title = c.req.param('tab');
    const [shown, all] = await Promise.all([
      workbook.showTab(actor, title, pageAsked(c, ROWS)),
      workbook.showWorkbook(actor),
    ]);
    if (!shown.ok) return refusalPage(c, shown.faults);
    const { tab, rows } = shown.value;
    const counts = new Map(all.ok ? all.value.tabs.map(({ summary }) => [summary.title, summary.rows]) : []);
    const mayEdit = actor.powers.has('catalogue.edit');
    return showPage(c, {
      title,
      section: 'workbook',
      crumbs: [{ href: '/workbook', name: 'Workbook' }],
      lead: tab.about,
      actions: html`${buttonLink(gridPath(title), 'Open in the grid', 'first')}${buttonLink(path('workbook', title, 'csv'), 'Download CSV')}${mayEdit ? buttonLink(path('workbook', title, 'new'), 'Add a row') : ''}${submitButton(c)}`,
      body: html`<div>${tabs(
        'Tabs of the workbook',
        TABS.map((known) => ({
          href: tabPath(known.title),
          name: known.title,
          isHere: known.title === title,
          count: counts.get(known.title) ?? 0,
        })),
      )}${card({
        flush:
          rows.items.length === 0
            ? empty(
                'No rows',
                'Add a row, or upload the tab as a file.',
                mayEdit ? buttonLink(path('workbook', title, 'new'), 'Add a row') : undefined,
              )
            : rowTable(tab, rows.items),
      })}${pager(tabPath(title), { cursor: c.req.query('cursor') }, rows.nextCursor)}</div>`,
    });
  });

  app.get('/:tab/csv', async (c) => {
    const title = c.req.param('tab');
    const done = await workbook.exportCsv(c.get('actor'), title);
    if (!done.ok) return refusalPage(c, done.faults);
    return c.body(done.value, 200, {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${title}.csv"`,
    });
  });

  // ---- one row

  const showNew = (c: ConsoleContext, attempt: Attempt = NO_ATTEMPT, status: 200 | 409 | 422 = 200) => {
    const tab = TABS.find(({ title }) => title === c.req.param('tab'));
    if (tab === undefined) return notFoundPage(c);
    return showPage(
      c,
      {
        title: `New row in ${tab.title}`,
        section: 'workbook',
        crumbs: crumbsOf(tab.title),
        lead: tab.about,
        body: card({
          body: form({
            id: 'row',
            action: path('workbook', tab.title, 'new'),
            token: c.get('formToken'),
            fields: columnsOf(tab).map((column) => cellField(column, attempt.values[column.heading] ?? null)),
            isColumns: true,
            submit: 'Add',
            aside: buttonLink(tabPath(tab.title), 'Leave it'),
            ...attempt,
          }),
        }),
      },
      status,
    );
  };

  app.get('/:tab/new', (c) => {
    const refused = needsEdit(c);
    return refused ?? showNew(c);
  });

  app.post('/:tab/new', async (c) => {
    const title = c.req.param('tab');
    const tab = TABS.find((known) => known.title === title);
    if (tab === undefined) return notFoundPage(c);
    const done = await workbook.edit(c.get('actor'), title, {
      add: [{ cells: readCells(c.get('form'), tab) }],
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showNew(c, attempt, status));
    return afterSave(c, title, done.value[0], 'The row was added.');
  });

  const showRow = async (
    c: ConsoleContext,
    id: number,
    attempt: Attempt = NO_ATTEMPT,
    status: 200 | 409 | 422 = 200,
  ): Promise<Response> => {
    const actor = c.get('actor');
    const title = c.req.param('tab') ?? '';
    const found = await workbook.showRow(actor, title, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const { tab, row, key } = found.value;
    const here = rowPath(title, id);
    const isFresh = attempt === NO_ATTEMPT;
    const values = isFresh ? valuesOf(tab, row.cells) : attempt.values;
    return showPage(
      c,
      {
        title: keyText(tab, row),
        mark: rowBadge(row),
        section: 'workbook',
        crumbs: crumbsOf(title),
        actions: html`${hasHistory(tab, row) && key !== null ? buttonLink(rowHistoryPath(title, key), 'History of this row') : ''}${
          title === TAB.packagePlans.title ? buttonLink(editorPath(id), 'Plan editor, with calendar') : ''
        }`,
        lead: html`Row ${row.row} of ${title}, last changed by ${row.updatedBy}, ${moment(row.updatedAt, actor.timeZone)}.`,
        body: html`${rowNotice(tab, row)}${
          actor.powers.has('catalogue.edit')
            ? html`${card({
                body: form({
                  id: 'row',
                  action: here,
                  token: c.get('formToken'),
                  fields: [
                    ...columnsOf(tab).map((column) => cellField(column, values[column.heading])),
                    VERSION,
                  ],
                  isColumns: true,
                  submit: 'Save',
                  aside: buttonLink(tabPath(title), 'Leave it'),
                  // After a conflict the form goes on from what is there now: saving again is then meant.
                  values: { ...values, rowVersion: String(row.version) },
                  faults: isFresh ? markFaults(tab, row) : attempt.faults,
                }),
              })}${card({
                title: 'Delete',
                body: html`<div class="stack"><p class="soft">Takes the row out of the workbook. Whatever it published stays in force until the next version without it.</p>${buttonForm(
                  {
                    action: `${here}/delete`,
                    token: c.get('formToken'),
                    submit: 'Delete the row',
                    tone: 'danger',
                    values: { rowVersion: String(row.version) },
                  },
                )}</div>`,
              })}`
            : html`<p class="soft">Editing takes the power “catalogue.edit”.</p>`
        }`,
      },
      status,
    );
  };

  const rowId = (c: ConsoleContext): number | null => {
    const text = c.req.param('id') ?? '';
    return /^\d{1,15}$/.test(text) ? Number(text) : null;
  };

  /** Where a fault points: the row that stands in a row of the sheet. */
  app.get('/:tab/at/:place', async (c) => {
    const title = c.req.param('tab');
    const found = await workbook.findRowAt(c.get('actor'), title, Number(c.req.param('place')));
    return found.ok ? c.redirect(rowPath(title, found.value), 303) : refusalPage(c, found.faults);
  });

  app.get('/:tab/rows/:id', (c) => {
    const id = rowId(c);
    return id === null ? notFoundPage(c) : showRow(c, id);
  });

  app.post('/:tab/rows/:id', async (c) => {
    const id = rowId(c);
    if (id === null) return notFoundPage(c);
    const actor = c.get('actor');
    const title = c.req.param('tab');
    const found = await workbook.showRow(actor, title, id);
    if (!found.ok) return refusalPage(c, found.faults);
    const sent = c.get('form');
    const done = await workbook.edit(actor, title, {
      change: [
        { id, version: versionOf(sent), cells: changedCells(sent, found.value.tab, found.value.row.cells) },
      ],
    });
    if (!done.ok) return answerRefusal(c, done.faults, (attempt, status) => showRow(c, id, attempt, status));
    return afterSave(c, title, done.value[0], 'The row was saved.');
  });

  app.post('/:tab/rows/:id/delete', async (c) => {
    const id = rowId(c);
    if (id === null) return notFoundPage(c);
    const title = c.req.param('tab');
    const done = await workbook.edit(c.get('actor'), title, {
      remove: [{ id, version: versionOf(c.get('form')) }],
    });
    if (!done.ok)
      return answerRefusal(c, done.faults, (attempt, status) =>
        showRow(c, id, { values: NO_ATTEMPT.values, faults: attempt.faults }, status),
      );
    return redirectWithNotice(c, tabPath(title), 'The row was deleted.');
  });

  return app;
}

const submitButton = (c: ConsoleContext): Html | '' =>
  c.get('actor').powers.has('catalogue.edit')
    ? buttonForm({
        action: '/workbook/submit',
        token: c.get('formToken'),
        submit: 'Check & submit',
        tone: 'first',
      })
    : '';

function told({ id, status, faults, added, changed, removed }: ChangeSet): readonly [Tone, string] {
  switch (status) {
    case 'faulty':
      return ['bad', `${counted(faults.length, 'fault')} found. Nothing was proposed.`];
    case 'unchanged':
      return ['wait', 'The workbook says what is in force already.'];
    default:
      return [
        'good',
        `${formatId('change', id)} waits for approval: ${added} added, ${changed} changed, ${removed} removed.`,
      ];
  }
}

/** Accounts are not versioned, and a row that the check calls new never was in a version. */
const hasHistory = (tab: AnyTab, { status }: WorkbookRow): boolean =>
  tab.title !== TAB.accounts.title && status !== 'New';

const crumbsOf = (title: string) => [
  { href: '/workbook', name: 'Workbook' },
  { href: tabPath(title), name: title },
];

// ---- rows

const STATUS_TONES: Readonly<Record<string, Tone>> = {
  OK: 'good',
  Fault: 'bad',
  Note: 'wait',
  New: 'wait',
  Changed: 'warn',
};

const rowBadge = ({ status }: WorkbookRow): Html | '' =>
  status === null ? '' : badge(STATUS_TONES[status] ?? 'quiet', status);

/** Cardline's own columns first: they are what somebody who comes back from a check looks for. */
const rowTable = (tab: AnyTab, rows: readonly WorkbookRow[]): Html => {
  const keys = new Set(tab.key.map((name) => headingOf(tab, name)));
  return table({
    label: tab.title,
    isWide: true,
    isFaulty: ({ status }) => status === 'Fault',
    rows,
    columns: [
      { head: 'Row', kind: 'key', cell: (row) => link(rowPath(tab.title, row.id), keyText(tab, row)) },
      {
        head: 'Status',
        cell: (row) =>
          row.status === null
            ? ''
            : html`${rowBadge(row)}${row.message ? html`<span class="sub keeps-lines message">${row.message}</span>` : ''}`,
      },
      ...columnsOf(tab)
        .filter(({ heading }) => !keys.has(heading))
        .map((column) => ({
          head: column.heading,
          ...(['money', 'price', 'integer'].includes(column.cell.type) ? { kind: 'number' as const } : {}),
          cell: (row: WorkbookRow) => cellText(row.cells[column.heading]),
        })),
    ],
  });
};

/** What the last check said about single columns, as faults beside their fields. */
function markFaults(tab: AnyTab, { status, message }: WorkbookRow): Fault[] {
  if (status !== 'Fault' || message === null) return [];
  const headings = columnsOf(tab).map(({ heading }) => heading);
  return message.split('\n').map((line) => {
    const heading = headings.find((candidate) => line.startsWith(`${candidate}: `));
    return heading === undefined
      ? { code: 'check', message: line }
      : { code: 'check', message: line.slice(heading.length + 2), path: heading };
  });
}

const rowNotice = (_tab: AnyTab, { status, message }: WorkbookRow): Html | '' =>
  status === null || status === 'Fault' || message === null
    ? ''
    : notice('wait', html`<h2>${status} since the last check</h2><p class="keeps-lines">${message}</p>`);

/** A row whose own cells are wrong is shown again with what is wrong; it is saved all the same. */
function afterSave(c: ConsoleContext, title: string, row: WorkbookRow | undefined, text: string): Response {
  return row?.status === 'Fault'
    ? redirectWithNotice(c, rowPath(title, row.id), `${text} Some of its cells cannot be taken yet.`, 'warn')
    : redirectWithNotice(c, tabPath(title), text);
}

const needsEdit = (c: ConsoleContext) =>
  c.get('actor').powers.has('catalogue.edit')
    ? null
    : refusalPage(c, [
        {
          code: 'power_missing',
          kind: 'forbidden',
          message: `${c.get('actor').actorName} may not do this: it takes the power "catalogue.edit".`,
        },
      ]);

// ---- files

/** Faults of files are named by tab and column: they all belong to the one field. */
const onFiles = (fault: Fault): Fault => ({
  ...fault,
  path: 'files',
  message:
    fault.path && !fault.message.includes(fault.path) ? `${fault.path}: ${fault.message}` : fault.message,
});
