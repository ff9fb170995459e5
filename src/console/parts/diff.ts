/** What changes, row by row, and what is wrong, cell by cell. */
import { counted } from '#core/words.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { PlanCounts, RowChange } from '#core/workbook/publish-plan.ts';
import { badge } from './badge.ts';
import { link } from './blocks.ts';
import { orNothing } from './formats.ts';
import { type Html, html } from './html.ts';
import type { Tone } from './shapes.ts';
import { table } from './table.ts';

const CHANGE_WORDS: Readonly<Record<RowChange['change'], readonly [Tone, string]>> = {
  added: ['good', 'Added'],
  changed: ['warn', 'Changed'],
  removed: ['bad', 'Removed'],
};

/** "+12.5 %", "−5 %". */
export const signedPerCent = (perCent: number): string =>
  `${perCent > 0 ? '+' : ''}${perCent} %`.replace('-', '−');

export const countsText = ({ added, changed, removed }: PlanCounts): string =>
  `${counted(added, 'row')} added, ${changed} changed, ${removed} removed`;

export const diffRows = (changes: readonly RowChange[]): Html => html`${changes.map(diffRow)}`;

function diffRow({ tab, key, change, fields, activeSubscriptions }: RowChange): Html {
  const [tone, word] = CHANGE_WORDS[change];
  return html`
<div class="diff-row ${change}"><h3>${badge(tone, word)}<span>${key}</span><span class="soft small">${tab}${
    activeSubscriptions ? `, ${counted(activeSubscriptions, 'active subscription')}` : ''
  }</span></h3><dl class="change">${fields.map(
    ({ column, from, to, difference, perCent }) =>
      html`<dt>${column}</dt><dd>${
        change === 'changed'
          ? html`<del>${from ?? '(empty)'}</del><span class="arrow" aria-hidden="true"> → </span><span class="out-of-sight"> becomes </span><ins>${to ?? '(empty)'}</ins>${difference === null ? '' : html` <span class="soft small">${difference}${perCent === null ? '' : `, ${signedPerCent(perCent)}`}</span>`}`
          : orNothing(to ?? from)
      }</dd>`,
  )}</dl></div>`;
}

/** Faults or notes with their places; `hrefOf` leads to where it can be put right. */
export const sheetFaults = (
  label: 'What is wrong' | 'Note',
  faults: readonly SheetFault[],
  hrefOf?: (fault: SheetFault) => string,
): Html =>
  table({
    label,
    rows: faults,
    columns: [
      { head: 'Tab', cell: ({ tab }) => tab },
      {
        head: 'Cell',
        kind: 'key',
        cell: (fault) => {
          const place = fault.cell ?? (fault.row === null ? 'Tab' : `Row ${fault.row}`);
          return hrefOf ? link(hrefOf(fault), place) : place;
        },
      },
      { head: 'Row', cell: ({ key }) => orNothing(key) },
      { head: 'Column', cell: ({ column }) => orNothing(column) },
      { head: label, cell: ({ message }) => message },
    ],
  });
