import { describe, expect, it } from 'vitest';
import { addRows, clear, fillDown, paste, removeRows, typeInto } from '#console/browser/edits.ts';
import { type Command, cellText, type Sheet, toRow, typedCell } from '#console/browser/sheet.ts';
import { aSheet, cellsOf, rowAt } from './a-sheet.ts';

const block = (top: number, left: number, bottom = top, right = left) => ({ top, bottom, left, right });
const HEADINGS = ['Code', 'Price', 'Day'];

function done(
  sheet: Sheet,
  edit: { readonly ok: boolean; readonly command?: Command; readonly reason?: string },
) {
  if (!edit.command) throw new Error(edit.reason);
  sheet.run(edit.command);
}
const pasteInto = (sheet: Sheet, where: ReturnType<typeof block>, texts: string[][], shown = sheet.rows) =>
  paste({ sheet, shown, block: where, texts, headings: HEADINGS });

describe('what is typed', () => {
  it('is kept exactly so: leading zeros, comma decimals, blanks', () => {
    expect(typedCell('0011', null)).toBe('0011');
    expect(typedCell('0,05', 0.05)).toBe('0,05');
    expect(typedCell(' x ', null)).toBe(' x ');
    expect(typedCell('', 'x')).toBe(null);
  });

  it('leaves the cell as it is where it says the same: a number stays a number', () => {
    for (const cell of [0.02, true, 'x', null, '0011']) expect(typedCell(cellText(cell), cell)).toBe(cell);
  });

  it('into Status or Message is refused', () => {
    const sheet = aSheet(['A', '1', null]);
    expect(typeInto(rowAt(sheet, 0), 3, 'x', 3)).toMatchObject({ ok: false });
    expect(clear(sheet.rows, block(0, 3), 3)).toMatchObject({ ok: false });
    expect(pasteInto(sheet, block(0, 4), [['x']])).toMatchObject({ ok: false });
  });
});

describe('what is not saved', () => {
  it('is known row by row, and no more once a row is as it was', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null]);
    done(sheet, typeInto(rowAt(sheet, 0), 1, '9', 3));
    expect([...sheet.edited]).toEqual([rowAt(sheet, 0)]);
    done(sheet, typeInto(rowAt(sheet, 0), 1, '1', 3));
    expect(sheet.isSaved).toBe(true);
  });

  it('is not an empty new row; it is one with a word in it, and a saved one that was taken out', () => {
    const sheet = aSheet(['A', '1', null]);
    sheet.run(addRows(sheet, null));
    expect(sheet.isSaved).toBe(true);
    done(sheet, typeInto(rowAt(sheet, 1), 0, 'B', 3));
    expect(sheet.edited.size).toBe(1);
    sheet.run(removeRows(sheet, [rowAt(sheet, 1)]));
    expect(sheet.isSaved).toBe(true);
    sheet.run(removeRows(sheet, [rowAt(sheet, 0)]));
    expect(sheet.gone.size).toBe(1);
  });
});

describe('rows that come page by page', () => {
  it('stand behind those that came before, and before new ones at the end; new ones among them stay where they are', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null]);
    sheet.run(addRows(sheet, rowAt(sheet, 0)));
    sheet.run(addRows(sheet, null));
    const [, middle, , end] = sheet.rows;
    sheet.append([toRow([3, 1, ['C', '3', null]])]);
    expect(sheet.rows.map(({ id }) => id)).toEqual([1, null, 2, 3, null]);
    expect([sheet.rows[1], sheet.rows[4]]).toEqual([middle, end]);
  });
});

describe('undo', () => {
  it('takes back typing, pasting, added and deleted rows one after the other, and does them again', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null], ['C', '3', null]);
    const states = [cellsOf(sheet)];
    const step = (deed: () => void) => {
      deed();
      states.push(cellsOf(sheet));
    };
    step(() => done(sheet, typeInto(rowAt(sheet, 1), 1, '9', 3)));
    step(() =>
      done(
        sheet,
        pasteInto(sheet, block(2, 0), [
          ['X', '7'],
          ['Y', '8'],
        ]),
      ),
    );
    step(() => sheet.run(removeRows(sheet, [rowAt(sheet, 0), rowAt(sheet, 2)])));
    step(() => sheet.run(addRows(sheet, rowAt(sheet, 0), 2)));
    for (const state of states.slice(0, -1).toReversed()) {
      expect(sheet.undo()).not.toBeNull();
      expect(cellsOf(sheet)).toEqual(state);
    }
    expect(sheet.undo()).toBeNull();
    expect(sheet.isSaved).toBe(true);
    for (const state of states.slice(1)) {
      sheet.redo();
      expect(cellsOf(sheet)).toEqual(state);
    }
    expect(sheet.redo()).toBeNull();
  });

  it('is over for what was undone once something else is done', () => {
    const sheet = aSheet(['A', '1', null]);
    done(sheet, typeInto(rowAt(sheet, 0), 1, '2', 3));
    sheet.undo();
    done(sheet, typeInto(rowAt(sheet, 0), 2, 'x', 3));
    expect(sheet.redoable).toBeNull();
    expect(sheet.undoable).toBe('Typing');
  });

  it('takes back its own cells alone: what came from somebody else into the row stays', () => {
    const sheet = aSheet(['A', '1', null]);
    const row = rowAt(sheet, 0);
    done(sheet, typeInto(row, 1, '2', 3));
    row.cells = [row.cells[0] ?? null, row.cells[1] ?? null, 'theirs'];
    sheet.undo();
    expect(row.cells).toEqual(['A', '1', 'theirs']);
  });

  it('makes no step of what changes nothing', () => {
    const sheet = aSheet(['A', '1', null]);
    done(sheet, typeInto(rowAt(sheet, 0), 1, '1', 3));
    done(sheet, clear(sheet.rows, block(0, 2), 3));
    expect(sheet.undoable).toBeNull();
  });
});

