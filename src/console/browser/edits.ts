/** What people do to a block of cells, as commands: typing, clearing, filling down, pasting, adding and removing rows. */
import { counted } from '#core/words.ts';
import {
  type Cells,
  type CellsChange,
  type Command,
  newRow,
  type PlacedRow,
  type Row,
  type Sheet,
  typedCell,
} from './sheet.ts';

/** A block of the rows that are shown: rows and columns from the first to the last, both included. */
export interface Block {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

export type Edit =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly reason: string };

const done = (command: Command): Edit => ({ ok: true, command });
const refused = (reason: string): Edit => ({ ok: false, reason });

const onlyCells = (name: string, changed: readonly CellsChange[]): Command => ({
  name,
  changed: changed.filter(({ before, after }) => before.some((cell, at) => cell !== after[at])),
  added: [],
  removed: [],
});

/** Columns from `width` on are Cardline's own, and not written into. */
const OWN = 'Status and Message are filled by the check and cannot be written into.';

const withTexts = ({ cells }: Row, left: number, texts: readonly string[]): Cells => {
  const after = [...cells];
  texts.forEach((text, at) => {
    after[left + at] = typedCell(text, cells[left + at]);
  });
  return after;
};

export function typeInto(row: Row, column: number, text: string, width: number): Edit {
  if (column >= width) return refused(OWN);
  return done(onlyCells('Typing', [{ row, before: row.cells, after: withTexts(row, column, [text]) }]));
}

export function clear(shown: readonly Row[], block: Block, width: number, name = 'Clearing'): Edit {
  if (block.left >= width) return refused(OWN);
  const empty = new Array<string>(Math.min(block.right, width - 1) - block.left + 1).fill('');
  return done(
    onlyCells(
      name,
      shown
        .slice(block.top, block.bottom + 1)
        .map((row) => ({ row, before: row.cells, after: withTexts(row, block.left, empty) })),
    ),
  );
}

/** Ctrl+D: the first row of the block into all below it; of a single row, what stands above it. */
export function fillDown(shown: readonly Row[], block: Block, width: number): Edit {
  if (block.left >= width) return refused(OWN);
  const isOneRow = block.top === block.bottom;
  if (isOneRow && block.top === 0) return refused('There is no row above to fill from.');
  const source = shown[isOneRow ? block.top - 1 : block.top];
  if (!source) return refused('There is no row to fill from.');
  const right = Math.min(block.right, width - 1);
  return done(
    onlyCells(
      'Filling down',
      shown.slice(isOneRow ? block.top : block.top + 1, block.bottom + 1).map((row) => ({
        row,
        before: row.cells,
        after: row.cells.map((cell, at) =>
          at >= block.left && at <= right ? (source.cells[at] ?? null) : cell,
        ),
      })),
    ),
  );
}

export interface Paste {
  readonly sheet: Sheet;
  readonly shown: readonly Row[];
  /** What is selected. */
  readonly block: Block;
  readonly texts: readonly (readonly string[])[];
  readonly headings: readonly string[];
}

/**
 * A block from the clipboard, from the selection's first cell on. One cell fills all that is selected, and a selection that is a
 * multiple of the block takes it several times, as in spreadsheets. Rows beyond the last one shown are added. A first row that
 * repeats the headings is left out.
 */
export function paste({ sheet, shown, block, texts, headings }: Paste): Edit {
  const { width } = sheet;
  if (block.left >= width) return refused(OWN);
  const [first, ...rest] = texts;
  const isHeaded =
    rest.length > 0 && first?.every((text, at) => text !== '' && text === headings[block.left + at]) === true;
  const source = isHeaded ? rest : texts;
  const across = Math.max(0, ...source.map(({ length }) => length));
  if (across === 0) return refused('There is nothing on the clipboard.');
  const free = width - block.left;
  if (across > free)
    return refused(
      `The block is ${counted(across, 'column')} wide, and from here ${free === 1 ? 'there is 1' : `there are ${free}`} to write into: ${OWN} Begin further to the left.`,
    );
  const times = (selected: number, size: number) =>
    selected > size && selected % size === 0 ? selected / size : 1;
  const down = times(block.bottom - block.top + 1, source.length);
  const along = times(Math.min(block.right, width - 1) - block.left + 1, across);
  const lines = Array.from({ length: source.length * down }, (_, at) => {
    const line = source[at % source.length] ?? [];
    const even = [...line, ...new Array<string>(across - line.length).fill('')];
    return Array.from({ length: along }, () => even).flat();
  });
  const changed: CellsChange[] = [];
  const added: PlacedRow[] = [];
  for (const [at, line] of lines.entries()) {
    const row = shown[block.top + at];
    if (row) changed.push({ row, before: row.cells, after: withTexts(row, block.left, line) });
    else {
      const blank = newRow(width);
      blank.cells = withTexts(blank, block.left, line);
      added.push({ row: blank, at: sheet.rows.length + added.length });
    }
  }
  return done({ ...onlyCells('Pasting', changed), added });
}

/** Empty rows below a row of the sheet; without one at the end. */
export function addRows(sheet: Sheet, below: Row | null, count = 1): Command {
  const from = below === null ? sheet.rows.length : sheet.rows.indexOf(below) + 1;
  return {
    name: count === 1 ? 'Adding a row' : 'Adding rows',
    changed: [],
    added: Array.from({ length: count }, (_, at) => ({ row: newRow(sheet.width), at: from + at })),
    removed: [],
  };
}

export function removeRows(sheet: Sheet, rows: readonly Row[]): Command {
  const wanted = new Set(rows);
  return {
    name: rows.length === 1 ? 'Deleting a row' : 'Deleting rows',
    changed: [],
    added: [],
    removed: sheet.rows.flatMap((row, at) => (wanted.has(row) ? [{ row, at }] : [])),
  };
}
