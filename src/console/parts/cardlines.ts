/** Cardlines as people read them: what for, which days, how much, and the arithmetic that gave it (BILL-12). */

import type { KindTally, RunTally } from '#app/ports/billing.ts';
import type { Cardline } from '#app/ports/ledger.ts';
import { CARDLINE_KINDS, type CardlineKind, type LineBasis } from '#core/billing/terms.ts';
import type { Side } from '#core/catalogue/rows.ts';
import { formatId } from '#core/ids.ts';
import { cents } from '#core/money.ts';
import { grouped } from '#core/words.ts';
import { badge } from './badge.ts';
import { codeLink, link } from './blocks.ts';
import { money, period } from './formats.ts';
import { type Html, html, path } from './html.ts';
import { type Column, table } from './table.ts';

const KIND_WORDS: Readonly<Record<CardlineKind, string>> = {
  setup_fee: 'Setup fee',
  access_fee: 'Access fee',
  feature_fee: 'Service feature fee',
  bolt_on_fee: 'Bolt-on fee',
  usage: 'Usage',
  product: 'Product',
  credit: 'Credit',
};

/** "Access fee", "Credit of an access fee". */
export const kindText = ({ kind, credits }: Pick<Cardline, 'kind' | 'credits'>): string =>
  kind === 'credit' && credits !== null ? `Credit: ${KIND_WORDS[credits].toLowerCase()}` : KIND_WORDS[kind];

/** The arithmetic in short: "17 of 31 days of 49.95", "2 × 49.95", "charged 49.95, 20.90 of it stays". */
export function arithmetic({ fee, wholes, parts, charged }: LineBasis, amount: Cardline['amount']): string {
  const shares = [
    ...(wholes > 0 ? [wholes === 1 ? money(fee) : `${wholes} × ${money(fee)}`] : []),
    ...parts.map(({ days, ofDays }) => `${days} of ${ofDays} days of ${money(fee)}`),
  ].join(' + ');
  if (charged === null) return shares;
  const stays = cents(charged + amount);
  return `${money(charged)} was charged, ${stays === 0 ? 'nothing' : `${money(stays)}${shares ? ` (${shares})` : ''}`} stays`;
}

const whatFor = (line: Cardline): Html =>
  html`${
    line.id === null
      ? kindText(line)
      : link(path('billing', 'cardlines', formatId('cardline', line.id)), kindText(line))
  }<span class="sub">${line.packagePlan ?? ''}${line.service ? html` · ${line.service.plan}${line.service.identifier ? ` ${line.service.identifier}` : ''}` : ''}${line.item ? ` · ${line.item}` : ''}${line.basis.contract ? ` · break-out fee of contract ${line.basis.contract.contractType}` : ''}</span>`;

const ACCOUNT: Column<Cardline> = {
  head: 'Account',
  cell: ({ account }) => codeLink(path('accounts', account), account),
};
const INVOICE: Column<Cardline> = {
  head: 'Invoice',
  cell: ({ invoice }) =>
    invoice === null ? badge('wait', 'Pending') : codeLink(path('invoices', invoice), invoice),
};

export const cardlineTable = (
  lines: readonly Cardline[],
  shown: { readonly account?: boolean; readonly invoice?: boolean } = {},
): Html =>
  table({
    label: 'Cardlines',
    rows: lines,
    columns: [
      { head: 'Line', kind: 'row', cell: whatFor },
      ...(shown.account ? [ACCOUNT] : []),
      { head: 'Days', cell: ({ from, to }) => period(from, to) },
      { head: 'How it came about', cell: ({ basis, amount }) => arithmetic(basis, amount) },
      { head: 'Amount', kind: 'number', cell: ({ amount }) => money(amount) },
      { head: 'Tax', kind: 'number', cell: ({ tax }) => money(tax) },
      ...(shown.invoice ? [INVOICE] : []),
    ],
  });

const NOTHING: KindTally = { lines: 0, amount: 0, tax: 0 };

/** A run's counts and sums by kind. */
export function tallyTable(tally: RunTally, side: Side): Html {
  const rows = CARDLINE_KINDS.flatMap((kind) => {
    const sum = tally[side][kind];
    return sum ? [{ kind, ...sum }] : [];
  });
  const total = rows.reduce(
    (sum, { lines, amount, tax }) => ({
      lines: sum.lines + lines,
      amount: sum.amount + amount,
      tax: sum.tax + tax,
    }),
    NOTHING,
  );
  return table({
    label: 'Totals by kind',
    rows,
    columns: [
      { head: 'Kind', kind: 'row', cell: ({ kind }) => KIND_WORDS[kind], foot: 'Total' },
      { head: 'Lines', kind: 'number', cell: ({ lines }) => grouped(lines), foot: grouped(total.lines) },
      {
        head: 'Amount ex tax',
        kind: 'number',
        cell: ({ amount }) => money(cents(amount)),
        foot: money(cents(total.amount)),
      },
      { head: 'Tax', kind: 'number', cell: ({ tax }) => money(cents(tax)), foot: money(cents(total.tax)) },
      {
        head: 'Total',
        kind: 'number',
        cell: ({ amount, tax }) => money(cents(amount + tax)),
        foot: money(cents(total.amount + total.tax)),
      },
    ],
  });
}

export const linesOf = (tally: RunTally, side: Side): number =>
  Object.values(tally[side]).reduce((sum, { lines }) => sum + lines, 0);
