/** One table for every list. On a phone its rows become small cards, each cell under its heading. */
import type { Piece } from './blocks.ts';
import { attr, type Html, html } from './html.ts';

export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => Piece;
  /** `number` is set flush right; `row` and `key` (short, never broken) name the row; `bare` is for buttons. */
  readonly kind?: 'number' | 'row' | 'key' | 'bare';
  /** What stands below the column's last row. */
  readonly foot?: Piece;
}

export interface TableOf<Row> {
  /** What the table holds, read out before it; not shown where a heading already says so. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** For what must stay a table on a phone (scrolls sideways instead). */
  readonly isWide?: boolean;
  readonly isFaulty?: (row: Row) => boolean;
}

/** Roles are written out: a stacked table (`display: block`) would lose its own. A wide one can be scrolled by keyboard. */
export function table<Row>({ label, columns, rows, isWide = false, isFaulty }: TableOf<Row>): Html {
  const hasFoot = columns.some((column) => column.foot !== undefined);
  return html`
<div class="table-wrap"${isWide ? html` tabindex="0" role="region" aria-label="${label}"` : ''}>
<table role="table"${attr('class', !isWide && 'stacks')} aria-label="${label}">
<thead role="rowgroup"><tr role="row">${columns.map(headCell)}</tr></thead>
<tbody role="rowgroup">${rows.map(
    (row) =>
      html`<tr role="row"${attr('class', isFaulty?.(row) && 'faulty')}>${columns.map((column) => bodyCell(column, row))}</tr>
`,
  )}</tbody>${
    hasFoot
      ? html`<tfoot role="rowgroup"><tr role="row">${columns.map(
          (column, index) =>
            html`<${index === 0 ? 'th' : 'td'} role="${index === 0 ? 'rowheader' : 'cell'}" data-label="${column.head}"${attr('class', column.kind === 'number' && 'number')}>${filling(column.foot ?? '')}</${index === 0 ? 'th' : 'td'}>`,
        )}</tr></tfoot>`
      : ''
  }
</table></div>`;
}

/** A block around it keeps a cell's pieces together beside its heading on a phone. */
const filling = (content: Piece): Html => html`<div>${content}</div>`;

function headCell<Row>(column: Column<Row>): Html {
  const text = column.kind === 'bare' ? html`<span class="out-of-sight">${column.head}</span>` : column.head;
  return html`<th scope="col" role="columnheader"${attr('class', column.kind === 'number' && 'number')}>${text}</th>`;
}

function bodyCell<Row>(column: Column<Row>, row: Row): Html {
  const content = filling(column.cell(row));
  switch (column.kind) {
    case 'row':
      return html`<th scope="row" role="rowheader" data-label="${column.head}">${content}</th>`;
    case 'key':
      return html`<th scope="row" role="rowheader" class="key" data-label="${column.head}">${content}</th>`;
    case 'number':
      return html`<td role="cell" class="number" data-label="${column.head}">${content}</td>`;
    case 'bare':
      return html`<td role="cell" class="bare" data-label="${column.head}">${content}</td>`;
    default:
      return html`<td role="cell" data-label="${column.head}">${content}</td>`;
  }
}

/** What stands where a list would be. */
export const empty = (title: string, text: Html | string, actions?: Html): Html => html`
<div class="empty"><strong>${title}</strong><p>${text}</p>${actions ? html`<div class="actions">${actions}</div>` : ''}</div>`;
