/**
 * A tab of the workbook in the grid: the page that its program runs on, and what that program asks for. The pages of workbook.ts
 * are the way without a program. Everything is sent as a form of ours, so that the same guards hold: own page, session, once.
 */
import { Hono } from 'hono';
import type { FoundFault } from '#app/catalogue/preview-changes.ts';
import type { WorkbookRow } from '#app/ports/workbook.ts';
import type { EditFault, WorkbookEdit } from '#app/workbook/edit-workbook.ts';
import type { ImportPreview } from '#app/workbook/import-workbook.ts';
import type { Fault } from '#core/result.ts';
import { counted } from '#core/words.ts';
import type { Cell } from '#core/workbook/cell.ts';
import type { PlanCounts, RowChange } from '#core/workbook/publish-plan.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { TABS } from '#core/workbook/tabs.ts';
import { assets } from '../assets/assets.ts';
import type {
  CheckAnswer,
  Found,
  ImportAnswer,
  OtherSave,
  PackedPage,
  PackedRow,
  Refused,
  Saved,
  SavedRow,
  SubmitAnswer,
} from '../browser/wire.ts';
import type { ConsoleContext, ConsoleDeps, ConsoleEnv } from '../console-env.ts';
import { programHeaders } from '../guards/headers.ts';
import { buttonLink, card, tabs } from '../parts/blocks.ts';
import { countsText, diffRows } from '../parts/diff.ts';
import { type Html, html, path, withQuery } from '../parts/html.ts';
import { impactCards } from '../parts/impact.ts';
import { showPage } from '../parts/layout.ts';
import { changePath } from './change-decision.ts';
import { saveOf } from './grid-save.ts';
import { refusalPage } from './problem-pages.ts';
import { sentFiles } from './sent-files.ts';

/** The first page is shown at once; the others come behind it. */
const FIRST_ROWS = 300;
const MORE_ROWS = 10_000;

export const gridPath = (title: string): string => path('workbook', title, 'grid');

