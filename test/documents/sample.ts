/** Invoices to write down. */
import type { InvoiceDocument, InvoiceLine } from '#app/invoices/invoice-document.ts';
import type { Instant } from '#core/calendar.ts';
import { cents, GST } from '#core/money.ts';
import { day } from '#test/support/ledger-builders.ts';

export const aLine = (overrides: Partial<InvoiceLine> = {}): InvoiceLine => ({
  id: 1,
  kind: 'access_fee',
  isCredit: false,
  subscriptionId: 1,
  packagePlan: { code: 'HOME', name: 'Bluegum Home' },
  service: null,
  item: null,
  from: day('2026-03-01'),
  to: day('2026-03-31'),
  amount: cents(6000),
  tax: cents(600),
  taxRate: GST,
  basis: { fee: cents(6000), wholes: 1, parts: [], charged: null, rule: 'whole' },
  explanation: {
    rules: ['FEE-3'],
    text: 'Access fee for March: one whole period, 60.00.',
    days: 31,
    ofDays: 31,
    fee: '60.00',
    wholePeriods: 1,
    parts: [],
  },
  ...overrides,
});

export const aCredit = (overrides: Partial<InvoiceLine> = {}): InvoiceLine =>
  aLine({
    id: 2,
    isCredit: true,
    from: day('2026-03-11'),
    amount: cents(-4065),
    tax: cents(-407),
    basis: {
      fee: cents(6000),
      wholes: 0,
      parts: [{ days: 10, ofDays: 31 }],
      charged: cents(6000),
      rule: 'credit_part',
    },
    ...overrides,
  });

const total = (lines: readonly InvoiceLine[], of: 'amount' | 'tax') =>
  cents(lines.reduce((sum, line) => sum + line[of], 0));

export function anInvoice(
  lines: readonly InvoiceLine[],
  overrides: Partial<InvoiceDocument> = {},
): InvoiceDocument {
  const [amount, tax] = [total(lines, 'amount'), total(lines, 'tax')];
  return {
    id: 1,
    kind: 'invoice',
    number: 'BG-1042',
    account: { reference: 'BG-10001', name: 'Ann Example' },
    issuedOn: day('2026-03-03'),
    period: { from: day('2026-03-01'), to: day('2026-03-31') },
    createdAt: '2026-03-03T00:00:00.000Z' as Instant,
    issuer: { name: 'Bluegum Telecom', businessNumber: 'ABN 51 824 753 556', logo: null },
    customer: { name: 'Ann Example', address: '1 High Street\nGeelong VIC 3220' },
    identifiers: new Map(),
    amount,
    tax,
    total: cents(amount + tax),
    balanceBrought: cents(0),
    amountDue: cents(Math.max(0, amount + tax)),
    counterpart: null,
    reason: null,
    taxes: [{ rate: GST, amount, tax }],
    lines,
    ...overrides,
  };
}
