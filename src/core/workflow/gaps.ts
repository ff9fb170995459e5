/** WF-3: which numbers are missing between a carrier's batch files. */

/** Numbers in a row, both ends included. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** The runs of numbers with one more among them, in order. */
export function withNumber(runs: readonly Run[], number: number): Run[] {
  const sorted = [...runs, { from: number, to: number }].sort((a, b) => a.from - b.from);
  const joined: Run[] = [];
  for (const run of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && run.from <= last.to + 1)
      joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, run.to) };
    else joined.push(run);
  }
  return joined;
}

/** What is missing between numbers that came; below the first of them only what is counted on. */
export function missingOf(runs: readonly Run[], countedFrom: number | null): Run[] {
  const missing: Run[] = [];
  let next = countedFrom ?? runs[0]?.from ?? 1;
  for (const { from, to } of runs) {
    if (from > next) missing.push({ from: next, to: from - 1 });
    next = Math.max(next, to + 1);
  }
  return missing;
}

/** Whether some number is missing now that was not before. */
export const hasNews = (before: readonly Run[], after: readonly Run[]): boolean =>
  after.some((run) => !before.some(({ from, to }) => from <= run.from && run.to <= to));

/** "8 to 9 and 12" */
export function runsText(runs: readonly Run[]): string {
  const words = runs.map(({ from, to }) => (from === to ? String(from) : `${from} to ${to}`));
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}
