import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import { cents, GST, TAX_FREE } from '#core/money.ts';
import { invoicePage } from '#documents/invoice-page.ts';
import { invoiceSections, money, percent } from '#documents/invoice-sections.ts';
import { day } from '#test/support/ledger-builders.ts';
import { aCredit, aLine, anInvoice } from './sample.ts';

/** What the page says, without its tags. */
const wordsOf = async (invoice: InvoiceDocument): Promise<string> =>
  (await invoicePage(invoice)).body
    .replace(/<style>[\s\S]*<\/style>/, '')
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll('\u00a0', ' ')
    .replaceAll(/\s+/g, ' ');

describe('the page of an invoice', () => {
  it('says who, to whom, what for, for when, and how much', async () => {
    const words = await wordsOf(anInvoice([aLine()]));
    for (const said of [
      'Bluegum Telecom',
      'ABN 51 824 753 556',
      'Tax invoice',
      'BG-1042',
      'Bill to Ann Example 1 High Street Geelong VIC 3220',
      'Account BG-10001',
      'Invoice date 3 Mar 2026',
      'Invoice period 1 Mar 2026 – 31 Mar 2026',
      'Total $66.00 including $6.00 tax',
      'Bluegum Home Access fee How this was worked out Access fee for March: one whole period, 60.00. 1 Mar 2026 – 31 Mar 2026 $60.00',
      'Subtotal ex tax $60.00 Tax 10 % on $60.00 $6.00 Total $66.00',
    ])
      expect(words).toContain(said);
  });

  it('marks credits, and is a credit invoice where more goes back than is charged', async () => {
    const words = await wordsOf(anInvoice([aCredit()]));
    expect(words).toContain('Credit invoice BG-1042');
    expect(words).toContain('In your favour $44.72 including $4.07 tax');
    expect(words).toContain('Credit Access fee $60.00 charged, less $19.35 for 10 of 31 days used');
    expect(words).toContain('−$40.65');
    expect(words).toContain('nothing is to be paid');
    const mixed = await wordsOf(anInvoice([aLine(), aCredit()]));
    expect(mixed).toContain('Tax invoice BG-1042');
    expect(mixed).not.toContain('nothing is to be paid');
  });

  it('is a plain invoice where nothing is taxed', async () => {
    const lines = [aLine({ taxRate: TAX_FREE, tax: cents(0) })];
    const words = await wordsOf(
      anInvoice(lines, { taxes: [{ rate: TAX_FREE, amount: cents(6000), tax: cents(0) }] }),
    );
    expect(words).not.toContain('Tax invoice');
    expect(words).toContain('Total $60.00 no tax');
    expect(words).toContain('No tax on $60.00 $0.00');
  });

  it('calls a bare business number by its name, and leaves it out where there is none', async () => {
    const issuer = { name: 'Bluegum Telecom', businessNumber: '51 824 753 556', logo: null };
    expect(await wordsOf(anInvoice([aLine()], { issuer }))).toContain('Business number 51 824 753 556');
    const without = { name: 'Bluegum Telecom', businessNumber: null, logo: null };
    expect(await wordsOf(anInvoice([aLine()], { issuer: without }))).not.toContain('Business number');
  });

  it('escapes what people wrote', async () => {
    const { body } = await invoicePage(
      anInvoice([aLine({ packagePlan: { code: 'X', name: '<b>Bold</b>' } })], {
        customer: { name: '<script>alert(1)</script>', address: '"><img src=x>' },
      }),
    );
    expect(body).not.toMatch(/<(script|b|img)\b/);
    expect(body).toContain('&lt;script&gt;');
  });

  it('has no script, loads nothing, and its policy allows its own style alone', async () => {
    const { body, headers } = await invoicePage(anInvoice([aLine()]));
    expect(body).not.toMatch(/<(script|link|img|iframe|form)\b|\bon\w+=|\bstyle="|url\(|@import/);
    const style = /<style>([\s\S]*)<\/style>/.exec(body)?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(headers['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    );
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
  });
});

describe('how lines are laid out', () => {
  const voice = (id: number, identifier: string | null = null) => ({
    id,
    code: 'VOICE',
    name: 'Voice line',
    identifier,
  });
  const layOut = (lines: readonly InvoiceLine[], identifiers = new Map<number, readonly string[]>()) =>
    invoiceSections({ lines, identifiers });

  it('a section for each subscription, with what it comes to', () => {
    const sections = layOut([
      aLine(),
      aLine({ id: 2, subscriptionId: 2 }),
      aLine({ id: 3, from: day('2026-02-15'), to: day('2026-02-28'), amount: cents(3000) }),
      aLine({ id: 4, subscriptionId: null, packagePlan: null, kind: 'product', amount: cents(500) }),
    ]);
    expect(sections.map(({ heading, rows, subtotal }) => [heading, rows.length, subtotal])).toEqual([
      ['Bluegum Home', 2, 9000],
      ['Bluegum Home', 1, 6000],
      ['Other charges', 1, 500],
    ]);
    expect(sections[0]?.rows.map(({ period }) => period.replaceAll('\u00a0', ' '))).toEqual([
      '15 Feb 2026 – 28 Feb 2026',
      '1 Mar 2026 – 31 Mar 2026',
    ]);
  });

  it('names a service by its plan, with the kind of fee, and by its number where there are several', () => {
    const lines = [aLine({ service: voice(7, '00') }), aLine({ id: 2 })];
    const notes = (identifiers: readonly string[]) =>
      layOut(lines, new Map([[1, identifiers]])).map(({ services, rows }) => [
        services,
        ...rows.map((row) => [row.title, ...row.notes].join(': ')),
      ]);
    expect(notes(['00', '01'])).toEqual([['', 'Access fee', 'Voice line: Access fee · 00']]);
    expect(notes(['00'])).toEqual([['00', 'Access fee', 'Voice line: Access fee']]);
  });

  it('does not say again what a service is called that is called like its package', () => {
    const same = { ...voice(7), name: 'Bluegum Home' };
    expect(layOut([aLine({ service: same })])[0]?.rows).toMatchObject([{ title: 'Access fee', notes: [] }]);
  });

  it('names the services of a subscription in its heading where its lines do not', () => {
    const numbers = (count: number) =>
      new Map([[1, Array.from({ length: count }, (_, index) => `0${index}`)]]);
    expect(layOut([aLine()], numbers(2))[0]?.services).toBe('00, 01');
    expect(layOut([aLine()], numbers(5))[0]?.services).toBe('00, 01, 02 and 2 more');
  });

  it('says what an amount is a part of', () => {
    const part = { fee: cents(6000), charged: null, rule: 'by_day' } as const;
    const notes = (overrides: Partial<InvoiceLine>) => layOut([aLine(overrides)])[0]?.rows[0]?.notes;
    expect(notes({})).toEqual([]);
    expect(notes({ basis: { ...part, wholes: 0, parts: [{ days: 17, ofDays: 31 }] } })).toEqual([
      '17 of 31 days of $60.00',
    ]);
    expect(notes({ basis: { ...part, wholes: 2, parts: [{ days: 5, ofDays: 31 }] } })).toEqual([
      '2 whole periods and 5 of 31 days of $60.00',
    ]);
    expect(notes({ basis: { ...part, wholes: 2, parts: [], rule: 'full_fee' } })).toEqual([
      '2 whole periods of $60.00',
    ]);
    const all = aCredit({
      amount: cents(-6000),
      basis: { fee: cents(6000), wholes: 0, parts: [], charged: cents(6000), rule: 'credit_whole' },
    });
    expect(layOut([all])[0]?.rows[0]?.notes).toEqual(['All of the $60.00 charged']);
  });

  it('names a bolt-on or product by its own name', () => {
    const item = { code: 'STATIC-IP', name: 'Static address' };
    expect(layOut([aLine({ kind: 'bolt_on_fee', item })])[0]?.rows[0]?.title).toBe('Static address');
  });

  it('counts equal lines of a long invoice, so that every line is in it and the sums are the same', () => {
    const lines = Array.from({ length: 600 }, (_, index) =>
      aLine({
        id: index + 1,
        subscriptionId: index + 1,
        service: index % 3 === 0 ? null : voice(index, `0${index}`),
        ...(index % 2 === 0 ? {} : { from: day('2026-02-01'), to: day('2026-02-28') }),
      }),
    );
    const sections = layOut(lines);
    expect(sections).toHaveLength(1);
    expect(sections[0]?.rows.map(({ title, quantity, notes }) => [title, quantity, notes[0]])).toEqual([
      ['Access fee', 100, '$60.00 each'],
      ['Access fee', 100, '$60.00 each'],
      ['Voice line', 200, 'Access fee · $60.00 each'],
      ['Voice line', 200, 'Access fee · $60.00 each'],
    ]);
    expect(sections[0]?.rows.reduce((sum, { amount }) => sum + amount, 0)).toBe(600 * 6000);
    expect(sections[0]?.subtotal).toBe(600 * 6000);
  });
});

it('writes amounts and rates for people', () => {
  expect([cents(0), cents(123_456_789), cents(-5)].map(money)).toEqual(['$0.00', '$1,234,567.89', '−$0.05']);
  expect([GST, 125_000 as typeof GST, 1_000_000 as typeof GST].map(percent)).toEqual([
    '10 %',
    '12.5 %',
    '100 %',
  ]);
});
