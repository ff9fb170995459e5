import { describe, expect, it } from 'vitest';
import { conflictsOf, differences, settle } from '#console/browser/conflicts.ts';
import { addRows, removeRows, typeInto } from '#console/browser/edits.ts';
import { markSaved, nextPiece, type Piece } from '#console/browser/saving.ts';
import type { Row, Sheet } from '#console/browser/sheet.ts';
import { MOST_SAVED, type PackedRow, type SavedRow } from '#console/browser/wire.ts';
import { aSheet, cellsOf, rowAt } from './a-sheet.ts';

const HEADINGS = ['Code', 'Price'];

function type(sheet: Sheet, row: Row, column: number, text: string): void {
  const edit = typeInto(row, column, text, 2);
  if (edit.ok) sheet.run(edit.command);
}

function addBelow(sheet: Sheet, below: Row | null, ...codes: string[]): void {
  const command = addRows(sheet, below, codes.length);
  sheet.run(command);
  command.added.forEach(({ row }, at) => {
    type(sheet, row, 0, codes[at] ?? '');
  });
}

function piece(sheet: Sheet, number = 0): Piece {
  const next = nextPiece(sheet, HEADINGS, number);
  if (next === null) throw new Error('nothing to save');
  return next;
}

/** As the server answers: a version more, new rows from id 100 on. */
const answered = ({ added, changed }: Piece): SavedRow[] => [
  ...changed.map(({ id, version }): SavedRow => [id ?? 0, version + 1]),
  ...added.map((_, at): SavedRow => [100 + at, 1]),
];

describe('what is sent', () => {
  it('is of a changed row the cells that differ, with the version that was seen; of a new one those that are filled', () => {
    const sheet = aSheet(['A', '1'], ['B', '2'], ['C', '3']);
    type(sheet, rowAt(sheet, 0), 1, '9');
    type(sheet, rowAt(sheet, 1), 1, '');
    addBelow(sheet, null, 'D');
    sheet.run(removeRows(sheet, [rowAt(sheet, 2)]));
    expect(piece(sheet, 4).save).toEqual({
      number: 4,
      add: [{ cells: { Code: 'D' } }],
      after: null,
      change: [
        { id: 1, version: 1, cells: { Price: '9' } },
        { id: 2, version: 1, cells: { Price: null } },
      ],
      remove: [{ id: 3, version: 1 }],
    });
  });

  it('goes in pieces: rows added in the middle first, below the row that they stand under', () => {
    const sheet = aSheet(['A', '1'], ['B', '2']);
    addBelow(sheet, rowAt(sheet, 0), 'X', 'Y');
    addBelow(sheet, null, 'Z');
    type(sheet, rowAt(sheet, 0), 1, '9');
    const first = piece(sheet);
    expect(first.save).toMatchObject({
      after: 1,
      add: [{ cells: { Code: 'X' } }, { cells: { Code: 'Y' } }],
      change: [],
    });
    markSaved(sheet, first, answered(first));
    const second = piece(sheet);
    expect(second.save).toMatchObject({ after: null, add: [{ cells: { Code: 'Z' } }], change: [{ id: 1 }] });
    markSaved(sheet, second, answered(second));
    expect(sheet.isSaved).toBe(true);
    expect(nextPiece(sheet, HEADINGS, 2)).toBeNull();
  });

  it('is never more than one save takes', () => {
    const sheet = aSheet(...Array.from({ length: MOST_SAVED + 3 }, (_, at) => [`C${at}`, '1']));
    for (const row of sheet.rows) type(sheet, row, 1, '2');
    const first = piece(sheet);
    expect(first.save.change).toHaveLength(MOST_SAVED);
    markSaved(sheet, first, answered(first));
    expect(piece(sheet).save.change).toHaveLength(3);
  });

  it('leaves what is typed while it is under way for the next save', () => {
    const sheet = aSheet(['A', '1']);
    type(sheet, rowAt(sheet, 0), 1, '2');
    const first = piece(sheet);
    type(sheet, rowAt(sheet, 0), 1, '3');
    markSaved(sheet, first, answered(first));
    expect(piece(sheet).save.change).toEqual([{ id: 1, version: 2, cells: { Price: '3' } }]);
  });

  it('removes what was added and taken out again before its save was answered', () => {
    const sheet = aSheet(['A', '1']);
    addBelow(sheet, null, 'B');
    const first = piece(sheet);
    sheet.run(removeRows(sheet, [rowAt(sheet, 1)]));
    markSaved(sheet, first, answered(first));
    expect(sheet.edited.size).toBe(0);
    expect(piece(sheet).save.remove).toEqual([{ id: 100, version: 1 }]);
  });

  it('removes again what was added, saved and then undone', () => {
    const sheet = aSheet(['A', '1']);
    addBelow(sheet, null, 'B');
    const first = piece(sheet);
    markSaved(sheet, first, answered(first));
    sheet.undo();
    sheet.undo();
    expect(cellsOf(sheet)).toEqual([['A', '1']]);
    expect(piece(sheet).save.remove).toEqual([{ id: 100, version: 1 }]);
  });

  it('adds as a new row what was deleted, saved and then undone', () => {
    const sheet = aSheet(['A', '1']);
    sheet.run(removeRows(sheet, [rowAt(sheet, 0)]));
    const first = piece(sheet);
    markSaved(sheet, first, []);
    sheet.undo();
    expect(piece(sheet).save).toMatchObject({ add: [{ cells: { Code: 'A', Price: '1' } }], remove: [] });
  });
});

