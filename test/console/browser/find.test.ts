import { describe, expect, it } from 'vitest';
import { columnFilter, findNext, replaceAll } from '#console/browser/find.ts';
import { at, jump, moved, stepped } from '#console/browser/selection.ts';
import { aSheet, cellsOf } from './a-sheet.ts';

const search = (text: string, also: { isCaseKept?: boolean; isWhole?: boolean } = {}) => ({
  text,
  isCaseKept: false,
  isWhole: false,
  ...also,
});

describe('finding', () => {
  const { rows } = aSheet(['VOICE', '0011', null], ['voice', '61', 'Voice A'], ['DATA', '0011', null]);

  it('goes on behind the active cell, row by row, and round again', () => {
    const places = [0, 1, 2, 3].reduce<{ row: number; column: number }[]>((found) => {
      const from = found.at(-1) ?? { row: 0, column: 0 };
      const next = findNext(rows, 3, search('voice'), from);
      return next ? [...found, next] : found;
    }, []);
    expect(places).toEqual([
      { row: 1, column: 0 },
      { row: 1, column: 2 },
      { row: 0, column: 0 },
      { row: 1, column: 0 },
    ]);
    expect(findNext(rows, 3, search('voice'), { row: 0, column: 0 }, -1)).toEqual({ row: 1, column: 2 });
  });

  it('minds capitals and whole cells where that is asked for; nothing finds nothing', () => {
    const from = { row: 2, column: 2 };
    expect(findNext(rows, 3, search('voice', { isCaseKept: true }), from)).toEqual({ row: 1, column: 0 });
    expect(findNext(rows, 3, search('61', { isWhole: true }), from)).toEqual({ row: 1, column: 1 });
    expect(findNext(rows, 3, search('1', { isWhole: true }), from)).toBeNull();
    expect(findNext(rows, 3, search(''), from)).toBeNull();
  });
});

describe('replacing', () => {
  it('changes every cell that fits in one step, and takes the new text as it is', () => {
    const sheet = aSheet(['a.b', 'A.B', 5], ['axb', null, 'x']);
    const { command, cells } = replaceAll(sheet.rows, 3, search('a.b'), '$&$1', null);
    sheet.run(command);
    expect(cells).toBe(2);
    expect(cellsOf(sheet)).toEqual([
      ['$&$1', '$&$1', 5],
      ['axb', null, 'x'],
    ]);
    sheet.undo();
    expect(sheet.isSaved).toBe(true);
  });

  it('keeps to one column where that is asked for, and empties a cell of which nothing is left', () => {
    const sheet = aSheet(['x', 'x', null]);
    sheet.run(replaceAll(sheet.rows, 3, search('x', { isWhole: true }), '', 1).command);
    expect(cellsOf(sheet)).toEqual([['x', null, null]]);
  });
});

describe('a filter', () => {
  const keeps = (filter: string, text: string) => columnFilter(filter)?.(text);
  it('looks for a part of the text, the whole with =, nothing with = alone, and without with !', () => {
    expect([keeps('oi', 'VOICE'), keeps('oi', 'DATA')]).toEqual([true, false]);
    expect([keeps('=11', '11'), keeps('=11', '0011')]).toEqual([true, false]);
    expect([keeps('=', ''), keeps('=', 'x')]).toEqual([true, false]);
    expect([keeps('!oi', 'VOICE'), keeps('!oi', 'DATA')]).toEqual([false, true]);
    expect(columnFilter('')).toBeNull();
  });
});

describe('moving the selection', () => {
  const bounds = { rows: 3, columns: 4 };
  it('stops at the edges, and with Tab goes on into the next row', () => {
    expect(moved(at(0, 0), { rows: -1 }, bounds)).toEqual(at(0, 0));
    expect(moved(at(2, 3), { rows: 9, columns: 9 }, bounds)).toEqual(at(2, 3));
    expect(stepped(at(0, 3), 1, bounds)).toEqual(at(1, 0));
    expect(stepped(at(1, 0), -1, bounds)).toEqual(at(0, 3));
    expect(stepped(at(2, 3), 1, bounds)).toEqual(at(2, 3));
  });

  it('with Shift grows from the cell that it began at', () => {
    const grown = moved(
      moved(at(1, 1), { rows: 1, isExtending: true }, bounds),
      { columns: 1, isExtending: true },
      bounds,
    );
    expect(grown).toEqual({ active: { row: 1, column: 1 }, end: { row: 2, column: 2 } });
  });

  it('with Ctrl goes to the end of what is filled, or over a gap to what is filled next', () => {
    const filled = [true, true, true, false, false, true, false];
    const from = (place: number) =>
      jump((steps) => filled[place + steps] === true, filled.length - 1 - place);
    expect(from(0)).toBe(2);
    expect(from(2)).toBe(3);
    expect(from(3)).toBe(2);
    expect(from(5)).toBe(1);
    expect(from(6)).toBe(0);
  });
});
