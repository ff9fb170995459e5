/** What a ledger holds of one term, kept in memory while runs follow each other: in a simulation, and in a look ahead. */

import { earlier, type PlainDate } from '../calendar.ts';
import { cents } from '../money.ts';
import type { TermToBill } from './bill-term.ts';
import { withBoltOnChange } from './bolt-on-days.ts';
import { isUnsettled } from './credit-term.ts';
import { runTerm } from './run-term.ts';
import {
  type BilledLine,
  type ChangedBoltOn,
  type ChargeKind,
  type DraftLine,
  type TermProgress,
  UNBILLED,
} from './terms.ts';

export interface TermBook {
  progress: TermProgress;
  /** Earlier than this no run finds anything to do; null: never again, as things stand. */
  nextDueOn: PlainDate | null;
  /** By service, item, kind and period: what a run can correct */
  readonly lines: Map<string, BilledLine>;
}

/** The book of a term of which nothing is billed. */
export const openBook = (nextDueOn: PlainDate): TermBook => ({
  progress: UNBILLED,
  nextDueOn,
  lines: new Map(),
});

/** The book of a term that runs have billed. @param billed its lines that a run may look at (`periodsToLookUp`) */
export const reopenBook = (
  nextDueOn: PlainDate,
  progress: TermProgress,
  billed: readonly BilledLine[],
): TermBook => ({
  progress,
  nextDueOn,
  lines: new Map(billed.map((line) => [keyOf(line), line])),
});

/** Notes that a bolt-on came, moved or ended: the next run settles it. */
export function noteBoltOn(book: TermBook, change: ChangedBoltOn): void {
  const { progress, nextDueOn } = book;
  book.progress = { ...progress, changedBoltOns: withBoltOnChange(progress.changedBoltOns, change) };
  book.nextDueOn = nextDueOn === null ? change.knownFrom : earlier(nextDueOn, change.knownFrom);
}

/** One run of a term: its lines, which the book then holds. */
export function runInBook(
  book: TermBook,
  input: Omit<TermToBill, 'progress' | 'billed'>,
): readonly DraftLine[] {
  const { term, asOf } = input;
  const mayHaveDue = isUnsettled(term, book.progress) || (book.nextDueOn !== null && book.nextDueOn <= asOf);
  if (!mayHaveDue) return [];
  const done = runTerm({ ...input, progress: book.progress, billed: () => [...book.lines.values()] });
  book.progress = done.progress;
  book.nextDueOn = done.nextDueOn;
  for (const line of done.lines) enter(book, line);
  return done.lines;
}

function enter(book: TermBook, line: DraftLine): void {
  const kind: ChargeKind | null = line.kind === 'credit' ? line.credits : line.kind;
  if (kind === null) return;
  const key = keyOf({ ...line, kind });
  const before = book.lines.get(key);
  book.lines.set(key, {
    kind,
    serviceKey: line.serviceKey,
    item: line.item,
    periodStart: line.periodStart,
    from: before?.from ?? line.from,
    to: before?.to ?? line.to,
    netAmount: cents((before?.netAmount ?? 0) + line.amount),
    netTax: cents((before?.netTax ?? 0) + line.tax),
    taxRate: line.taxRate,
    fee: line.basis.fee,
    once: before?.once ?? line.basis.rule === 'setup',
    revisions: line.revision,
  });
}

const keyOf = ({
  serviceKey,
  item,
  kind,
  periodStart,
}: Pick<BilledLine, 'serviceKey' | 'item' | 'kind' | 'periodStart'>): string =>
  `${serviceKey}|${item}|${kind}|${periodStart}`;
