/**
 * What leaves the building. A change writes its notices with it (DESIGN 4); the dispatcher asks each channel which deliveries
 * they make, and hands those over one after the other, at least once. Waiting is said in milliseconds, never as a moment: what
 * stands between two tries is real time, also where the product's clock is held still (CARDLINE_NOW).
 */
import type { Instant } from '#core/calendar.ts';

/** A notice of the outbox that no channel has been asked about yet. */
export interface Notice {
  readonly id: number;
  readonly providerId: number;
  readonly topic: string;
  readonly dedupeKey: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly createdAt: Instant;
}

export interface NewDelivery {
  readonly providerId: number;
  /** The channel that carries it: `slack`, `carrier_file`. */
  readonly channel: string;
  /** Order is kept within a target; targets do not wait for each other: `slack:<installation>:<channel id>`. */
  readonly target: string;
  /** The channel's own word for what it is: `card`, `line`, `direct`. */
  readonly kind: string;
  /** Of the notice that it tells. */
  readonly topic: string;
  /** What it is about, `req_12`: a delivery that failed holds up those of its subject, and no others of its target. */
  readonly subject: string;
  /** Unique within the channel: planned again, it is not delivered again. */
  readonly dedupeKey: string;
  readonly body: Readonly<Record<string, unknown>>;
  /**
   * Of those of one target that share a key and are due, only the last planned is delivered, in the place of the first: of a
   * card the last picture counts. null: each counts.
   */
  readonly coalesceKey: string | null;
  /** How long to wait with the first try; left out: not at all. */
  readonly delayMs?: number;
}

export interface Delivery extends Omit<NewDelivery, 'delayMs'> {
  readonly id: number;
  /** This one counted. */
  readonly attempts: number;
  readonly createdAt: Instant;
  /** An earlier attempt at it, or at one that it takes the place of, ended without an answer: it may have arrived. */
  readonly isRepeat: boolean;
}

/** A limit of the outside, by a name that all instances share: `slack:<installation>:chat.postMessage:<channel id>`. */
export interface Gate {
  readonly key: string;
  /** How long it closes behind a delivery that passed it. */
  readonly spacingMs: number;
}

export type Outcome =
  | { readonly outcome: 'sent' }
  /** It went through, and there is more of it to come: it has its turn once more after so long. */
  | { readonly outcome: 'again'; readonly waitMs: number }
  | {
      readonly outcome: 'retry';
      readonly error: string;
      /** The outside asks for a pause of so long (Retry-After): no failure, so the attempt does not count. */
      readonly waitMs?: number;
      /** Gates that the outside has closed to everybody for so long. */
      readonly gates?: readonly { readonly key: string; readonly closedMs: number }[];
      /** It may have arrived all the same (a timeout): the next attempt is a repeat. So is one after a thrown error. */
      readonly isUnanswered?: boolean;
    }
  /** It never will arrive as it is. */
  | { readonly outcome: 'dead'; readonly error: string };

/** Of the notice that deliveries to a target were given up; it is written once a day and target, and not about itself. */
export const DEAD_TOPIC = 'outbox.dead';

/** A way out of the building. */
export interface DeliveryChannel {
  readonly name: string;
  /** The topics that it carries; of others it is not asked. */
  readonly topics: ReadonlySet<string>;
  /** The deliveries that these notices make, in a constant number of reads; asked again for the same, it answers the same keys. */
  plan(notices: readonly Notice[]): Promise<readonly NewDelivery[]>;
  /** The gates that must be open for a delivery; asked once, when it is planned. */
  gatesOf(delivery: NewDelivery): readonly Gate[];
  /** Hands it over. `signal` is raised when the process is to stop or somebody else has taken the target over. */
  deliver(delivery: Delivery, signal: AbortSignal): Promise<Outcome>;
}
