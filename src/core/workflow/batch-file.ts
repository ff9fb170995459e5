/**
 * The file that a carrier answers with (docs/activity-files.md). What holds the file together (header, trailer, counts) must
 * be right or nothing of it is taken; a record that cannot be read is told, and the others are taken (WF-4).
 */
import { dateIn, type Instant, type PlainDate, parseDate, parseInstant } from '../calendar.ts';
import { parseId } from '../ids.ts';
import { TEXT_MAX } from '../orders/texts.ts';
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { FILE_VERSION } from './activity-file.ts';
import { LAST_SEQUENCE } from './carrier.ts';
import { readLine } from './csv-line.ts';

export const ANSWERS = ['advice', 'activation', 'rejection'] as const;
export type AnswerKind = (typeof ANSWERS)[number];

/** What a carrier says of one service. */
export interface Answer {
  /** Of the file, from 1. */
  readonly line: number;
  /** As the carrier wrote it: a request's id or an order's number. */
  readonly reference: string;
  readonly kind: AnswerKind;
  /** The first day with service, of an activation. */
  readonly on: PlainDate;
  /** Why it is rejected; empty for other answers. */
  readonly reason: string;
}

/** A record that cannot be read, and why. */
export interface UnreadableRow {
  readonly line: number;
  readonly reference: string;
  readonly code: string;
  readonly message: string;
}

export interface BatchFile {
  /** The carrier's number of it. */
  readonly sequence: number;
  readonly createdAt: Instant;
  readonly answers: readonly Answer[];
  readonly unreadable: readonly UnreadableRow[];
}

export interface BatchContext {
  readonly carrier: string;
  readonly provider: string;
  /** In which an activation that names no day is dated. */
  readonly timeZone: string;
}

/** Most records of one file. */
export const MOST_RECORDS = 10_000;
const LONGEST_REFERENCE = 100;

interface Line {
  readonly number: number;
  /** null: its quotation marks do not match. */
  readonly cells: readonly string[] | null;
}

/** Reads a file; every fault of the file as a whole at once. */
export function readBatchFile(text: string, context: BatchContext): Result<BatchFile> {
  const [header, ...rest] = linesOf(text);
  if (header?.cells?.[0] !== 'H' || header.cells[2] !== 'batch') return NO_HEADER;
  const trailer = rest.at(-1);
  const records = rest.slice(0, -1);
  const head = readHeader(header, context);
  const createdOn = head.ok ? dateIn(context.timeZone, head.value.createdAt) : null;
  const read = createdOn === null ? [] : records.map((line) => readRecord(line, createdOn));
  const answers = read.flatMap((record) => ('kind' in record ? [record] : []));
  const faults = [
    ...(head.ok ? [] : head.faults),
    ...faultsOfTrailer(trailer, {
      sequence: head.ok ? head.value.sequence : null,
      records: records.length,
      answers: head.ok ? answers : null,
    }),
    ...(records.length > MOST_RECORDS
      ? [
          fault(
            'too_many_records',
            `A file holds at most ${MOST_RECORDS} records; this one has ${records.length}: send it in parts.`,
          ),
        ]
      : []),
  ];
  if (!head.ok || faults.length > 0) return no(...faults);
  return ok({
    ...head.value,
    answers,
    unreadable: read.flatMap((record) => ('kind' in record ? [] : [record])),
  });
}

const linesOf = (text: string): Line[] =>
  text
    .split(/\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => line.text.trim() !== '')
    .map((line) => ({ number: line.number, cells: readLine(line.text) }));

const wholeNumber = (text: string | undefined, most = LAST_SEQUENCE): number | null =>
  text !== undefined && /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : null;

const NO_HEADER = no(
  fault(
    'header_missing',
    'The file does not begin with the header of a batch file: H,1,batch,CARRIER,PROVIDER,SEQUENCE,CREATED.',
  ),
);

function readHeader(
  { cells }: Line,
  { carrier, provider }: BatchContext,
): Result<Pick<BatchFile, 'sequence' | 'createdAt'>> {
  const [, version, , ofCarrier, ofProvider, sequenceText, createdText] = cells ?? [];
  const sequence = wholeNumber(sequenceText);
  const createdAt = parseInstant(createdText);
  const faults: Fault[] = [];
  if (version !== FILE_VERSION)
    faults.push(
      fault('version_unknown', `The header says version "${version}"; this is version ${FILE_VERSION}.`),
    );
  if (ofCarrier !== carrier)
    faults.push(fault('of_another_carrier', `The header says carrier "${ofCarrier}", not ${carrier}.`));
  if (ofProvider !== provider)
    faults.push(fault('of_another_provider', `The header says provider "${ofProvider}", not ${provider}.`));
  if (sequence === null || sequence < 1)
    faults.push(
      fault('invalid_sequence', `The header's sequence "${sequenceText}" is not a whole number from 1 on.`),
    );
  if (!createdAt.ok)
    faults.push(
      fault(
        'invalid_created',
        `The header's instant "${createdText}" is none: write it like 2026-03-03T08:00:00Z.`,
      ),
    );
  if (faults.length > 0 || sequence === null || !createdAt.ok) return no(...faults);
  return ok({ sequence, createdAt: createdAt.value });
}

