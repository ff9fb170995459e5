/** Writing invoices down: from the database to the document, and from it to a page and to a PDF, by the pieces that the API uses. */
import { type InvoiceDocument, makeInvoiceDocument } from '#app/invoices/invoice-document.ts';
import { makeMakeInvoices } from '#app/invoices/make-invoices.ts';
import type { Actor, Secrets } from '#app/ports/platform.ts';
import type { Result } from '#core/result.ts';
import { openDatabase } from '#db/client.node.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeInvoiceStore } from '#db/stores/invoice-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { invoicePage } from '#documents/invoice-page.ts';
import { invoicePdf } from '#documents/invoice-pdf.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { clock, INVOICES_AS_OF, seedPending } from './invoices.ts';
import type { Timed } from './measure.ts';
import { catalogue } from './seed.ts';

/** Lines of the first account's invoice and of the second's. */
export const DOCUMENT_LINES = [10, 2_000] as const;

/** A few milliseconds at least, since the system counts the processor's time in such. */
const LINES_A_ROUND = 1_000;

export interface DocumentMeasured {
  readonly deed: string;
  readonly lines: number;
  /** Milliseconds, by the clock, of the first time. */
  readonly firstMs: number;
  /** Milliseconds of the processor later on, of one in each round. */
  readonly cpuMs: readonly number[];
  /** Of what was written; null: nothing was. */
  readonly bytes: number | null;
}

interface Parts {
  readonly actor: Actor;
  readonly secrets: Secrets;
  readonly timed: Timed;
}

export async function writeDocuments(
  { url, rounds }: { readonly url: string; readonly rounds: number },
  { actor, secrets, timed }: Parts,
): Promise<DocumentMeasured[]> {
  const db = await openDatabase({ url });
  const [few, many] = DOCUMENT_LINES;
  await seedPending(db, few + many, 0);
  await db.write([
    { sql: 'delete from cardline where kind <> 2', args: [] },
    {
      // No two of them equal: equal lines of a long invoice become one row.
      sql: `update cardline set account_id = iif(subscription_id <= ?, 1, 2), amount = 1000 + subscription_id, fee = 1000 + subscription_id,
          tax = round((1000 + subscription_id) / 10.0)`,
      args: [few],
    },
  ]);
  const invoices = makeInvoiceStore(db);
  accepted(
    await makeMakeInvoices({ invoices, clock, secrets, background: makeBackground(() => {}) })(actor, {
      asOf: INVOICES_AS_OF,
      mode: 'commit',
    }),
  );
  const runs = makeBillingRunStore(db);
  const read = makeInvoiceDocument({ invoices, catalogue, runs, providers: makeProviderStore(db) });
  const measured: DocumentMeasured[] = [];
  for (const [at, lines] of DOCUMENT_LINES.entries()) {
    const document = async () => accepted(await read(actor, `inv_${at + 1}`));
    const invoice = await document();
    if (invoice.lines.length !== lines)
      throw new Error(`an invoice of ${lines} lines has ${invoice.lines.length}`);
    const deeds: readonly (readonly [deed: string, write: () => Promise<number | null>])[] = [
      ['read and explained', () => document().then(() => null)],
      ['as a page', async () => (await invoicePage(invoice)).body.length],
      ['as a PDF', async () => (await invoicePdf(invoice)).length],
      ['as a PDF in Greek', async () => (await invoicePdf(inGreek(invoice))).length],
    ];
    for (const [deed, write] of deeds) {
      let bytes: number | null = null;
      const writeSome = (times: number) =>
        timed(async () => {
          for (let time = 0; time < times; time += 1) bytes = await write();
        });
      const { ms: firstMs } = await writeSome(1);
      const times = Math.ceil(LINES_A_ROUND / lines);
      const cpuMs: number[] = [];
      for (let round = 0; round < rounds; round += 1) cpuMs.push((await writeSome(times)).cpuMs / times);
      measured.push({ deed, lines, firstMs, cpuMs, bytes });
    }
  }
  db.close();
  return measured;
}

/** Letters that PDF's own fonts lack are in a font that comes with the file. */
const inGreek = (invoice: InvoiceDocument): InvoiceDocument => ({
  ...invoice,
  customer: { ...invoice.customer, name: 'Καλημέρα Τηλεπικοινωνίες' },
});

function accepted<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join(' '));
  return result.value;
}
