/** The bounds beyond which an account is left alone, with the sentence that people read (BILL-14). Pure. */
import { formatCents } from '#core/money.ts';
import { counted } from '#core/words.ts';
import type { OutcomeLine, SafetyBounds, TermToWalk } from '../ports/billing.ts';
import type { ChunkContext, WorkedTerm } from './work-term.ts';

/** Why a term's account is to be left alone; null: nothing is wrong with these lines. */
export function tripOf(lines: readonly OutcomeLine[], bounds: SafetyBounds | null): string | null {
  if (bounds === null) return null;
  const identities = new Set<string>();
  for (const { kind, credits, service, item, periodStart, revision, from, amount } of lines) {
    if (Math.abs(amount) > bounds.maxLineAmount)
      return `a line of ${formatCents(amount)} from ${from} is over the limit for one line`;
    const identity = `${kind}|${credits}|${service}|${item}|${periodStart}|${revision}`;
    if (identities.has(identity)) return `a second line for the days from ${from}`;
    identities.add(identity);
  }
  return null;
}

/** Adds the chunk's lines to those of the run so far, and says whose billing trips a bound: their lines do not count. */
export function countLines(
  terms: readonly TermToWalk[],
  results: readonly WorkedTerm[],
  { bounds, without, lineCounts }: ChunkContext,
): { readonly tripped: ReadonlyMap<number, string>; readonly takeBack: () => void } {
  const tripped = new Map<number, string>();
  const most = bounds?.maxLinesPerAccount ?? Number.POSITIVE_INFINITY;
  for (let index = 0; index < terms.length; index += 1) {
    const accountId = terms[index]?.accountId;
    const result = results[index];
    if (accountId === undefined || result === undefined || without.has(accountId)) continue;
    if (result.trip !== null) tripped.set(accountId, result.trip);
    const { length } = result.outcome.lines;
    if (length > 0 && lineCounts.add(accountId, length) > most)
      tripped.set(accountId, `more than ${counted(most, 'line')} in one run`);
  }
  const takeBackOf = (isMeant: (accountId: number) => boolean) => {
    for (const [index, { accountId }] of terms.entries())
      if (!without.has(accountId) && isMeant(accountId))
        lineCounts.add(accountId, -(results[index]?.outcome.lines.length ?? 0));
  };
  if (tripped.size > 0) takeBackOf((accountId) => tripped.has(accountId));
  return { tripped, takeBack: () => takeBackOf((accountId) => !tripped.has(accountId)) };
}