describe('pasting', () => {
  it('writes the block from the first selected cell on, and adds rows beyond the last', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null]);
    done(
      sheet,
      pasteInto(sheet, block(1, 0), [
        ['0011', '0,5'],
        ['0012', '3'],
      ]),
    );
    expect(cellsOf(sheet)).toEqual([
      ['A', '1', null],
      ['0011', '0,5', null],
      ['0012', '3', null],
    ]);
    expect(rowAt(sheet, 2).id).toBeNull();
  });

  it('fills a selection with one cell, and one that is a multiple of the block several times', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null], ['C', '3', null], ['D', '4', null]);
    done(sheet, pasteInto(sheet, block(0, 1, 3, 2), [['x']]));
    expect(cellsOf(sheet).map((cells) => cells.slice(1))).toEqual(Array(4).fill(['x', 'x']));
    done(sheet, pasteInto(sheet, block(0, 0, 3, 0), [['P'], ['Q']]));
    expect(cellsOf(sheet).map(([code]) => code)).toEqual(['P', 'Q', 'P', 'Q']);
    done(sheet, pasteInto(sheet, block(0, 0, 2, 0), [['R'], ['S']]));
    expect(cellsOf(sheet).map(([code]) => code)).toEqual(['R', 'S', 'P', 'Q']);
  });

  it('refuses a block that would reach over Status and Message, and says how much room there is', () => {
    const sheet = aSheet(['A', '1', null]);
    const refused = pasteInto(sheet, block(0, 1), [['1', '2', '3']]);
    expect(refused).toMatchObject({
      ok: false,
      reason: expect.stringContaining('3 columns wide, and from here there are 2'),
    });
    expect(cellsOf(sheet)).toEqual([['A', '1', null]]);
  });

  it('leaves out a first row that repeats the headings', () => {
    const sheet = aSheet(['A', '1', null]);
    done(
      sheet,
      pasteInto(sheet, block(0, 0), [
        ['Code', 'Price'],
        ['B', '2'],
      ]),
    );
    expect(cellsOf(sheet)).toEqual([['B', '2', null]]);
    done(sheet, pasteInto(sheet, block(0, 0), [['Code', 'Price']]));
    expect(cellsOf(sheet)).toEqual([['Code', 'Price', null]]);
  });

  it('empties cells under empty cells, also where a line of the block is shorter', () => {
    const sheet = aSheet(['A', '1', 'x'], ['B', '2', 'y']);
    done(sheet, pasteInto(sheet, block(0, 1), [['', '5'], ['9']]));
    expect(cellsOf(sheet)).toEqual([
      ['A', null, '5'],
      ['B', '9', null],
    ]);
  });

  it('goes into the rows that are shown, and past the last of them to the end of the sheet', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null], ['C', '3', null]);
    const shown = [rowAt(sheet, 0), rowAt(sheet, 2)];
    done(sheet, pasteInto(sheet, block(0, 1), [['7'], ['8'], ['9']], shown));
    expect(cellsOf(sheet).map(([, price]) => price)).toEqual(['7', '2', '8', '9']);
  });
});

describe('filling down', () => {
  it('copies the first row of the selection into the others, value and kind', () => {
    const sheet = aSheet(['A', 0.05, true], ['B', '2', null], ['C', null, null]);
    done(sheet, fillDown(sheet.rows, block(0, 1, 2, 2), 3));
    expect(cellsOf(sheet)).toEqual([
      ['A', 0.05, true],
      ['B', 0.05, true],
      ['C', 0.05, true],
    ]);
  });

  it('of a single row takes what stands above it; in the first row there is nothing', () => {
    const sheet = aSheet(['A', '1', null], ['B', '2', null]);
    done(sheet, fillDown(sheet.rows, block(1, 1), 3));
    expect(rowAt(sheet, 1).cells[1]).toBe('1');
    expect(fillDown(sheet.rows, block(0, 1), 3)).toMatchObject({ ok: false });
  });

  it('stops before Status and Message', () => {
    const sheet = aSheet(['A', '1', 'x'], ['B', '2', null]);
    done(sheet, fillDown(sheet.rows, block(0, 2, 1, 4), 3));
    expect(rowAt(sheet, 1).cells).toEqual(['B', '2', 'x']);
    expect(fillDown(sheet.rows, block(0, 3, 1, 4), 3)).toMatchObject({ ok: false });
  });
});
