/**
 * A guard is a condition that fails a whole batch: a column that may not be null is set to null where the condition does not
 * hold. It makes "only as it was read" part of the transaction itself, on a file and on a server alike.
 */

/** The column whose guard a failed batch ran into ("billing_run.last_term_id"), or null when it failed for another reason. */
export function missedGuardOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const match = /NOT NULL constraint failed: ([\w.]+)/.exec(error.message);
  return match?.[1] ?? missedGuardOf(error.cause);
}
