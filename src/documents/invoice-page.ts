/**
 * An invoice as a page: complete in itself, so that it can be opened, kept, printed and sent on as one file. It has no
 * script, loads nothing, and its policy allows its own style alone.
 */
import { html, raw } from 'hono/html';
import type { InvoiceDocument } from '#app/invoices/invoice-document.ts';
import { base64 } from './base64.ts';
import {
  type InvoiceRow,
  type InvoiceSection,
  invoiceSections,
  money,
  spokenDay,
  spokenPeriod,
} from './invoice-sections.ts';
import { INVOICE_STYLE } from './invoice-style.ts';
import {
  businessNumberInWords,
  heroOf,
  isCreditInvoice,
  isVoid,
  kindOf,
  remarksOf,
  sumsOf,
} from './invoice-words.ts';

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
      'content-security-policy': `default-src 'none'; style-src '${await styleHash()}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
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
<div>${logo(issuer.logo)}<p class="issuer">${issuer.name}</p>${businessNumber(issuer.businessNumber)}</div>
<div class="what"><h1>${kindOf(invoice)}</h1><p class="number">${number}</p>${isVoid(invoice) ? html`<p><span class="void">Void</span></p>` : ''}</div>
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

const businessNumber = (number: string | null): Html | '' =>
  number === null ? '' : html`<p class="business">${businessNumberInWords(number)}</p>`;

/** Part of the page itself, which loads nothing. */
const logo = (png: Uint8Array | null): Html | '' =>
  png === null ? '' : html`<img class="logo" alt="" src="data:image/png;base64,${base64(png)}">`;

function facts(invoice: InvoiceDocument): Html {
  const { customer, account, issuedOn, period } = invoice;
  const isCredit = isCreditInvoice(invoice);
  const hero = heroOf(invoice);
  return html`<section class="facts" aria-label="At a glance">
<div><span class="label">${isCredit ? 'To' : 'Bill to'}</span><p class="customer"><strong>${customer.name}</strong>${customer.address ?? ''}</p></div>
<dl>
<dt>Account</dt><dd>${account.reference}</dd>
<dt>Invoice date</dt><dd><time datetime="${issuedOn}">${spokenDay(issuedOn)}</time></dd>
<dt>Invoice period</dt><dd>${spokenPeriod(period)}</dd>
</dl>
<div class="hero${isCredit ? ' credit' : ''}"><span class="label">${hero.label}</span><span class="amount">${hero.amount}</span><span class="soft">${hero.tax}</span></div>
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

const sums = (invoice: InvoiceDocument): Html => {
  const all = sumsOf(invoice);
  return html`<dl class="sums">${all.map(([label, amount], at) => {
    const grand = at === all.length - 1 ? html` class="grand"` : '';
    return html`
<dt${grand}>${label}</dt><dd${grand}>${amount}</dd>`;
  })}
</dl>`;
};

const foot = (invoice: InvoiceDocument): Html => {
  const remarks = remarksOf(invoice);
  return html`<footer class="foot">
${remarks.map((remark, at) => html`<p>${remark}${at === remarks.length - 1 ? html`<span class="screen"> Each line says how its amount came about.</span>` : ''}</p>`)}
<p><span class="whole">${invoice.issuer.name}</span> · <span class="whole">${kindOf(invoice)} ${invoice.number}</span> · <span class="whole">Account ${invoice.account.reference}</span></p>
</footer>`;
};
