/** The Google spreadsheet that is the provider's workbook: linked, prepared, and how it stands. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import type { PreparedSheet } from '#app/sheets/prepare-sheet.ts';
import { addressOf, type SheetView } from '#app/sheets/show-sheet.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { instantText } from '../schemas.ts';

const tag = 'Workbook';

const linkSchema = z
  .object({
    sheetId: z.string(),
    title: z.string().openapi({ example: 'Wavelink prices' }),
    address: z.string().openapi({ description: 'Where it is seen.' }),
    linkedBy: z.string(),
    linkedAt: instantText,
    syncedAt: instantText.nullable().openapi({ description: 'When it was last read and checked.' }),
    problem: z.string().nullable().openapi({ description: 'What keeps it from being used; null: nothing.' }),
    problemAt: instantText.nullable(),
    watchedUntil: instantText.nullable().openapi({
      description:
        'Until when Google announces changes; null: it does not, and Cardline looks every few minutes.',
    }),
    watchProblem: z.string().nullable(),
  })
  .openapi('WorkbookLink');

const sheetSchema = z
  .object({
    workbook: z.enum(['builtin', 'google']),
    shareWith: z.string().nullable().openapi({
      description:
        'The service account with which a spreadsheet is to be shared as editor; null: Google is off.',
    }),
    link: linkSchema.nullable(),
  })
  .openapi('WorkbookPlace');

const sheetJson = ({ account, link }: SheetView) => ({
  workbook: link === null ? 'builtin' : 'google',
  shareWith: account,
  link:
    link === null
      ? null
      : {
          sheetId: link.sheetId,
          title: link.title,
          address: addressOf(link),
          linkedBy: link.linkedBy,
          linkedAt: link.linkedAt,
          syncedAt: link.syncedAt,
          problem: link.problem,
          problemAt: link.problemAt,
          watchedUntil: link.channel?.expiresAt ?? null,
          watchProblem: link.channelProblem,
        },
});

const preparedSchema = z
  .object({
    sheetId: z.string(),
    title: z.string(),
    address: z.string(),
    version: z.number().int().openapi({ description: 'Filled from this version; 0: none is published yet.' }),
    tabs: z.array(
      z.object({
        title: z.string(),
        outcome: z.enum(['made', 'repaired']),
        addedColumns: z.array(z.string()),
        filledRows: z.number().int().nullable().openapi({
          description: 'Rows written; null where the tab kept what it had.',
        }),
      }),
    ),
  })
  .openapi('PreparedWorkbook');

const preparedJson = (prepared: PreparedSheet) => ({ ...prepared, address: addressOf(prepared) });

export function workbookLinkRoutes({ sheets }: Pick<Services, 'sheets'>) {
  const router = makeRouter();
  const here = { description: 'Where the workbook is kept.', schema: sheetSchema };

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/workbook/link',
      tag,
      summary: 'Show where the workbook is kept',
      description: 'The built-in workbook, or a Google spreadsheet, and how that stands.',
      power: 'view',
      answers: { 200: here },
    }),
    async (c) => answer(c, await sheets.show(c.get('actor')), sheetJson),
  );

  router.openapi(
    operation({
      method: 'put',
      path: '/v1/workbook/link',
      tag,
      summary: 'Link a Google spreadsheet as the workbook',
      description:
        'Share it with the service account as editor first. A spreadsheet is one provider’s workbook.',
      power: 'admin',
      body: z.strictObject({
        sheet: z
          .string()
          .min(1)
          .max(500)
          .openapi({ description: 'Its id or its address.', example: '1AbCdEfGhIjKlMnOp' }),
      }),
      answers: { 200: here },
    }),
    async (c) => {
      const linked = await sheets.link(c.get('actor'), c.req.valid('json').sheet);
      return answer(c, linked.ok ? await sheets.show(c.get('actor')) : linked, sheetJson);
    },
  );

  router.openapi(
    operation({
      method: 'delete',
      path: '/v1/workbook/link',
      tag,
      summary: 'Go back to the built-in workbook',
      description: 'The spreadsheet stays as it is, and is read no more.',
      power: 'admin',
      answers: { 200: here },
    }),
    async (c) => {
      const unlinked = await sheets.unlink(c.get('actor'));
      return answer(c, unlinked.ok ? await sheets.show(c.get('actor')) : unlinked, sheetJson);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/workbook/prepare',
      tag,
      summary: 'Make or repair the workbook in the Google spreadsheet',
      description:
        'Tabs, headings, drop-downs and formats, and content from a published version where a tab has none. Done again it changes nothing. ' +
        'A refill replaces what the tabs hold; extra tabs and columns are never touched.',
      power: 'catalogue.edit',
      body: z.strictObject({
        refill: z.boolean().optional(),
        version: z.number().int().min(1).optional().openapi({ description: 'Left out: the newest.' }),
      }),
      uploads: {},
      answers: { 200: { description: 'What was done, tab by tab.', schema: preparedSchema } },
    }),
    async (c) => {
      const { refill, version } = c.req.valid('json') ?? {};
      return answer(c, await sheets.prepare(c.get('actor'), { isRefill: refill, version }), preparedJson);
    },
  );

  return router;
}
