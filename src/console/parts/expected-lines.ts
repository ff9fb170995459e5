/** Lines that runs are going to make, each with how it comes about (BILL-11, BILL-12). */
import type { ExpectedLine } from '#app/subscriptions/next-run.ts';
import type { WhatIfLine } from '#app/subscriptions/simulate-subscription.ts';
import { kindText } from './cardlines.ts';
import { day, money, period, unbroken } from './formats.ts';
import { type Html, html } from './html.ts';
import { type Column, table } from './table.ts';

const LINE: Column<ExpectedLine> = {
  head: 'Line',
  kind: 'row',
  cell: (line) =>
    html`${kindText(line)}<span class="sub">${line.packagePlan}${line.servicePlan ? ` · ${line.servicePlan}` : ''}${line.item ? ` · ${line.item}` : ''}${line.side === 'buy' ? ' · our own cost' : ''}</span>`,
};
const REST: readonly Column<ExpectedLine>[] = [
  { head: 'Days', cell: (line) => period(line.from, line.to) },
  {
    head: 'How it comes about',
    cell: ({ explanation }) => html`<span class="small">${unbroken(explanation.text)}</span>`,
  },
  { head: 'Amount', kind: 'number', cell: ({ amount }) => money(amount) },
  { head: 'Tax', kind: 'number', cell: ({ tax }) => money(tax) },
];

/** Of one run. */
export const expectedTable = (label: string, rows: readonly ExpectedLine[]): Html =>
  table({ label, rows, columns: [LINE, ...REST] });

/** Of several runs, each line with its day. */
export const whatIfTable = (label: string, rows: readonly WhatIfLine[]): Html =>
  table<WhatIfLine>({
    label,
    rows,
    columns: [LINE, { head: 'Made on', cell: ({ generatedOn }) => day(generatedOn) }, ...REST],
  });
