/** An invoice on paper: the same sections, words and sums as its page, written to an A4 PDF. */
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import {
  type InvoiceRow,
  type InvoiceSection,
  invoiceSections,
  money,
  spokenDay,
} from './invoice-sections.ts';
import { businessNumberInWords, heroOf, isVoid, kindOf, remarksOf, sumsOf } from './invoice-words.ts';
import { openSheet, PAGE, type Sheet, SOFT, type Style } from './pdf-sheet.ts';

const ACCENT = '#0b5a4a';
const CREDIT = '#14632f';
const WASH = '#f3f6f5';

const BODY: Style = { size: 9 };
const STRONG: Style = { size: 9, bold: true };
const SMALL: Style = { size: 8, color: SOFT };
const LABEL: Style = { size: 7, bold: true, color: SOFT };

/** Where the columns of the table stand: text from the left, period from here, amounts up to the right. */
const PERIOD_X = 118;
const INSET = 2;
const TEXT_WIDTH = PERIOD_X - PAGE.left - INSET - 4;
const GAP = 2;

export async function invoicePdf(invoice: InvoiceDocument): Promise<Uint8Array> {
  const sections = invoiceSections(invoice);
  const sheet = await openSheet({
    title: `${kindOf(invoice)} ${invoice.number}`,
    author: invoice.issuer.name,
    createdAt: invoice.createdAt,
    fileId: await fileIdOf(invoice),
    texts: textsOf(invoice, sections),
  });
  let y = writeFacts(sheet, invoice, writeHead(sheet, invoice));
  y = writeTable(sheet, sections, y + 6);
  y = writeSums(sheet, invoice, y + 6);
  writeRemarks(sheet, invoice, y + 8);
  numberPages(sheet, invoice);
  return sheet.bytes();
}

const textsOf = (
  { issuer, customer, account, number }: InvoiceDocument,
  sections: readonly InvoiceSection[],
): string[] => [
  issuer.name,
  issuer.businessNumber ?? '',
  customer.name,
  customer.address ?? '',
  account.reference,
  number,
  ...sections.flatMap(({ heading, services, rows }) => [
    heading,
    services,
    ...rows.flatMap(({ title, notes }) => [title, ...notes]),
  ]),
];

async function fileIdOf({ id, number, issuer, createdAt }: InvoiceDocument): Promise<string> {
  const text = JSON.stringify([id, number, issuer.name, createdAt]);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest).slice(0, 16)]
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
}

/** Each part answers where the next one begins. */
function writeHead(sheet: Sheet, invoice: InvoiceDocument): number {
  const { issuer, number } = invoice;
  const big: Style = { size: 16, bold: true };
  let y: number = PAGE.top;
  if (issuer.logo !== null) {
    sheet.image(issuer.logo, PAGE.left, y, { width: 60, height: 16 });
    y += 19;
  }
  sheet.write(kindOf(invoice), PAGE.right, PAGE.top, { ...big, align: 'right' });
  sheet.write(number, PAGE.right, PAGE.top + 8, { ...STRONG, align: 'right' });
  if (isVoid(invoice))
    sheet.write('VOID', PAGE.right, PAGE.top + 13, { ...STRONG, color: '#a3271c', align: 'right' });
  const name = { ...big, color: ACCENT };
  const lines = sheet.linesOf(issuer.name, 100, name);
  sheet.write(lines, PAGE.left, y, name);
  y += sheet.heightOf(lines.length, name);
  if (issuer.businessNumber !== null)
    sheet.write(businessNumberInWords(issuer.businessNumber), PAGE.left, y + 1, { ...BODY, color: SOFT });
  return Math.max(y + 6, PAGE.top + 16);
}

function writeFacts(sheet: Sheet, invoice: InvoiceDocument, from: number): number {
  const { customer, account, issuedOn, period } = invoice;
  const hero = heroOf(invoice);
  const top = from + 4;
  sheet.rule(from);
  sheet.write('BILL TO', PAGE.left, top, LABEL);
  const name = sheet.linesOf(customer.name, 62, STRONG);
  sheet.write(name, PAGE.left, top + 5, STRONG);
  const nameEnd = top + 5 + sheet.heightOf(name.length, STRONG);
  const address = customer.address === null ? [] : sheet.linesOf(customer.address, 62, BODY);
  sheet.write(address, PAGE.left, nameEnd, BODY);
  const facts = [
    ['Account', account.reference],
    ['Invoice date', spokenDay(issuedOn)],
    ['From', spokenDay(period.from)],
    ['To', spokenDay(period.to)],
  ] as const;
  facts.forEach(([label, value], at) => {
    sheet.write(label, 88, top + at * 5.5, { ...BODY, color: SOFT });
    sheet.write(value, 112, top + at * 5.5, STRONG);
  });
  sheet.write(hero.label.toUpperCase(), PAGE.right, top, { ...LABEL, align: 'right' });
  sheet.write(hero.amount, PAGE.right, top + 4.5, { size: 19, bold: true, align: 'right' });
  sheet.write(hero.tax, PAGE.right, top + 14, { ...SMALL, align: 'right' });
  const end = Math.max(nameEnd + sheet.heightOf(address.length, BODY), top + facts.length * 5.5) + 4;
  sheet.rule(end);
  return end;
}

