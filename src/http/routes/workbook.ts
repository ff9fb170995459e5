/** The built-in workbook: its tabs, their rows, and the files that it comes in and goes out as. */

import { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { type Cells, MOST_FILE_BYTES, type WorkbookRow } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import type { EditFault, WorkbookEdit } from '#app/workbook/edit-workbook.ts';
import type { TabView } from '#app/workbook/show-workbook.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { TABS } from '#core/workbook/tabs.ts';
import type { AppEnv } from '../app-env.ts';
import { answer, refuse, toFaultJson } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { instantText, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { countsSchema, rowChangeSchema } from './change-schemas.ts';
import { FILE_UPLOADS, sentFiles, XLSX } from './sent-files.ts';
import { numberInPath } from './tab-schemas.ts';

const tag = 'Workbook';
const tabParam = {
  tab: z
    .string()
    .max(100)
    .openapi({ description: `Of ${TABS.map(({ title }) => title).join(', ')}.`, example: 'Package Plans' }),
};
const params = z.object(tabParam);
const rowParams = z.object({ ...tabParam, id: numberInPath(12) });

/** Looked at row by row, not cell by cell: there are a hundred thousand of them in a large paste. */
const cells = z
  .custom<Cells>(isCells, 'Cells are texts, numbers, true, false or null, by their headings.')
  .openapi({
    type: 'object',
    additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
    description: 'By heading, as entered; checked when submitted.',
    example: { Code: 'NBN-50', 'Access Fee': 69.95 },
  });
const version = z
  .number()
  .int()
  .min(1)
  .openapi({ description: 'The version of the row that was edited; another by now is refused.', example: 1 });

const rowSchema = z
  .object({
    id: z.number().int(),
    row: z.number().int().openapi({ description: 'Row of the sheet, headings being row 1.' }),
    version,
    cells,
    status: z.string().nullable().openapi({
      description: 'What the last check said: OK, New, Changed, Note, Fault; null: edited since.',
    }),
    message: z.string().nullable(),
    updatedBy: z.string(),
    updatedAt: instantText,
  })
  .openapi('WorkbookRow');
const rowJson = (row: WorkbookRow) => ({ ...row });

const columnSchema = z.object({
  heading: z.string(),
  type: z.string().openapi({ example: 'money' }),
  required: z.boolean(),
  choices: z.array(z.string()).nullable().openapi({ description: 'The words that may stand here.' }),
  refersTo: z.string().nullable().openapi({ description: 'The tab whose codes may stand here.' }),
  note: z.string(),
});
const tabSchema = z.object({
  title: z.string(),
  about: z.string(),
  rows: z.number().int(),
  faults: z.number().int().openapi({ description: 'Rows that the last check found faults in.' }),
  updatedAt: instantText.nullable(),
  columns: z.array(columnSchema),
});

const columnsJson = (tab: AnyTab) =>
  columnsOf(tab).map((column) => ({
    heading: column.heading,
    type: column.cell.type,
    required: !('blank' in column),
    choices: column.cell.type === 'choice' ? column.cell.choices.map(({ word }) => word) : null,
    refersTo: refersTo(column.cell),
    note: column.note,
  }));

const titleOfKind = new Map(TABS.map(({ kind, title }) => [kind, title]));
const refersTo = (type: ReturnType<typeof columnsOf>[number]['cell']): string | null =>
  type.type === 'reference' ? (titleOfKind.get(type.to) ?? null) : null;

const tabJson = ({ tab, summary }: TabView) => ({
  title: tab.title,
  about: tab.about,
  rows: summary.rows,
  faults: summary.faults,
  updatedAt: summary.updatedAt,
  columns: columnsJson(tab),
});

const importedSchema = z.object({
  tabs: z.array(z.object({ title: z.string(), rows: z.number().int() })),
});
const csvTab = z.object({
  tab: z.string().max(100).optional().openapi({ description: 'The tab that a CSV body holds.' }),
});
const importPreviewSchema = z
  .object({
    revision: z.string().openapi({ description: 'The workbook that they were compared with.' }),
    tabs: z.array(
      countsSchema.extend({
        title: z.string(),
        unchanged: z.number().int(),
        rows: z
          .array(rowChangeSchema)
          .openapi({ description: 'The first ones; the counts say how many there are.' }),
      }),
    ),
  })
  .openapi('ImportPreview');
const rowsSchema = z.object({ items: z.array(rowSchema) });
const rowsJson = (rows: readonly WorkbookRow[]) => ({ items: rows.map(rowJson) });
/** A row that somebody else changed comes along as it is now, so that a client can show both. */
const editFaultJson = (fault: EditFault) => ({
  ...toFaultJson(fault),
  ...(fault.other ? { current: fault.other.row && rowJson(fault.other.row) } : {}),
});
/** How many rows one save takes: a large paste. */
const MOST_ROWS = 5000;
/** Of the widest tab, that many rows. */
const MOST_VALUES = 200_000;

function isCells(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every(
      (cell) => cell === null || ['string', 'number', 'boolean'].includes(typeof cell),
    )
  );
}

export function workbookRoutes({ workbook }: Pick<Services, 'workbook'>) {
  const router = makeRouter();
  const save = async (
    c: Context<AppEnv>,
    tab: string,
    edit: WorkbookEdit,
    {
      toJson = rowsJson,
      status = 200,
    }: { toJson?: (rows: readonly WorkbookRow[]) => unknown; status?: 200 | 201 } = {},
  ): Promise<Response> => {
    const saved = await workbook.edit(c.get('actor'), tab, edit);
    return saved.ok ? answer(c, saved, toJson, status) : refuse(c, saved.faults, editFaultJson);
  };

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workbook',
      tag,
      summary: 'Show the workbook',
      description: 'Its tabs, with their columns and what may stand in them.',
      power: 'view',
      answers: {
        200: {
          description: 'The workbook.',
          schema: z.object({ revision: z.string(), tabs: z.array(tabSchema) }),
        },
      },
    }),
    async (c) =>
      answer(c, await workbook.showWorkbook(c.get('actor')), ({ revision, tabs }) => ({
        revision,
        tabs: tabs.map(tabJson),
      })),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workbook/export',
      tag,
      summary: 'Export the workbook',
      description: 'Importing the file again gives the same content.',
      power: 'view',
      answers: { 200: { description: 'All tabs as `.xlsx`.', media: [XLSX] } },
    }),
    async (c) => {
      const file = await workbook.exportXlsx(c.get('actor'));
      if (!file.ok) return refuse(c, file.faults);
      return c.body(file.value.slice().buffer, 200, {
        'content-type': XLSX,
        'content-disposition': 'attachment; filename="workbook.xlsx"',
      });
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/import',
      tag,
      summary: 'Import files into the workbook',
      description: 'The tabs that come are replaced, the others stay. Nothing is checked or published by it.',
      power: 'catalogue.edit',
      query: csvTab.extend({
        revision: z
          .string()
          .max(100)
          .optional()
          .openapi({ description: 'The revision that a preview answered; another by now is refused.' }),
      }),
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'What was taken over.', schema: importedSchema } },
    }),
    async (c) => {
      const { tab, revision } = c.req.valid('query');
      const files = await sentFiles(c, tab ?? 'the CSV sent');
      const imported = await workbook.importFiles(c.get('actor'), files, revision ?? null);
      return answer(c, imported, (taken) => taken);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/import/preview',
      tag,
      summary: 'Compare files with the workbook',
      description: 'What importing them would change, row by row; nothing is changed by it.',
      power: 'catalogue.edit',
      query: csvTab,
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'The difference, tab by tab.', schema: importPreviewSchema } },
    }),
    async (c) => {
      const files = await sentFiles(c, c.req.valid('query').tab ?? 'the CSV sent');
      return answer(c, await workbook.previewImport(c.get('actor'), files), (preview) => preview);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/refill',
      tag,
      summary: 'Refill the workbook from a version',
      description: 'Every tab of the catalogue is replaced by what the version says; Accounts stays.',
      power: 'catalogue.edit',
      body: z.strictObject({ version: z.number().int().min(1).openapi({ example: 3 }) }),
      answers: { 200: { description: 'What was taken over.', schema: importedSchema } },
    }),
    async (c) =>
      answer(c, await workbook.refill(c.get('actor'), c.req.valid('json').version), (imported) => imported),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workbook/{tab}',
      tag,
      summary: 'List the rows of a tab',
      power: 'view',
      params,
      query: pageQuery.extend({
        limit: z.coerce
          .number()
          .int()
          .min(1)
          .max(MOST_ROWS)
          .default(200)
          .openapi({ description: `1 to ${MOST_ROWS}.` }),
      }),
      answers: {
        200: {
          description: 'A page of rows, in their order, with the columns of the tab.',
          schema: pageOf(rowSchema).extend({ title: z.string(), columns: z.array(columnSchema) }),
        },
      },
    }),
    async (c) =>
      answer(
        c,
        await workbook.showTab(c.get('actor'), c.req.valid('param').tab, pageRequest(c.req.valid('query'))),
        ({ tab, rows }) => ({
          title: tab.title,
          columns: columnsJson(tab),
          items: rows.items.map(rowJson),
          nextCursor: rows.nextCursor,
        }),
      ),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workbook/{tab}/export',
      tag,
      summary: 'Export a tab',
      description:
        'Texts that a spreadsheet would run as a formula get an apostrophe in front, which importing takes off.',
      power: 'view',
      params,
      answers: { 200: { description: 'The tab as CSV.', media: ['text/csv'] } },
    }),
    async (c) => {
      const { tab } = c.req.valid('param');
      const csv = await workbook.exportCsv(c.get('actor'), tab);
      if (!csv.ok) return refuse(c, csv.faults);
      return c.body(csv.value, 200, {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="${tab}.csv"`,
      });
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/{tab}/rows',
      tag,
      summary: 'Add rows',
      power: 'catalogue.edit',
      params,
      body: z.strictObject({
        rows: z.array(z.strictObject({ cells })).min(1).max(MOST_ROWS),
        after: z
          .number()
          .int()
          .min(1)
          .nullish()
          .openapi({ description: 'The row to come after; left out: at the end.' }),
      }),
      maxBodyBytes: MOST_FILE_BYTES,
      maxBodyValues: MOST_VALUES,
      answers: { 201: { description: 'The rows added.', schema: rowsSchema } },
    }),
    async (c) => {
      const { rows, after } = c.req.valid('json');
      const edit = { add: rows, after: after ?? null };
      return save(c, c.req.valid('param').tab, edit, { status: 201 });
    },
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/workbook/{tab}/rows',
      tag,
      summary: 'Change rows',
      description:
        'Only the cells given change. All rows or none: where one was changed meanwhile, 409 with who changed it.',
      power: 'catalogue.edit',
      params,
      body: z.strictObject({
        rows: z
          .array(z.strictObject({ id: z.number().int().min(1), version, cells }))
          .min(1)
          .max(MOST_ROWS),
      }),
      maxBodyBytes: MOST_FILE_BYTES,
      maxBodyValues: MOST_VALUES,
      answers: { 200: { description: 'The rows as they are now.', schema: rowsSchema } },
    }),
    async (c) => save(c, c.req.valid('param').tab, { change: c.req.valid('json').rows }),
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/{tab}/edits',
      tag,
      summary: 'Add, change and remove rows in one save',
      description: 'All or nothing.',
      power: 'catalogue.edit',
      params,
      body: z.strictObject({
        add: z.array(z.strictObject({ cells })).max(MOST_ROWS).optional(),
        after: z.number().int().min(1).nullish(),
        change: z
          .array(z.strictObject({ id: z.number().int().min(1), version, cells }))
          .max(MOST_ROWS)
          .optional(),
        remove: z
          .array(z.strictObject({ id: z.number().int().min(1), version }))
          .max(MOST_ROWS)
          .optional(),
      }),
      maxBodyBytes: MOST_FILE_BYTES,
      maxBodyValues: MOST_VALUES,
      answers: { 200: { description: 'The rows added and changed, as they are now.', schema: rowsSchema } },
    }),
    async (c) => {
      const { add = [], after, change = [], remove = [] } = c.req.valid('json');
      return save(c, c.req.valid('param').tab, { add, after: after ?? null, change, remove });
    },
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/workbook/{tab}/rows/{id}',
      tag,
      summary: 'Change a row',
      description: 'Only the cells given change.',
      power: 'catalogue.edit',
      params: rowParams,
      body: z.strictObject({ version, cells }),
      answers: { 200: { description: 'The row as it is now.', schema: rowSchema } },
    }),
    async (c) => {
      const { tab, id } = c.req.valid('param');
      const edit = { change: [{ id, ...c.req.valid('json') }] };
      return save(c, tab, edit, { toJson: ([row]) => row && rowJson(row) });
    },
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/workbook/{tab}/rows/{id}',
      tag,
      summary: 'Remove a row',
      power: 'catalogue.edit',
      params: rowParams,
      query: z.object({
        version: z.coerce
          .number()
          .int()
          .min(1)
          .optional()
          .openapi({ description: 'The version that was seen; left out: whichever it is.' }),
      }),
      answers: { 204: { description: 'It is gone.' } },
    }),
    async (c) => {
      const { tab, id } = c.req.valid('param');
      const edit = { remove: [{ id, version: c.req.valid('query').version ?? null }] };
      const removed = await workbook.edit(c.get('actor'), tab, edit);
      return removed.ok ? c.body(null, 204) : refuse(c, removed.faults, editFaultJson);
    },
  );

  return router;
}
