/** What the deeds of the example set work on. */
import type { Services } from '#app/services.ts';
import type { Instant } from '#core/calendar.ts';
import type { Company } from './people.ts';
import type { ExampleCode, ExampleProvider, ExampleSubscription } from './read-examples.ts';

export interface House {
  readonly services: Services;
  /** The moment of the first start, from which everything is counted back. */
  readonly now: Instant;
  readonly companies: Readonly<Record<ExampleCode, Company>>;
  readonly examples: Readonly<Record<ExampleCode, ExampleProvider>>;
  /** Ids of what was sold so far. */
  readonly subscriptions: Map<ExampleSubscription, number>;
  /** Numbers of what was ordered so far, by the orders' names. */
  readonly orders: Map<string, string>;
}

/** Something that happens at a moment of the past. */
export interface Deed {
  readonly at: Instant;
  do(): Promise<unknown>;
}

/** Minutes after midnight are counted in these. */
export const HOUR = 60;
