/** Re-ratings that are under way, of all providers, each under a lease: two instances would do the same work twice, to the same end. */
import { systemActor } from '#app/people/system-actor.ts';
import type { Lease, LeaseStore } from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { Secrets } from '#app/ports/platform.ts';
import type { UsageServices } from '#app/usage/services.ts';
import { keepLease } from './keep-lease.ts';

export interface KeepReratesParts {
  readonly usage: Pick<UsageServices, 'reratesUnderWay' | 'goOnWithRerate'>;
  readonly leases: LeaseStore;
  readonly secrets: Pick<Secrets, 'token'>;
  readonly log: Log;
}

export const makeKeepRerates =
  ({ usage, leases, secrets, log }: KeepReratesParts) =>
  async (signal: AbortSignal): Promise<void> => {
    for (const { tenant, id } of await usage.reratesUnderWay()) {
      if (signal.aborted) return;
      const lease: Lease = { name: `rerate:${tenant.providerId}`, holder: secrets.token() };
      if (!(await leases.take(lease))) continue;
      const kept = keepLease(leases, lease, signal);
      try {
        await usage.goOnWithRerate(systemActor(tenant, 'schedule'), id, kept.signal);
      } catch (error) {
        // One provider's trouble keeps no other waiting; the next tick tries again.
        log.error({ provider: tenant.providerCode, err: error }, 'a re-rating could not go on');
      } finally {
        kept.stop();
        await leases.drop(lease);
      }
    }
  };
