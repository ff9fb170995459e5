/** What is selected: an active cell, and the block between it and the cell that the selection began at. */
import type { Block } from './edits.ts';

export interface Spot {
  readonly row: number;
  readonly column: number;
}

export interface Bounds {
  readonly rows: number;
  readonly columns: number;
}

export interface Selection {
  /** Where the selection began; it is the cell that is typed into. */
  readonly active: Spot;
  /** Its opposite corner. */
  readonly end: Spot;
}

export const at = (row: number, column: number): Selection => ({
  active: { row, column },
  end: { row, column },
});

export const blockOf = ({ active, end }: Selection): Block => ({
  top: Math.min(active.row, end.row),
  bottom: Math.max(active.row, end.row),
  left: Math.min(active.column, end.column),
  right: Math.max(active.column, end.column),
});

const clamp = (value: number, size: number) => Math.max(0, Math.min(value, size - 1));

/** The same within other bounds, after rows came or went. */
export const within = ({ active, end }: Selection, { rows, columns }: Bounds): Selection => ({
  active: { row: clamp(active.row, rows), column: clamp(active.column, columns) },
  end: { row: clamp(end.row, rows), column: clamp(end.column, columns) },
});

export interface Move {
  readonly rows?: number;
  readonly columns?: number;
  readonly isExtending?: boolean;
}

export function moved(
  selection: Selection,
  { rows = 0, columns = 0, isExtending = false }: Move,
  bounds: Bounds,
): Selection {
  const from = isExtending ? selection.end : selection.active;
  const to = {
    row: clamp(from.row + rows, bounds.rows),
    column: clamp(from.column + columns, bounds.columns),
  };
  return isExtending ? { active: selection.active, end: to } : { active: to, end: to };
}

/** Tab and Shift+Tab: along the row, and on into the next one. */
export function stepped({ active }: Selection, step: 1 | -1, { rows, columns }: Bounds): Selection {
  const place = Math.max(0, Math.min(active.row * columns + active.column + step, rows * columns - 1));
  return at(Math.floor(place / columns), place % columns);
}

/**
 * Ctrl with an arrow: to the last filled cell of a run, or over the gap to the next filled one, as in spreadsheets.
 *
 * @param isFilled whether the cell so many steps from here is filled
 * @param most how many steps there are
 */
export function jump(isFilled: (steps: number) => boolean, most: number): number {
  if (most === 0) return 0;
  const isInRun = isFilled(0) && isFilled(1);
  for (let steps = 1; steps <= most; steps += 1) {
    if (isInRun && !isFilled(steps)) return steps - 1;
    if (!isInRun && isFilled(steps)) return steps;
  }
  return most;
}
