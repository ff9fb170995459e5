/**
 * Keeps secrets of others that have to be used again (tokens of a workspace, secrets of webhooks), so that a copy of the
 * database alone opens none of them. What is only ever compared is hashed instead (`Secrets.hash`).
 */
export interface Sealer {
  /** @param owner what the secret belongs to (`slack T024BE7LD`): it cannot be opened as another's */
  seal(text: string, owner: string): Promise<string>;
  /** Throws where it was sealed with another key, for another owner, or was altered. */
  open(sealed: string, owner: string): Promise<string>;
}

/** A sealer for each purpose, each with a key of its own: what is sealed for one purpose opens for no other. */
export type SealerOf = (purpose: 'slack' | 'webhooks' | 'webhooks-out') => Sealer;