export function gridPages(deps: ConsoleDeps): Hono<ConsoleEnv> {
  const app = new Hono<ConsoleEnv>();
  const { workbook, catalogue } = deps.services;

  app.get('/:tab/grid', programHeaders, async (c) => {
    const actor = c.get('actor');
    const title = c.req.param('tab');
    const version = versionAsked(c);
    const [found, all] = await Promise.all([
      version === null
        ? workbook.showTab(actor, title, { limit: 1, cursor: null })
        : workbook.findPublished(actor, title, version),
      workbook.showWorkbook(actor),
    ]);
    if (!found.ok) return refusalPage(c, found.faults);
    if (!all.ok) return refusalPage(c, all.faults);
    const isElsewhere = !all.value.isEditable;
    const isEditable = version === null && !isElsewhere && actor.powers.has('catalogue.edit');
    const counts = new Map(all.value.tabs.map(({ summary }) => [summary.title, summary.rows]));
    const tabList = tabs(
      version === null ? 'Tabs of the workbook' : `Tabs of version ${version}`,
      TABS.filter(({ kind }) => version === null || kind !== 'accounts').map((tab) => ({
        href: withQuery(gridPath(tab.title), { version: version === null ? null : String(version) }),
        name: tab.title,
        isHere: tab.title === title,
        ...(version === null ? { count: counts.get(tab.title) ?? 0 } : {}),
      })),
    );
    return showPage(c, {
      title,
      section: version === null ? 'workbook' : 'versions',
      isFull: true,
      styles: [assets.gridStyle.href],
      scripts: [assets.gridScript.href],
      crumbs:
        version === null
          ? [{ href: '/workbook', name: 'Workbook' }]
          : [
              { href: '/versions', name: 'Versions' },
              { href: path('versions', version), name: `Version ${version}` },
            ],
      lead:
        version === null
          ? isElsewhere
            ? 'This workbook is kept elsewhere. Nothing can be changed here.'
            : TABS.find((tab) => tab.title === title)?.about
          : `As version ${version} published it. Nothing can be changed here.`,
      actions: version === null ? buttonLink(path('workbook', title), 'As a plain table') : undefined,
      body: html`<div>${tabList}
<div class="g-app" id="grid-app" data-tab="${title}" data-token="${c.get('formToken')}" data-editable="${String(isEditable)}" data-version="${version ?? ''}">
<noscript><p>The grid needs JavaScript, which is switched off here. <a href="${path('workbook', title)}">The plain table</a> does without.</p></noscript>
<p class="soft">Loading …</p>
</div></div>`,
    });
  });

  app.get('/:tab/grid/rows', async (c) => {
    const actor = c.get('actor');
    const title = c.req.param('tab');
    const version = versionAsked(c);
    if (version !== null) {
      const shown = await workbook.showPublished(actor, title, version);
      return shown.ok
        ? c.json<PackedPage>({ rows: shown.value.rows.map((cells, at) => [at + 1, 1, cells]), next: null })
        : refused(c, shown.faults);
    }
    const cursor = c.req.query('cursor') ?? null;
    const shown = await workbook.showTab(actor, title, {
      limit: cursor === null ? FIRST_ROWS : MORE_ROWS,
      cursor,
    });
    if (!shown.ok) return refused(c, shown.faults);
    const pack = packerOf(shown.value.tab);
    const { items, nextCursor } = shown.value.rows;
    return c.json<PackedPage>({ rows: items.map(pack), next: nextCursor });
  });

  app.get('/:tab/grid/codes', async (c) => {
    const codes = await workbook.listCodes(c.get('actor'), c.req.param('tab'));
    return codes.ok ? c.json(codes.value) : refused(c, codes.faults);
  });

  /** After signing in anew, the page that was open has the old session's token. */
  app.get('/:tab/grid/token', (c) => c.json({ token: c.get('formToken') }));

  app.post('/:tab/grid/save', async (c) => {
    const edit = saveOf(c.get('form').whole('save'));
    if (!edit.ok) return refused(c, edit.faults);
    const title = c.req.param('tab');
    const done = await workbook.edit(c.get('actor'), title, edit.value);
    if (!done.ok) return refusedSave(c, title, done.faults);
    // Sent again because the answer was lost, it is answered again and not done twice.
    c.set('isDone', true);
    return c.json<Saved>({ rows: inOrderOf(edit.value, done.value).map(savedRow) });
  });

  app.post('/:tab/grid/check', async (c) => {
    const done = await catalogue.previewChanges(c.get('actor'), { source: 'workbook' });
    if (!done.ok) return refused(c, done.faults);
    const { status, faults, notes, rows, impact, ...counts } = done.value;
    const piece =
      status !== 'pending'
        ? ''
        : html`${changesCard({
            title: 'What would change',
            aside: countsText(counts),
            counts,
            rows,
            isInForce: true,
          })}${impactCards({ ...counts, impact })}`;
    return c.json<CheckAnswer>({
      outcome: status,
      faults: faults.map(foundOf),
      notes: notes.map(foundOf),
      html: String(piece),
    });
  });

  app.post('/:tab/grid/submit', async (c) => {
    const done = await catalogue.submitChanges(c.get('actor'), { source: 'workbook' });
    if (!done.ok) return refused(c, done.faults);
    c.set('isDone', true);
    return c.json<SubmitAnswer>({ href: changePath(done.value.id) });
  });

  app.post('/:tab/grid/import/preview', async (c) => {
    const done = await workbook.previewImport(c.get('actor'), await sentFiles(c.get('form')));
    if (!done.ok) return refused(c, done.faults);
    const pieces = done.value.tabs.map((tab) => importPiece(tab));
    return c.json<ImportAnswer>({ revision: done.value.revision, html: String(html`${pieces}`) });
  });

  app.post('/:tab/grid/import', async (c) => {
    const form = c.get('form');
    const done = await workbook.importFiles(c.get('actor'), await sentFiles(form), form.optional('revision'));
    if (!done.ok) return refused(c, done.faults);
    c.set('isDone', true);
    return c.json(null);
  });

  return app;
}

