/** Moving the selection about the grid. */
import type { GridApp } from './app.ts';
import { jump, type Move, moved, stepped } from './selection.ts';

export const move = (app: GridApp, by: Move): void => app.select(moved(app.selection, by, app.bounds));

/** Tab and Shift+Tab. */
export const step = (app: GridApp, by: 1 | -1): void => app.select(stepped(app.selection, by, app.bounds));

type Way = -1 | 0 | 1;

/** Ctrl with an arrow. */
export function jumpTo(app: GridApp, rows: Way, columns: Way, isExtending: boolean): void {
  const from = isExtending ? app.selection.end : app.selection.active;
  const { rows: height, columns: width } = app.bounds;
  const most =
    rows < 0
      ? from.row
      : rows > 0
        ? height - 1 - from.row
        : columns < 0
          ? from.column
          : width - 1 - from.column;
  const isFilled = (passed: number): boolean => {
    const row = app.shown[from.row + rows * passed];
    return row !== undefined && app.textOf(row, from.column + columns * passed) !== '';
  };
  const steps = jump(isFilled, Math.max(0, most));
  move(app, { rows: rows * steps, columns: columns * steps, isExtending });
}

export const selectAll = (app: GridApp): void =>
  app.select({
    active: { row: 0, column: 0 },
    end: { row: app.shown.length - 1, column: app.width - 1 },
  });

export function selectRows(app: GridApp): void {
  const { active, end } = app.selection;
  app.select({ active: { row: active.row, column: 0 }, end: { row: end.row, column: app.width - 1 } });
}

export function selectColumns(app: GridApp): void {
  const { active, end } = app.selection;
  app.select({
    active: { row: 0, column: active.column },
    end: { row: app.shown.length - 1, column: end.column },
  });
}

/** The next cell with a fault behind the active one, and round again. */
export function goToNextFault(app: GridApp): void {
  const faults = app.listFaults();
  const { row, column } = app.selection.active;
  const here = app.shown[row];
  const place = here ? app.numberOf(here) : 0;
  const next =
    faults.find((fault) => {
      const there = app.numberOf(fault.row);
      return there > place || (there === place && fault.column > column);
    }) ?? faults[0];
  if (next) app.goTo(next.row, next.column);
  else app.say('There are no faults that the cells alone tell. Check looks at the whole workbook.');
}