describe('two people at one row', () => {
  const theirs = (cells: readonly string[]) => ({
    id: 1,
    now: { row: [1, 5, cells] as PackedRow, by: 'Kim', at: '2026-03-02T00:00:00.000Z' },
  });

  function aConflict() {
    const sheet = aSheet(['A', '1'], ['B', '2']);
    type(sheet, rowAt(sheet, 0), 1, 'mine');
    const [conflict] = conflictsOf(sheet, [theirs(['A2', 'theirs'])]);
    if (!conflict) throw new Error('no conflict');
    return { sheet, conflict };
  }

  it('are shown with what stood there before, theirs and mine', () => {
    const { conflict } = aConflict();
    expect(differences(conflict)).toEqual([
      { column: 0, before: 'A', theirs: 'A2', mine: 'A' },
      { column: 1, before: '1', theirs: 'theirs', mine: 'mine' },
    ]);
  });

  it('theirs: the row is as they left it, and nothing is left to save', () => {
    const { sheet, conflict } = aConflict();
    settle(sheet, conflict, 'theirs');
    expect(rowAt(sheet, 0)).toMatchObject({ cells: ['A2', 'theirs'], version: 5 });
    expect(sheet.isSaved).toBe(true);
  });

  it('mine: only what I changed goes over theirs, with their version', () => {
    const { sheet, conflict } = aConflict();
    settle(sheet, conflict, 'mine');
    expect(rowAt(sheet, 0).cells).toEqual(['A2', 'mine']);
    expect(piece(sheet).save.change).toEqual([{ id: 1, version: 5, cells: { Price: 'mine' } }]);
  });

  it('a row that they removed comes back as a new one, or stays away', () => {
    for (const [choice, codes] of [
      ['mine', ['A', 'B']],
      ['theirs', ['B']],
    ] as const) {
      const sheet = aSheet(['A', '1'], ['B', '2']);
      type(sheet, rowAt(sheet, 0), 1, 'mine');
      for (const conflict of conflictsOf(sheet, [{ id: 1, now: null }])) settle(sheet, conflict, choice);
      expect(cellsOf(sheet).map(([code]) => code)).toEqual(codes);
      if (choice === 'mine')
        expect(piece(sheet).save).toMatchObject({
          add: [{ cells: { Code: 'A', Price: 'mine' } }],
          change: [],
        });
      else expect(sheet.isSaved).toBe(true);
    }
  });

  it('a row that I deleted and they changed is deleted as it is now, or stands again', () => {
    for (const choice of ['mine', 'theirs'] as const) {
      const sheet = aSheet(['A', '1'], ['B', '2']);
      sheet.run(removeRows(sheet, [rowAt(sheet, 0)]));
      for (const conflict of conflictsOf(sheet, [theirs(['A', '7'])])) settle(sheet, conflict, choice);
      if (choice === 'mine') expect(piece(sheet).save.remove).toEqual([{ id: 1, version: 5 }]);
      else {
        expect(sheet.isSaved).toBe(true);
        expect(cellsOf(sheet)).toContainEqual(['A', '7']);
      }
    }
  });
});
