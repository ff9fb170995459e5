/** The ledger for accounting packages, and what was not invoiced by a day; both as CSV, written as they are read. */
import { z } from '@hono/zod-openapi';
import type { Services } from '#app/services.ts';
import { ledgerCsv, unbilledCsv } from '#documents/ledger-csv.ts';
import { refuse } from '../problem.ts';
import { makeRouter, operation } from '../router.ts';
import { date } from '../schemas.ts';

const tag = 'Invoices';
const answers = { 200: { description: 'The table.', media: ['text/csv'] } };
const headersOf = (name: string) => ({
  'content-type': 'text/csv; charset=utf-8',
  'content-disposition': `attachment; filename="${name}.csv"`,
});

export function ledgerExportRoutes({ invoices }: Pick<Services, 'invoices'>) {
  const router = makeRouter();

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/ledger/export.csv',
      tag,
      summary: 'Export the ledger',
      description:
        'A row for each document, ledger code and tax rate, in the order of days; credit notes are negative. The sums are those of the documents. Codes are a setting of the provider (`ledgerCodes`).',
      power: 'view',
      query: z.object({
        from: date.openapi({ description: 'The first day of documents.', example: '2026-03-01' }),
        to: date.openapi({ description: 'The last one.', example: '2026-03-31' }),
      }),
      answers,
    }),
    async (c) => {
      const days = c.req.valid('query');
      const postings = await invoices.exportLedger(c.get('actor'), days);
      if (!postings.ok) return refuse(c, postings.faults);
      return c.body(ledgerCsv(postings.value), 200, headersOf(`ledger-${days.from}-${days.to}`));
    },
  );

  router.openapi(
    operation({
      method: 'get',
      path: '/v1/ledger/unbilled.csv',
      tag,
      summary: 'What was charged and not invoiced by a day',
      description: 'The same for a day that is past, whenever it is asked for.',
      power: 'view',
      query: z.object({ asOf: date.openapi({ example: '2026-03-31' }) }),
      answers,
    }),
    async (c) => {
      const { asOf } = c.req.valid('query');
      const lines = await invoices.exportUnbilled(c.get('actor'), asOf);
      if (!lines.ok) return refuse(c, lines.faults);
      return c.body(unbilledCsv(lines.value), 200, headersOf(`unbilled-${asOf}`));
    },
  );

  return router;
}
