/** Logs on Workers, whose platform collects what is written to the console, one JSON line each. */
import type { Log } from '#app/ports/log.ts';
import { errorLine } from './error-line.ts';

type Level = 'info' | 'warn' | 'error';

export const edgeLog: Log = {
  info: (fields, message) => writeLine('info', fields, message),
  warn: (fields, message) => writeLine('warn', fields, message),
  error: (fields, message) => writeLine('error', fields, message),
};

function writeLine(level: Level, fields: Readonly<Record<string, unknown>>, message: string): void {
  // biome-ignore lint/suspicious/noConsole: on Workers this is where logs go
  console[level](
    JSON.stringify({ level, time: new Date().toISOString(), msg: message, ...fields }, (_, value: unknown) =>
      value instanceof Error ? errorLine(value) : value,
    ),
  );
}
