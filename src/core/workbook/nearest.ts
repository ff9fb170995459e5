/** Suggestions: the word that somebody who mistyped probably meant. */

/** The word that is probably meant: the same but for case, blanks and signs, or one or two letters off; null where none is. */
export function nearest(word: string, words: Iterable<string>): string | null {
  const bare = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = bare(word);
  let best: string | null = null;
  let least = wanted.length > 5 ? 2.5 : 1.5;
  for (const candidate of words) {
    const other = bare(candidate);
    const apart = other === wanted ? 0 : distance(wanted, other, least);
    if (apart < least) [best, least] = [candidate, apart];
  }
  return best;
}

/** Letters to change, add or drop; gives up (answers `limit`) where the lengths alone are further apart. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    row = next;
  }
  return row[b.length] ?? limit;
}
