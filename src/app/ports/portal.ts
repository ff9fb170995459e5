/** What the sign-up portal remembers, for all instances of the app: how often, and what was ordered lately. */
import type { Instant } from '#core/calendar.ts';

export interface PortalStore {
  /** Counts each key up by one, and answers what they have come to; what has expired is forgotten on the way. */
  count(
    providerId: number,
    keys: readonly string[],
    times: { readonly at: Instant; readonly expiresAt: Instant },
  ): Promise<readonly number[]>;
  /** Whether the portal has taken an order for this plan under this e-mail address since then, that still stands. */
  hasOrdered(order: {
    readonly providerId: number;
    readonly email: string;
    readonly packagePlanId: number;
    readonly since: Instant;
  }): Promise<boolean>;
}
