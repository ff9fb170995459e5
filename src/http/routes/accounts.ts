/** Billing accounts: one by one, and imported from a sheet or CSV (IMP-1). */

import { z } from '@hono/zod-openapi';
import type { AccountImportOutcome } from '#app/accounts/import-accounts.ts';
import type { KeptAccount } from '#app/ports/accounts.ts';
import { MOST_FILE_BYTES } from '#app/ports/workbook.ts';
import type { Services } from '#app/services.ts';
import { formatId } from '#core/ids.ts';
import { answer } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { date, dateText, idText, instantText, pageJson, pageOf, pageQuery, pageRequest } from '../schemas.ts';
import { rowChangeSchema, sheetFaultJson, sheetFaultSchema } from './change-schemas.ts';
import { FILE_UPLOADS, sentFiles } from './sent-files.ts';
import { rowJson, rowSchema } from './tab-schemas.ts';

const tag = 'Accounts';
const params = z.object({
  id: z.string().min(1).max(200).openapi({ description: 'Its id or its reference.', example: 'BG-10001' }),
});

const accountSchema = z
  .object({ id: idText('account') })
  .extend(rowSchema('accounts').shape)
  .extend({
    invoiceAnchor: dateText.nullable().openapi({
      description:
        'A boundary that invoice periods are counted from; null: by the year of the first subscription (PER-3).',
    }),
    parkedReason: z.string().nullable().openapi({ description: 'Why billing leaves it alone (BILL-14).' }),
    createdAt: instantText,
  })
  .openapi('Account');

const accountJson = (account: KeptAccount) => ({
  id: formatId('account', account.id),
  ...rowJson('accounts', account),
  invoiceAnchor: account.invoiceAnchor,
  parkedReason: account.parkedReason,
  createdAt: account.createdAt,
});

const fields = {
  reference: z.string().openapi({ example: 'BG-10001' }),
  name: z.string().openapi({ example: 'The Nguyen Household' }),
  type: z.string().nullish().openapi({ example: 'Residential' }),
  email: z.string().nullish().openapi({ example: 'nguyen@home.example' }),
  phone: z.string().nullish().openapi({ example: '+61491570000' }),
  address: z.string().nullish(),
  invoiceDay: z.number().nullish().openapi({ example: 1 }),
  invoicePeriodMonths: z.number().nullish().openapi({ example: 1 }),
  alignPackages: z.boolean().nullish(),
  invoiceAnchor: date.nullish(),
};
const newAccount = z.strictObject(fields);
/** The account that is opened with an order: it may take its reference from the order's number. */
export const newAccountOfOrder = newAccount.extend({ reference: fields.reference.nullish() });
const changedAccount = newAccount.partial();

const anAccount = { description: 'The account.', schema: accountSchema };
const mode = z.enum(['preview', 'commit']);

const importSchema = z
  .object({
    mode,
    received: z.number().int(),
    added: z.number().int(),
    changed: z.number().int(),
    unchanged: z.number().int(),
    faults: z.array(sheetFaultSchema),
    rows: z.array(rowChangeSchema).openapi({ description: 'What changes, the first 200 rows.' }),
    hash: z.string().openapi({ description: 'Give it back as `hash` to commit this very preview.' }),
  })
  .openapi('AccountImport');
const importJson = (outcome: AccountImportOutcome) => ({
  ...outcome,
  faults: outcome.faults.map(sheetFaultJson),
});

export function accountRoutes({ accounts }: Pick<Services, 'accounts'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/accounts',
      tag,
      summary: 'Add an account',
      power: 'orders',
      body: newAccount,
      answers: { 201: anAccount },
    }),
    async (c) => answer(c, await accounts.addAccount(c.get('actor'), c.req.valid('json')), accountJson, 201),
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/accounts',
      tag,
      summary: 'List accounts',
      power: 'view',
      query: pageQuery.extend({
        search: z
          .string()
          .max(200)
          .optional()
          .openapi({ description: 'A part of reference, name or e-mail address.' }),
      }),
      answers: { 200: { description: 'A page of accounts, by reference.', schema: pageOf(accountSchema) } },
    }),
    async (c) => {
      const { search: text, ...page } = c.req.valid('query');
      const found = await accounts.listAccounts(c.get('actor'), { text }, pageRequest(page));
      return answer(c, found, pageJson(accountJson));
    },
  );

  router.openapi(
    operation({
      method: 'post',
      path: '/v1/accounts/import',
      tag,
      summary: 'Import accounts from a sheet or CSV',
      description:
        'Columns of the tab Accounts. Every fault is told with its row and column; all rows are taken or none. Rows that are there ' +
        'already are updated, accounts without a row stay, and the same rows again change nothing. `mode=preview` writes nothing.',
      power: 'orders',
      query: z.object({
        mode: mode.default('commit'),
        hash: z
          .string()
          .max(100)
          .optional()
          .openapi({ description: 'Of the preview that is to be committed.' }),
      }),
      uploads: FILE_UPLOADS,
      maxBodyBytes: MOST_FILE_BYTES,
      answers: { 200: { description: 'What was taken, or would be.', schema: importSchema } },
    }),
    async (c) => {
      const { mode: wanted, hash } = c.req.valid('query');
      const [file] = await sentFiles(c, 'Accounts');
      const imported = { mode: wanted, file: file ?? null, hash };
      return answer(c, await accounts.importAccounts(c.get('actor'), imported), importJson);
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/accounts/{id}',
      tag,
      summary: 'Show an account',
      power: 'view',
      params,
      answers: { 200: anAccount },
    }),
    async (c) => answer(c, await accounts.showAccount(c.get('actor'), c.req.valid('param').id), accountJson),
  );

  router.openapi(
    operation({
      method: 'patch',
      path: '/v1/accounts/{id}',
      tag,
      summary: 'Correct an account',
      description:
        'The fields given change. A new invoice day counts for subscriptions that begin from now on.',
      power: 'orders',
      params,
      body: changedAccount,
      answers: { 200: anAccount },
    }),
    async (c) =>
      answer(
        c,
        await accounts.changeAccount(c.get('actor'), c.req.valid('param').id, c.req.valid('json')),
        accountJson,
      ),
  );

  return router;
}
