/**
 * Thrown by adapters where something that everything needs, the database, cannot be reached just now. Nothing is wrong with what
 * was asked: asking again in a moment may help. The message is one sentence for a person.
 */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}

/** What is unavailable, wherever in a chain of causes it stands (a query wraps what broke it); null for any other failure. */
export function unavailableIn(error: unknown): Unavailable | null {
  if (!(error instanceof Error)) return null;
  return error instanceof Unavailable ? error : unavailableIn(error.cause);
}
