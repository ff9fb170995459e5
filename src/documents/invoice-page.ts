/**
 * An invoice as a page: complete in itself, so that it can be opened, kept, printed and sent on as one file. It has no
 * script, loads nothing, and its policy allows its own style alone.
 */
import { html, raw } from 'hono/html';
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { cents } from '#core/money.ts';
import {
  type InvoiceRow,
  type InvoiceSection,
  invoiceSections,
  money,
  percent,
  spokenDay,
  spokenPeriod,
} from './invoice-sections.ts';
import { INVOICE_STYLE } from './invoice-style.ts';

type Html = ReturnType<typeof html>;

export interface InvoicePage {
  readonly body: string;
  /** What the page is to be sent with. */
  readonly headers: Readonly<Record<string, string>>;
}

export async function invoicePage(invoice: InvoiceDocument): Promise<InvoicePage> {
  return {
    body: String(await pageOf(invoice)),
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `default-src 'none'; style-src '${await styleHash()}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    },
  };
}

let knownHash: string | undefined;

async function styleHash(): Promise<string> {
  if (knownHash === undefined) {
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(INVOICE_STYLE));
    knownHash = `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
  }
  return knownHash;
}

function pageOf(invoice: InvoiceDocument): Html {
  const { issuer, number } = invoice;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${kindOf(invoice)} ${number} – ${issuer.name}</title>
<style>${raw(INVOICE_STYLE)}</style>
</head>
<body>
<main class="sheet">
<header class="head">
<div><p class="issuer">${issuer.name}</p>${businessNumber(issuer.businessNumber)}</div>
<div class="what"><h1>${kindOf(invoice)}</h1><p class="number">${number}</p></div>
</header>
${facts(invoice)}
<table>
<caption>What ${isCreditInvoice(invoice) ? 'goes back' : 'is charged'}</caption>
<thead><tr><th scope="col">Description</th><th scope="col" class="period">Period</th><th scope="col" class="money">Amount ex tax</th></tr></thead>
${invoiceSections(invoice).map(section)}
</table>
${sums(invoice)}
${foot(invoice)}
</main>
</body>
</html>`;
}

const isCreditInvoice = ({ total }: InvoiceDocument): boolean => total < 0;

function kindOf(invoice: InvoiceDocument): string {
  if (isCreditInvoice(invoice)) return 'Credit invoice';
  return invoice.taxes.some(({ rate }) => rate > 0) ? 'Tax invoice' : 'Invoice';
}

/** "51 824 753 556" says what it is, "ABN 51 824 753 556" does so itself. */
const businessNumber = (number: string | null): Html | '' =>
  number === null
    ? ''
    : html`<p class="business">${/^\p{L}/u.test(number) ? '' : 'Business number '}${number}</p>`;

function facts(invoice: InvoiceDocument): Html {
  const { customer, account, issuedOn, period, total, tax } = invoice;
  const isCredit = isCreditInvoice(invoice);
  return html`<section class="facts" aria-label="At a glance">
<div><span class="label">${isCredit ? 'To' : 'Bill to'}</span><p class="customer"><strong>${customer.name}</strong>${customer.address ?? ''}</p></div>
<dl>
<dt>Account</dt><dd>${account.reference}</dd>
<dt>Invoice date</dt><dd><time datetime="${issuedOn}">${spokenDay(issuedOn)}</time></dd>
<dt>Invoice period</dt><dd>${spokenPeriod(period)}</dd>
</dl>
<div class="hero${isCredit ? ' credit' : ''}"><span class="label">${isCredit ? 'In your favour' : 'Total'}</span><span class="amount">${money(isCredit ? cents(-total) : total)}</span><span class="soft">${tax === 0 ? 'no tax' : `including ${money(isCredit ? cents(-tax) : tax)} tax`}</span></div>
</section>`;
}

const section = ({ heading, services, rows, subtotal }: InvoiceSection): Html => html`<tbody>
<tr class="section"><th scope="rowgroup" colspan="2">${heading}${services === '' ? '' : html`<span class="of">${services}</span>`}</th><th class="money">${rows.length > 1 ? money(subtotal) : ''}</th></tr>
${rows.map(row)}</tbody>`;

const row = ({ title, notes, isCredit, period, explanation, quantity, amount }: InvoiceRow): Html =>
  html`<tr class="row${isCredit ? ' credit' : ''}"><td class="text"><div class="about">${isCredit ? html`<span class="tag">Credit</span>` : ''}<span class="title">${quantity > 1 ? `${quantity} × ` : ''}${title}</span>${notes.map((note) => html`<p class="note">${note}</p>`)}</div>${why(explanation)}</td><td class="period">${period}</td><td class="money">${money(amount)}</td></tr>
`;

const why = (explanation: string | null): Html | '' =>
  explanation === null
    ? ''
    : html`<details class="why"><summary>How this was worked out</summary><p>${explanation}</p></details>`;

function sums({ amount, taxes, total }: InvoiceDocument): Html {
  return html`<dl class="sums">
<dt>Subtotal ex tax</dt><dd>${money(amount)}</dd>
${taxes.map(({ rate, amount: taxed, tax }) =>
  rate === 0
    ? html`<dt>No tax on ${money(taxed)}</dt><dd>${money(tax)}</dd>`
    : html`<dt>Tax ${percent(rate)} on ${money(taxed)}</dt><dd>${money(tax)}</dd>`,
)}
<dt class="grand">Total</dt><dd class="grand">${money(total)}</dd>
</dl>`;
}

const foot = (invoice: InvoiceDocument): Html => html`<footer class="foot">
${
  isCreditInvoice(invoice)
    ? html`<p>More goes back than is charged: nothing is to be paid on this invoice.</p>`
    : ''
}<p>Amounts of lines are without tax; tax is worked out line by line.<span class="screen"> Each line says how its amount came about.</span></p>
<p><span class="whole">${invoice.issuer.name}</span> · <span class="whole">${kindOf(invoice)} ${invoice.number}</span> · <span class="whole">Account ${invoice.account.reference}</span></p>
</footer>`;
