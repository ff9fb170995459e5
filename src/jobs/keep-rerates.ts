/** Re-ratings that are under way, of all providers, each under a lease: two instances would do the same work twice, to the same end. */
import { systemActor } from '#app/people/system-actor.ts';
import type { Background } from '#app/ports/background.ts';
import type { Lease, LeaseStore } from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { Secrets, Tenant } from '#app/ports/platform.ts';
import type { UsageServices } from '#app/usage/services.ts';
import { keepLease } from './keep-lease.ts';

export interface KeepReratesParts {
  readonly usage: Pick<UsageServices, 'reratesUnderWay' | 'goOnWithRerate'>;
  readonly leases: LeaseStore;
  readonly secrets: Pick<Secrets, 'token'>;
  readonly background: Pick<Background, 'keep'>;
  readonly log: Log;
}

/** Millions of records take minutes, and the tick has other days to keep: it sees to it that they are worked on, and goes on. */
export const makeKeepRerates =
  (parts: KeepReratesParts) =>
  async (signal: AbortSignal): Promise<void> => {
    const underWay = await parts.usage.reratesUnderWay();
    if (underWay.length > 0 && !signal.aborted) parts.background.keep(workThrough(parts, underWay, signal));
  };

async function workThrough(
  { usage, leases, secrets, log }: KeepReratesParts,
  underWay: readonly { readonly tenant: Tenant; readonly id: number }[],
  signal: AbortSignal,
): Promise<void> {
  for (const { tenant, id } of underWay) {
    if (signal.aborted) return;
    const lease: Lease = { name: `rerate:${id}`, holder: secrets.token() };
    try {
      if (!(await leases.take(lease))) continue;
      const kept = keepLease(leases, lease, signal);
      try {
        await usage.goOnWithRerate(systemActor(tenant, 'schedule'), id, kept.signal);
      } finally {
        kept.stop();
        await leases.drop(lease);
      }
    } catch (error) {
      // One provider's trouble keeps no other waiting; the next tick tries again.
      log.error({ provider: tenant.providerCode, err: error }, 'a re-rating could not go on');
    }
  }
}
