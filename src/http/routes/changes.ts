/** Change sets: a workbook checked and compared, then decided (CAT-5). */

import { z } from '@hono/zod-openapi';
import { stream } from 'hono/streaming';
import type { ChangeSource } from '#app/catalogue/submit-changes.ts';
import { CHANGE_STATUSES } from '#app/ports/catalogue.ts';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer, refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { date, id, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import {
  changePreviewJson,
  changePreviewSchema,
  changeSetHeadJson,
  changeSetHeadSchema,
  changeSetJson,
  changeSetSchema,
  rowChangeSchema,
} from './change-schemas.ts';
import { FILE_UPLOADS, sentFiles } from './sent-files.ts';
import { wordOf } from './tab-schemas.ts';

const tag = 'Catalogue changes';
const params = z.object({ id: id('change') });
const aChangeSet = { description: 'The change set as it is now.', schema: changeSetSchema };

export function changeRoutes({ catalogue }: Pick<Services, 'catalogue'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/changes',
      tag,
      summary: 'Check a workbook and propose its changes',
      description:
        'Reads the workbook, or the files sent, checks every cell, key, reference and rule, and compares with the newest version. ' +
        'Tabs that are not given stay as they are. One fault anywhere makes it `faulty`; nothing is published before it is approved. ' +
        'The same content again is the same change set.',
      power: 'catalogue.edit',
      query: z.object({
        tab: z
          .string()
          .max(100)
          .optional()
          .openapi({ description: 'The tab that a CSV body holds.', example: 'Rates' }),
      }),
      body: z.strictObject({ source: z.literal('workbook') }),
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 201: aChangeSet },
    }),
    async (c) => {
      const isJson = c.req.valid('json')?.source === 'workbook';
      const from: ChangeSource = isJson
        ? { source: 'workbook' }
        : { files: await sentFiles(c, c.req.valid('query').tab ?? 'the CSV sent') };
      return answer(c, await catalogue.submitChanges(c.get('actor'), from), changeSetJson, 201);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/changes/preview',
      tag,
      summary: 'Check a workbook without proposing anything',
      description:
        'Says what submitting the same would say. Nothing is stored, no row is marked, and nobody is told.',
      power: 'catalogue.edit',
      query: z.object({
        tab: z.string().max(100).optional().openapi({ description: 'The tab that a CSV body holds.' }),
      }),
      body: z.strictObject({ source: z.literal('workbook') }),
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'What it would be.', schema: changePreviewSchema } },
    }),
    async (c) => {
      const isJson = c.req.valid('json')?.source === 'workbook';
      const from: ChangeSource = isJson
        ? { source: 'workbook' }
        : { files: await sentFiles(c, c.req.valid('query').tab ?? 'the CSV sent') };
      return answer(c, await catalogue.previewChanges(c.get('actor'), from), changePreviewJson);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/changes',
      tag,
      summary: 'List change sets',
      description: 'Newest first.',
      power: 'view',
      query: pageQuery.extend({ status: wordOf(CHANGE_STATUSES).optional() }),
      answers: { 200: { description: 'A page of change sets.', schema: pageOf(changeSetHeadSchema) } },
    }),
    async (c) => {
      const query = c.req.valid('query');
      const found = await catalogue.listChangeSets(
        c.get('actor'),
        { status: query.status },
        pageRequest(query),
      );
      return answer(c, found, pageJson(changeSetHeadJson));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/changes/{id}',
      tag,
      summary: 'Show a change set',
      power: 'view',
      params,
      answers: { 200: aChangeSet },
    }),
    async (c) =>
      answer(c, await catalogue.showChangeSet(c.get('actor'), c.req.valid('param').id), changeSetJson),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/changes/{id}/rows',
      tag,
      summary: 'List the rows that a change set touches',
      description: 'Tab by tab; of each first the added, then the changed, then the removed rows.',
      power: 'view',
      params,
      query: pageQuery.extend({
        tab: z
          .string()
          .max(100)
          .optional()
          .openapi({ description: 'Title of the only tab to list.', example: 'Rates' }),
      }),
      answers: { 200: { description: 'A page of rows.', schema: pageOf(rowChangeSchema) } },
    }),
    async (c) => {
      const { id: change } = c.req.valid('param');
      const query = c.req.valid('query');
      const found = await catalogue.listRowChanges(c.get('actor'), change, pageRequest(query), {
        tab: query.tab,
      });
      return answer(
        c,
        found,
        pageJson((row) => row),
      );
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/catalogue/changes/{id}/diff.csv',
      tag,
      summary: 'Export what a change set changes',
      description:
        'A line for each field that a row adds, changes or loses, with difference, per cent and the active subscriptions behind the row. ' +
        'Texts that a spreadsheet would run as a formula get an apostrophe in front.',
      power: 'view',
      params,
      answers: { 200: { description: 'The whole difference as CSV.', media: ['text/csv'] } },
    }),
    async (c) => {
      const { id: change } = c.req.valid('param');
      const csv = await catalogue.exportChanges(c.get('actor'), change);
      if (!csv.ok) return refuse(c, csv.faults);
      c.header('content-type', 'text/csv; charset=utf-8');
      c.header('content-disposition', `attachment; filename="${formatId('change', change)}.csv"`);
      return stream(c, async (out) => {
        for (const piece of csv.value) await out.write(piece);
      });
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/changes/{id}/approve',
      tag,
      summary: 'Approve a change set, which publishes it',
      description:
        'Publishes exactly what was shown, at once or on a later day. Where another version was published, or the workbook was ' +
        'changed since it was read, the change set is stale: 409, with what moved. `needs` of the change set says what else it ' +
        "takes by the provider's rules: somebody other than who submitted it, or that many removals are confirmed.",
      power: 'catalogue.approve',
      params,
      body: z.strictObject({
        confirmRemovals: z
          .boolean()
          .optional()
          .openapi({ description: 'That the loss of many rows of a tab is meant.' }),
        publishOn: date.optional().openapi({
          description:
            "The provider's day on which it is to be published, today or later; left out: at once.",
        }),
        contentHash: z.string().max(200).optional().openapi({
          description: 'The content that was looked at: with other content nothing is approved.',
        }),
      }),
      uploads: {},
      answers: { 200: aChangeSet },
    }),
    async (c) => {
      const done = await catalogue.approveChanges(
        c.get('actor'),
        c.req.valid('param').id,
        c.req.valid('json') ?? {},
      );
      return answer(c, done, changeSetJson);
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/changes/{id}/reject',
      tag,
      summary: 'Reject a change set',
      power: 'catalogue.approve',
      params,
      body: z.strictObject({
        reason: z.string().max(1000).optional().openapi({ example: "Wait for the carrier's price list." }),
      }),
      uploads: {},
      answers: { 200: aChangeSet },
    }),
    async (c) => {
      const reason = c.req.valid('json')?.reason ?? null;
      return answer(
        c,
        await catalogue.rejectChanges(c.get('actor'), c.req.valid('param').id, reason),
        changeSetJson,
      );
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/catalogue/changes/{id}/withdraw',
      tag,
      summary: 'Withdraw a change set',
      description: 'Also one that is scheduled, until it is published.',
      power: 'catalogue.edit',
      params,
      answers: { 200: aChangeSet },
    }),
    async (c) =>
      answer(c, await catalogue.withdrawChanges(c.get('actor'), c.req.valid('param').id), changeSetJson),
  );

  return router;
}