function writeTable(sheet: Sheet, sections: readonly InvoiceSection[], from: number): number {
  let y = writeColumns(sheet, from);
  /** A new page where what comes next does not fit. */
  const need = (height: number): void => {
    if (y + height <= PAGE.bottom) return;
    sheet.nextPage();
    y = writeColumns(sheet, PAGE.top);
  };
  for (const section of sections) {
    const heading = headingOf(sheet, section);
    const rows = section.rows.map((row) => laidOut(sheet, row));
    // A heading does not stand alone at the foot of a page.
    need(heading.height + (rows[0]?.height ?? 0));
    heading.write(y);
    y += heading.height;
    for (const row of rows) {
      need(row.height);
      row.write(y);
      y += row.height;
      sheet.rule(y);
    }
    y += GAP;
  }
  return y;
}

function writeColumns(sheet: Sheet, y: number): number {
  sheet.write('DESCRIPTION', PAGE.left + INSET, y, LABEL);
  sheet.write('PERIOD', PERIOD_X, y, LABEL);
  sheet.write('AMOUNT EX TAX', PAGE.right - INSET, y, { ...LABEL, align: 'right' });
  return y + 5;
}

interface Block {
  readonly height: number;
  write(y: number): void;
}

function headingOf(sheet: Sheet, { heading, services, rows, subtotal }: InvoiceSection): Block {
  const style: Style = { size: 10, bold: true };
  const titles = sheet.linesOf(heading, 140, style);
  const others = services === '' ? [] : sheet.linesOf(services, 140, SMALL);
  const height = sheet.heightOf(titles.length, style) + sheet.heightOf(others.length, SMALL) + 3.4;
  return {
    height,
    write(y) {
      sheet.band(y, height, WASH);
      sheet.write(titles, PAGE.left + INSET, y + 2, style);
      sheet.write(others, PAGE.left + INSET, y + 2 + sheet.heightOf(titles.length, style), SMALL);
      if (rows.length > 1)
        sheet.write(money(subtotal), PAGE.right - INSET, y + 2, { ...style, align: 'right' });
    },
  };
}

function laidOut(sheet: Sheet, { title, notes, isCredit, period, quantity, amount }: InvoiceRow): Block {
  const color = isCredit ? CREDIT : undefined;
  const strong: Style = color === undefined ? STRONG : { ...STRONG, color };
  const words = `${isCredit ? 'Credit: ' : ''}${quantity > 1 ? `${quantity} × ` : ''}${title}`;
  const titles = sheet.linesOf(words, TEXT_WIDTH, strong);
  const lines = notes.flatMap((note) => sheet.linesOf(note, TEXT_WIDTH, SMALL));
  const notesAt = 1.5 + sheet.heightOf(titles.length, strong);
  return {
    height: notesAt + sheet.heightOf(lines.length, SMALL) + 1.5,
    write(y) {
      sheet.write(titles, PAGE.left + INSET, y + 1.5, strong);
      sheet.write(lines, PAGE.left + INSET, y + notesAt, SMALL);
      sheet.write(period, PERIOD_X, y + 1.5, BODY);
      sheet.write(money(amount), PAGE.right - INSET, y + 1.5, {
        ...BODY,
        align: 'right',
        ...(color === undefined ? {} : { color }),
      });
    },
  };
}

function writeSums(sheet: Sheet, invoice: InvoiceDocument, from: number): number {
  const all = sumsOf(invoice);
  const height = all.length * 5.5 + 4;
  const y = roomFor(sheet, from, height);
  all.forEach(([label, amount], at) => {
    const isLast = at === all.length - 1;
    const style: Style = isLast ? { size: 12, bold: true } : BODY;
    const top = y + at * 5.5 + (isLast ? 2.5 : 0);
    if (isLast) sheet.rule(top - 1.5, PERIOD_X, PAGE.right, '#14201c');
    sheet.write(label, PERIOD_X, top, style);
    sheet.write(amount, PAGE.right - INSET, top, { ...style, align: 'right' });
  });
  return y + height;
}

function writeRemarks(sheet: Sheet, invoice: InvoiceDocument, from: number): void {
  const width = PAGE.right - PAGE.left;
  const lines = remarksOf(invoice).flatMap((remark) => sheet.linesOf(remark, width, SMALL));
  const y = roomFor(sheet, from, sheet.heightOf(lines.length, SMALL) + 2);
  sheet.rule(y);
  sheet.write(lines, PAGE.left, y + 2, SMALL);
}

function roomFor(sheet: Sheet, y: number, height: number): number {
  if (y + height <= PAGE.bottom) return y;
  sheet.nextPage();
  return PAGE.top;
}

function numberPages(sheet: Sheet, invoice: InvoiceDocument): void {
  const pages = sheet.pages();
  const foot = `${invoice.issuer.name} · ${kindOf(invoice)} ${invoice.number} · Account ${invoice.account.reference}`;
  for (let page = 1; page <= pages; page += 1) {
    sheet.onPage(page);
    sheet.write(sheet.linesOf(foot, 150, SMALL).slice(0, 1), PAGE.left, PAGE.bottom + 6, SMALL);
    sheet.write(`${page} / ${pages}`, PAGE.right, PAGE.bottom + 6, { ...SMALL, align: 'right' });
  }
}
