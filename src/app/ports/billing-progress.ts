/** How far a run of billing is, for whoever watches it. Nothing here is asked by the run itself while it works. */
import type { OutboxMessage } from './platform.ts';

/** The keys of a provider's first and last term: what a run walks over, in this order. */
export interface TermRange {
  readonly first: number;
  readonly last: number;
}

export interface BillingProgressStore {
  /** The notice that a run has begun, by which others may follow it. */
  tellBegun(message: OutboxMessage): Promise<void>;
  /** null: the provider has no term. */
  termRange(providerId: number): Promise<TermRange | null>;
}
