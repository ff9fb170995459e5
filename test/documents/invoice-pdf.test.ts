import { encode } from 'fast-png';
import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { describe, expect, it } from 'vitest';
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { cents, TAX_FREE } from '#core/money.ts';
import { invoicePdf } from '#documents/invoice-pdf.ts';
import { aCredit, aLine, anInvoice } from './sample.ts';

interface Read {
  /** The texts of each page, in the order in which they were written. */
  readonly pages: readonly (readonly string[])[];
  /** All of them, blanks of every sort made one. */
  readonly text: string;
  readonly bytes: Uint8Array;
}

async function read(invoice: InvoiceDocument): Promise<Read> {
  const bytes = await invoicePdf(invoice);
  const pdf = await getDocument({ data: bytes.slice(), verbosity: 0 }).promise;
  const pages = await Promise.all(
    Array.from({ length: pdf.numPages }, async (_, at) => {
      const { items } = await (await pdf.getPage(at + 1)).getTextContent();
      return items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item.str] : []));
    }),
  );
  await pdf.loadingTask.destroy();
  return { pages, bytes, text: pages.flat().join(' ').replaceAll(/\s+/g, ' ') };
}

/** The amounts that stand alone, in cents: those of the rows before the sums begin. */
const amountsIn = (texts: readonly string[]): number[] =>
  texts
    .filter((text) => /^-?\$[\d,]+\.\d\d$/.test(text))
    .map((text) => Number(text.replaceAll(/[$,.]/g, '')));

