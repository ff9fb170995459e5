/** The spreadsheets of all providers, one after the other and each under a lease: two instances would propose one edit twice. */
import type { Lease, LeaseStore } from '#app/ports/jobs.ts';
import type { Log } from '#app/ports/log.ts';
import type { Secrets } from '#app/ports/platform.ts';
import type { SheetServices } from '#app/sheets/services.ts';
import { keepLease } from './keep-lease.ts';

export interface KeepSheetsParts {
  readonly sheets: Pick<SheetServices, 'all' | 'keepInStep'>;
  readonly leases: LeaseStore;
  readonly secrets: Pick<Secrets, 'token'>;
  readonly log: Log;
}

/** @param address where changes can be announced to; null: nowhere */
export const makeKeepSheets =
  ({ sheets, leases, secrets, log }: KeepSheetsParts, address: string | null) =>
  async (signal: AbortSignal): Promise<void> => {
    for (const linked of await sheets.all()) {
      if (signal.aborted) return;
      const lease: Lease = { name: `sheet:${linked.tenant.providerId}`, holder: secrets.token() };
      if (!(await leases.take(lease))) continue;
      const kept = keepLease(leases, lease, signal);
      try {
        await sheets.keepInStep(linked, address);
      } catch (error) {
        // One provider's trouble keeps no other waiting; the next tick tries again.
        log.error(
          { provider: linked.tenant.providerCode, err: error },
          'spreadsheet could not be kept in step',
        );
      } finally {
        kept.stop();
        await leases.drop(lease);
      }
    }
  };
