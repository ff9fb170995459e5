/** Tables of the benchmarks: medians of what was measured, beside the raw write of the same rows. */
import type { Measured } from './measure.ts';

export interface Series {
  readonly ours: readonly Measured[];
  readonly raw: readonly Measured[];
}

export interface Line {
  readonly workload: string;
  readonly rows: number;
  readonly ms: number;
  /** Of the processor, in our own process. */
  readonly cpuMs: number;
  readonly ratio: number | null;
  readonly cpuRatio: number | null;
  readonly peakMb: number;
  readonly statements: string;
  readonly target: string;
  readonly isMet: boolean | null;
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};
export const medianMs = (measured: readonly Measured[]) => median(measured.map(({ ms }) => ms));
/** Of the pairs measured one after the other: what else the machine did meanwhile met both. */
export const ratioOf = ({ ours, raw }: Series, of: 'ms' | 'cpuMs') =>
  median(ours.map((one, n) => one[of] / (raw[n]?.[of] ?? Number.NaN)));

export const count = (value: number) => value.toLocaleString('en');
export const oneDecimal = (value: number) => value.toFixed(1);
const perRow = ({ ms, rows }: Pick<Line, 'ms' | 'rows'>) => (ms * 1000) / rows;

export function lineOf(
  workload: string,
  series: Series,
  { target, isMet }: { readonly target: string; readonly isMet: (ratio: number, ms: number) => boolean },
): Line {
  const [first] = series.ours;
  const ms = medianMs(series.ours);
  const ratio = ratioOf(series, 'ms');
  return {
    workload,
    rows: first?.rows ?? 0,
    ms,
    cpuMs: median(series.ours.map(({ cpuMs }) => cpuMs)),
    ratio,
    cpuRatio: ratioOf(series, 'cpuMs'),
    peakMb: median(series.ours.map(({ peakMb }) => peakMb)),
    statements: first?.statements === undefined ? '' : statementsText(first),
    target,
    isMet: isMet(ratio, ms),
  };
}

const statementsText = ({ statements = 0, requests = 0 }: Measured) =>
  `${oneDecimal(statements)} in ${oneDecimal(requests)}`;

export function print(lines: readonly Line[]): void {
  const header = [
    'workload',
    'rows',
    'ms',
    'ms of CPU',
    'us/row',
    'x raw',
    'x raw in CPU time',
    'peak MB',
    'statements in requests a chunk',
    'target',
    '',
  ];
  const cells = lines.map((line) => [
    line.workload,
    count(line.rows),
    count(Math.round(line.ms)),
    count(Math.round(line.cpuMs)),
    oneDecimal(perRow(line)),
    line.ratio === null ? '' : line.ratio.toFixed(2),
    line.cpuRatio === null ? '' : line.cpuRatio.toFixed(2),
    String(line.peakMb),
    line.statements,
    line.target,
    line.isMet === null ? '' : line.isMet ? 'met' : 'MISSED',
  ]);
  printTable(header, cells);
}

export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  console.log(`| ${header.join(' | ')} |`);
  console.log(`|${header.map(() => ' --- ').join('|')}|`);
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

/** Time a row, of one series against another. */
export function grown(what: string, large: Series, little: Series): string {
  const against = (of: 'ms' | 'cpuMs') => {
    const aRow = ({ ours }: Series) => median(ours.map((one) => one[of] / one.rows));
    return (aRow(large) / aRow(little)).toFixed(2);
  };
  return `Time a row, ${what}: ${against('ms')}, in CPU time ${against('cpuMs')} (target <= 1.3)`;
}

export const AT_MOST_TWICE = { target: '<= 2.0 x raw', isMet: (ratio: number) => ratio <= 2 };
