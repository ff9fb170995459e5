/**
 * Files of usage: one record a line, as JSON (NDJSON) or as CSV below one line of headings. A line that is damaged spoils itself and
 * nothing else.
 */
import { fault, no, ok, type Result } from '../result.ts';
import { counted } from '../words.ts';
import { readLine } from '../workflow/csv-line.ts';
import { fieldOf, LONGEST_RECORD } from './record.ts';

const USAGE_FORMATS = ['ndjson', 'csv'] as const;
export type UsageFormat = (typeof USAGE_FORMATS)[number];

/** What a line holds; null: nothing (blank, or the headings). */
export type LineReader = (line: string) => Result<unknown> | null;

export const makeLineReader = (format: UsageFormat): LineReader =>
  format === 'ndjson' ? readJsonLine : makeCsvReader();

const tooLong = () =>
  no(fault('line_too_long', `A record is one line of at most ${LONGEST_RECORD} characters.`));

function readJsonLine(line: string): Result<unknown> | null {
  if (line.trim() === '') return null;
  if (line.length > LONGEST_RECORD) return tooLong();
  try {
    return ok(JSON.parse(line));
  } catch {
    return no(fault('malformed_json', 'The line is not JSON: write one record as one line of JSON.'));
  }
}

function makeCsvReader(): LineReader {
  let headings: readonly string[] | null = null;
  return (line) => {
    if (line.trim() === '') return null;
    if (line.length > LONGEST_RECORD) return tooLong();
    const cells = readLine(line.replace(/^\ufeff/, ''));
    if (cells === null) return no(fault('unreadable_line', 'The quotation marks of the line do not match.'));
    if (headings === null) {
      headings = cells;
      return cells.some((cell) => fieldOf(cell) === 'recordId')
        ? null
        : no(
            fault(
              'missing_headings',
              'The first line holds the headings: Supplier, Record Id, Service, Tariff Key, Start, Quantity and, where it matters, Carrier Cost.',
            ),
          );
    }
    if (cells.length > headings.length)
      return no(
        fault(
          'too_many_cells',
          `The line has ${counted(cells.length, 'cell')} below ${counted(headings.length, 'heading')}.`,
        ),
      );
    const record: Record<string, string> = {};
    for (let at = 0; at < cells.length; at += 1) record[headings[at] ?? ''] = cells[at] ?? '';
    return ok(record);
  };
}

/** The lines of a text, one after the other: a large one is not cut up all at once. */
export function* linesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end);
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    at = end < 0 ? text.length : end + 1;
  }
}