describe('the invoice as PDF', () => {
  it('says who charges whom, for when, and what', async () => {
    const { text, pages } = await read(anInvoice([aLine(), aCredit()]));
    expect(pages).toHaveLength(1);
    for (const words of [
      'Tax invoice',
      'BG-1042',
      'Bluegum Telecom',
      'ABN 51 824 753 556',
      'Ann Example',
      '1 High Street',
      'Geelong VIC 3220',
      'BG-10001',
      '3 Mar 2026',
      'Bluegum Home',
      'Access fee',
      '1 Mar 2026 – 31 Mar 2026',
      'Credit: Access fee',
      '$60.00 charged, less $19.35 for 10 of 31 days used',
      'Tax 10 % on $19.35',
      '1 / 1',
    ])
      expect(text).toContain(words);
  });

  it('BILL-13: the arithmetic on paper is the ledger’s: rows add up to the subtotal, and with the tax to the total', async () => {
    const lines = [
      aLine(),
      aCredit(),
      aLine({
        id: 3,
        amount: cents(123_456_789),
        tax: cents(12_345_679),
        packagePlan: null,
        kind: 'product',
      }),
    ];
    const invoice = anInvoice(lines);
    const texts = (await read(invoice)).pages.flat();
    const from = texts.indexOf('AMOUNT EX TAX');
    const to = texts.indexOf('Subtotal ex tax');
    expect(Math.min(from, to)).toBeGreaterThan(0);
    // Of a section with several rows its subtotal stands before them.
    const rows = amountsIn(texts.slice(from, to));
    expect(rows).toEqual([1935, 6000, -4065, 123_456_789]);
    const [subtotal, tax, total] = amountsIn(texts.slice(to));
    expect([subtotal, tax, total]).toEqual([invoice.amount, invoice.tax, invoice.total]);
    expect((subtotal ?? 0) + (tax ?? 0)).toBe(total);
    expect(rows.slice(1).reduce((sum, amount) => sum + amount, 0)).toBe(subtotal);
  });

  it('goes on over several pages: each has its columns and its number, no row is lost', async () => {
    const lines = Array.from({ length: 90 }, (_, at) =>
      aLine({
        id: at + 1,
        subscriptionId: at,
        packagePlan: { code: `P${at}`, name: `Plan number ${at + 1}` },
      }),
    );
    const { pages } = await read(anInvoice(lines));
    expect(pages.length).toBeGreaterThan(3);
    pages.forEach((texts, at) => {
      expect(texts).toContain(`${at + 1} / ${pages.length}`);
      expect(texts.filter((text) => text.startsWith('Plan number')).length === 0).toBe(
        !texts.includes('DESCRIPTION'),
      );
    });
    const headings = pages.flat().filter((text) => text.startsWith('Plan number'));
    expect(headings).toEqual(lines.map((_, at) => `Plan number ${at + 1}`));
  });

  it('writes names in the letters that they have', async () => {
    const names = ['Nguyễn Thị Đặng', 'Zażółć Łódź', 'Ελένη', 'Иванова'];
    for (const name of names) {
      const { text } = await read(anInvoice([aLine()], { customer: { name, address: null } }));
      expect(text).toContain(name);
      expect(text).toContain('$66.00');
    }
  });

  it('is a credit invoice where more goes back than is charged, and says that nothing is to be paid', async () => {
    const { text } = await read(anInvoice([aCredit()]));
    expect(text).toContain('Credit invoice');
    expect(text).toContain('IN YOUR FAVOUR $44.72 including $4.07 tax');
    expect(text).toContain('nothing is to be paid on this invoice');
  });

  it('says of a credit note what it takes back and why, and of the invoice that it is void', async () => {
    const note = anInvoice([aCredit({ basis: aLine().basis })], {
      kind: 'credit_note',
      number: 'CN-1',
      counterpart: 'BG-1042',
      reason: 'Wrong address.',
    });
    const { text } = await read(note);
    expect(text).toContain('Credit note CN-1');
    expect(text).toContain('takes back the whole of invoice BG-1042. Wrong address.');
    expect(text).not.toContain('is kept for your next invoice');
    const taken = await read(anInvoice([aLine()], { counterpart: 'CN-1', reason: 'Wrong address.' }));
    expect(taken.text).toContain('VOID');
    expect(taken.text).toContain('Invoice BG-1042 is void: credit note CN-1 takes back the whole of it.');
  });

  it('says what was kept from the last invoice, what is due, and what is kept for the next', async () => {
    const brought = (amount: number, due: number) =>
      read(anInvoice([aLine()], { balanceBrought: cents(amount), amountDue: cents(due) }));
    const some = (await brought(-1600, 5000)).text;
    expect(some).toContain('AMOUNT DUE $50.00 of $66.00 with tax');
    expect(some).toContain('Credit kept from your last invoice -$16.00 Amount due $50.00');
    const all = (await brought(-10_000, 0)).text;
    expect(all).toContain('Amount due $0.00');
    expect(all).toContain('$34.00 in your favour is kept for your next invoice.');
  });

  it('calls itself a tax invoice only where there is tax', async () => {
    const line = aLine({ taxRate: TAX_FREE, tax: cents(0) });
    const taxes = [{ rate: TAX_FREE, amount: line.amount, tax: cents(0) }];
    const { text } = await read(anInvoice([line], { taxes }));
    expect(text).not.toContain('Tax invoice');
    expect(text).toContain('No tax on $60.00');
  });

  it('has the same bytes whenever it is written', async () => {
    const [one, other] = await Promise.all([read(anInvoice([aLine()])), read(anInvoice([aLine()]))]);
    expect(Buffer.from(one.bytes).equals(Buffer.from(other.bytes))).toBe(true);
  });

  it('bears the logo of the provider', async () => {
    const plain = anInvoice([aLine()]);
    const withLogo = await read({ ...plain, issuer: { ...plain.issuer, logo: A_LOGO } });
    expect(Buffer.from(withLogo.bytes).includes('/Subtype /Image')).toBe(true);
    expect(Buffer.from((await read(plain)).bytes).includes('/Subtype /Image')).toBe(false);
  });
});

const A_LOGO = encode({
  width: 2,
  height: 1,
  data: new Uint8Array([10, 90, 74, 255, 255, 255]),
  channels: 3,
});
