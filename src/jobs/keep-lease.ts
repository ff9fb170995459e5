import type { Lease, LeaseStore } from '#app/ports/jobs.ts';

/** Well under the time after which others take a lease for abandoned (20 s). */
const SIGN_OF_LIFE_MS = 5_000;

export interface KeptLease {
  /** Raised when the lease was lost, or with the signal that was given. */
  readonly signal: AbortSignal;
  stop(): void;
}

/** Renews a lease for as long as the work under it takes. */
export function keepLease(leases: LeaseStore, lease: Lease, stopping: AbortSignal): KeptLease {
  const lost = new AbortController();
  const timer = setInterval(() => {
    leases.renew(lease).then(
      (kept) => {
        if (!kept) lost.abort(new Error('the lease was taken over'));
      },
      // The database is away: the work itself will run into it and say so.
      () => undefined,
    );
  }, SIGN_OF_LIFE_MS);
  return { signal: AbortSignal.any([lost.signal, stopping]), stop: () => clearInterval(timer) };
}
