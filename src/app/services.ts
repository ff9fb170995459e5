/** The deeds of every domain, as the edges (HTTP, console, Slack, command line) get them from the composition. */
import type { JobServices } from './jobs/services.ts';
import type { OrderServices } from './orders/services.ts';
import type { PeopleServices } from './people/services.ts';

export interface Services {
  readonly people: PeopleServices;
  readonly jobs: JobServices;
  readonly orders: OrderServices;
}
