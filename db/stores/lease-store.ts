import type { LeaseStore } from '#app/ports/jobs.ts';
import type { Database } from '../database.ts';
import { dropLease, renewLease, takeLease } from './leases.ts';

export const makeLeaseStore = (db: Database): LeaseStore => ({
  take: (lease) => takeLease(db, lease),

  async renew(lease) {
    const [renewed] = await db.write([renewLease(lease)]);
    return (renewed?.rowsAffected ?? 0) > 0;
  },

  async drop(lease) {
    await db.write([dropLease(lease)]);
  },
});