/** A file that was cut short, or to which something was added, is not taken at all. */
function faultsOfTrailer(
  line: Line | undefined,
  stated: {
    readonly sequence: number | null;
    readonly records: number;
    readonly answers: readonly Answer[] | null;
  },
): Fault[] {
  const [type, sequence, records, ...kinds] = line?.cells ?? [];
  if (type !== 'T')
    return [
      fault(
        'trailer_missing',
        'The file does not end with its trailer (T,SEQUENCE,RECORDS,ADVICES,ACTIVATIONS,REJECTIONS): it may have been cut short.',
      ),
    ];
  const faults: Fault[] = [];
  if (stated.sequence !== null && wholeNumber(sequence) !== stated.sequence)
    faults.push(
      fault('sequence_mismatch', `The header says sequence ${stated.sequence}, the trailer "${sequence}".`),
    );
  if (wholeNumber(records) !== stated.records)
    faults.push(
      fault('count_mismatch', `The trailer says ${records} records; the file has ${stated.records}.`),
    );
  else if (stated.answers !== null) faults.push(...faultsOfKinds(kinds, stated.records, stated.answers));
  return faults;
}

/** What cannot be read may be of any kind, so each kind has at most as many as the trailer says. */
function faultsOfKinds(kinds: readonly string[], records: number, answers: readonly Answer[]): Fault[] {
  const stated = ANSWERS.map((_, index) => wholeNumber(kinds[index]));
  const readable = ANSWERS.map((kind) => answers.filter((answer) => answer.kind === kind).length);
  const sum = stated.reduce<number>((total, count) => total + (count ?? 0), 0);
  const fits =
    kinds.length === ANSWERS.length &&
    sum === records &&
    stated.every((count, index) => count !== null && count >= (readable[index] ?? 0));
  return fits
    ? []
    : [
        fault(
          'count_mismatch',
          `The trailer counts ${ANSWERS.map((kind, index) => `${kind} ${kinds[index] ?? '–'}`).join(', ')}; the file has ${ANSWERS.map((kind, index) => `${kind} ${readable[index]}`).join(', ')}.`,
        ),
      ];
}

function readRecord({ number: line, cells }: Line, createdOn: PlainDate): Answer | UnreadableRow {
  const [type, reference = '', kindText = '', dateText = '', reason = ''] = cells ?? [];
  const shown = reference.slice(0, LONGEST_REFERENCE);
  const unreadable = (code: string, message: string): UnreadableRow => ({
    line,
    reference: shown,
    code,
    message,
  });
  if (cells === null) return unreadable('unreadable_line', 'The quotation marks of this line do not match.');
  if (type !== 'R')
    return unreadable('unknown_record', `A record begins with R, not "${(type ?? '').slice(0, 20)}".`);
  if (reference === '' || reference.length > LONGEST_REFERENCE)
    return unreadable('reference_missing', 'The record names no request (req_12) or order (BG-O-1042).');
  const kind = ANSWERS.find((known) => known === kindText.toLowerCase());
  if (kind === undefined)
    return unreadable('unknown_answer', `"${kindText.slice(0, 40)}" is none of ${ANSWERS.join(', ')}.`);
  const on = kind !== 'activation' || dateText === '' ? ok(createdOn) : parseDate(dateText);
  if (!on.ok)
    return unreadable('invalid_date', `"${dateText.slice(0, 40)}" is not a day: write it like 2026-03-31.`);
  if (kind === 'rejection' && reason === '')
    return unreadable('reason_missing', 'A rejection says why: the customer sees it and puts it right.');
  if ([...reason].length > TEXT_MAX)
    return unreadable('reason_too_long', `A reason has at most ${TEXT_MAX} characters.`);
  return { line, reference, kind, on: on.value, reason: kind === 'rejection' ? reason : '' };
}

/** The request that an answer names, where it names one by its id. */
export function requestIdOf({ reference }: Pick<Answer, 'reference'>): number | null {
  const id = parseId('request', reference);
  return id.ok ? id.value : null;
}