function versionAsked(c: ConsoleContext): number | null {
  const text = c.req.query('version') ?? '';
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

// ---- rows

function packerOf(tab: AnyTab): (row: WorkbookRow) => PackedRow {
  const headings = columnsOf(tab).map(({ heading }) => heading);
  return ({ id, version, cells, status, message }) => {
    const values = headings.map((heading): Cell => cells[heading] ?? null);
    return status === null ? [id, version, values] : [id, version, values, status, message];
  };
}

const savedRow = ({ id, version, status, message }: WorkbookRow): SavedRow =>
  status === null ? [id, version] : [id, version, status, message];

/** Rows are found in the order of the tab; the grid wants those changed first, then those added, each in the order it sent them. */
function inOrderOf({ change = [] }: WorkbookEdit, rows: readonly WorkbookRow[]): WorkbookRow[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  const changed = change.flatMap(({ id }) => byId.get(id) ?? []);
  const ids = new Set(change.map(({ id }) => id));
  return [...changed, ...rows.filter(({ id }) => !ids.has(id)).toSorted((a, b) => a.id - b.id)];
}

// ---- answers

const statusOf = (faults: readonly Fault[]) => {
  const kinds = new Set(faults.map(({ kind }) => kind));
  return kinds.has('forbidden') ? 403 : kinds.has('conflict') ? 409 : kinds.has('not_found') ? 404 : 422;
};

const refused = (c: ConsoleContext, faults: readonly Fault[]): Response =>
  c.json<Refused>({ faults: faults.map(({ message }) => message) }, statusOf(faults));

function refusedSave(c: ConsoleContext, title: string, faults: readonly EditFault[]): Response {
  const tab = TABS.find((known) => known.title === title);
  const conflicts = faults.flatMap(({ other }): OtherSave[] => {
    if (!other || !tab) return [];
    const { id, row } = other;
    return [{ id, now: row && { row: packerOf(tab)(row), by: row.updatedBy, at: row.updatedAt } }];
  });
  return c.json<Refused>(
    {
      faults: faults.map(({ path: at, message }) =>
        at && conflicts.length === 0 ? `${at}: ${message}` : message,
      ),
      ...(conflicts.length > 0 ? { conflicts } : {}),
    },
    statusOf(faults),
  );
}

const foundOf = ({ tab, rowId, row, cell, column, message }: FoundFault): Found => ({
  tab,
  id: rowId,
  place: cell ?? (row === null ? 'Tab' : `Row ${row}`),
  column,
  message,
});

/** What an import would do to a tab. Its rows may never have been published, so that they lead to no history. */
const importPiece = ({ title, unchanged, rows, ...counts }: ImportPreview['tabs'][number]): Html =>
  changesCard({
    title,
    aside: `${totalOf(counts) === 0 ? 'as it is' : countsText(counts)}; ${counted(unchanged, 'row')} unchanged`,
    counts,
    rows,
    isInForce: false,
  });

interface ShownChanges {
  readonly title: string;
  readonly aside: string;
  readonly counts: PlanCounts;
  /** The first of those that the counts count. */
  readonly rows: readonly RowChange[];
  readonly isInForce: boolean;
}

function changesCard({ title, aside, counts, rows, isInForce }: ShownChanges): Html {
  const total = totalOf(counts);
  return card({
    title,
    aside: html`<span class="soft">${aside}</span>`,
    flush: diffRows(rows, isInForce),
    ...(total > rows.length
      ? { foot: html`<span class="soft">The first ${rows.length} of ${counted(total, 'row')}.</span>` }
      : {}),
  });
}

const totalOf = ({ added, changed, removed }: PlanCounts): number => added + changed + removed;
