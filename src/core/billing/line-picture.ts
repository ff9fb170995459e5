/**
 * The days behind a line (BILL-12): the whole periods of L months that its period belongs to, the days charged, those that go back, and
 * those that were not billed in between. What a picture of the line is drawn from.
 */
import { boundary, dayBefore, type Period } from '../calendar.ts';
import { type LineToExplain, pausedIn, placeOf } from './explain.ts';
import { boundaryOf, periodAt } from './period-grid.ts';

export interface LinePicture {
  /** The period that the line is for, as long as it would be without an end */
  readonly period: Period;
  /** The whole periods of L months that it belongs to (BILL-7), in order; several where a first period is long */
  readonly wholePeriods: readonly Period[];
  /** The days that the line charges; null: it is a credit */
  readonly charged: Period | null;
  /** The days that it takes back */
  readonly credited: Period | null;
  /** Days within those charged on which the subscription is suspended */
  readonly suspended: readonly Period[];
}

/** A long first period has many whole ones in it; more are no picture any more. */
const MOST_WHOLES = 60;

/** null for a fee that is charged once: it is for no days. */
export function pictureOf(input: LineToExplain): LinePicture | null {
  const { line } = input;
  if (line.basis.rule === 'setup') return null;
  const { grid, k } = placeOf(input);
  const days = { from: line.from, to: line.to };
  const isCredit = line.kind === 'credit';
  return {
    period: periodAt(grid, k),
    wholePeriods: k === 0 ? countedBack(input) : [periodAt(grid, k)],
    charged: isCredit ? null : days,
    credited: isCredit ? days : null,
    suspended: pausedIn(input),
  };
}

/** Counted back from the first period's end until they hold its first day. */
function countedBack(input: LineToExplain): Period[] {
  const { grid } = placeOf(input);
  const wholes: Period[] = [];
  let until = boundaryOf(grid, 1);
  while (until > grid.start && wholes.length < MOST_WHOLES) {
    const from = boundary(grid.anchor, -(wholes.length + 1) * grid.lengthMonths);
    wholes.unshift({ from, to: dayBefore(until) });
    until = from;
  }
  return wholes;
}
