import type { OutboxStanding } from '../ports/deliveries.ts';
import type { Tenant } from '../ports/platform.ts';
import { everyJobOf, type ScheduleView } from './list-schedules.ts';
import type { JobPorts } from './services.ts';

/** How the installation stands, all providers together. */
export interface Status {
  readonly providers: readonly { readonly tenant: Tenant; readonly schedules: readonly ScheduleView[] }[];
  readonly outbox: OutboxStanding;
}

/** For whoever runs the machine (`cardline doctor`), not for anybody's people: it looks across providers. */
export const makeReadStatus =
  ({ schedules, outbox, clock }: JobPorts) =>
  async (): Promise<Status> => {
    const [providers, standing] = await Promise.all([schedules.all(), outbox.standing()]);
    const now = clock.now();
    return {
      providers: providers.map(({ tenant, schedules: kept }) => ({
        tenant,
        schedules: everyJobOf(tenant, kept, now),
      })),
      outbox: standing,
    };
  };
