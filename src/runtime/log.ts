/** Logs: one structured line for each thing that happened; on a terminal, a short one that a person can read. */
import pino from 'pino';
import type { Log } from '#app/ports/log.ts';
import { errorLine } from './error-line.ts';

type Line = Readonly<Record<string, unknown>>;

const LEVELS: Readonly<Record<number, string>> = { 40: 'warning', 50: 'ERROR', 60: 'ERROR' };

export interface LogSettings {
  /** A person reads along. */
  readonly isTerminal: boolean;
  /** Command lines keep standard output for their answer, and say only what is wrong. */
  readonly isCommandLine?: boolean;
}

/** Written at once, so that nothing is lost at the end: JSON lines, or words for a terminal. */
export function makeLog({ isTerminal, isCommandLine = false }: LogSettings): Log {
  const options = {
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    level: isCommandLine ? 'warn' : 'info',
    serializers: { err: (err: unknown) => (err instanceof Error ? errorLine(err) : err) },
  };
  const out = isCommandLine ? process.stderr : process.stdout;
  if (!isTerminal) return pino(options, pino.destination({ dest: out.fd, sync: true }));
  return pino(options, {
    write: (line: string) => void out.write(`${inWords(JSON.parse(line) as Line)}\n`),
  });
}

/** `09:30:12  request: GET /v1/orders 200, 12 ms`, or the fields as they are. */
export function inWords({ level, time, msg, err, ...fields }: Line): string {
  const word = LEVELS[Number(level)];
  const isRequest = msg === 'request' && typeof fields.method === 'string';
  const what = isRequest
    ? `${fields.method} ${String(fields.path)} ${String(fields.status)}, ${String(fields.ms)} ms`
    : [String(msg), ...Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`)].join(' ');
  const trouble = err === undefined ? '' : `\n${stackOf(err)}`;
  return `${String(time).slice(11, 19)}  ${word === undefined ? '' : `${word} `}${what}${trouble}`;
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const stackOf = (err: unknown): string =>
  typeof err === 'object' && err !== null && 'stack' in err ? String(err.stack) : shown(err);
