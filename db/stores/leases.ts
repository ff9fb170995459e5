/**
 * Leases by the database's own clock: machines need not agree on the time, and a clock that a test or a demonstration holds
 * still does not keep a dead holder's lease alive.
 */
import type { Lease } from '#app/ports/jobs.ts';
import type { Database, Statement } from '../database.ts';

/** Seconds without a sign of life after which somebody else may take over. */
const LEASE_SECONDS = 20;

/** The end of a lease that is taken or renewed now. */
export const LEASE_END = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+${LEASE_SECONDS} seconds')`;
export const NOW = `strftime('%Y-%m-%dT%H:%M:%fZ', 'now')`;

/** Of a row of `lease`: its holder has it still. */
export const IS_HELD = `lease.until > ${NOW}`;

/** Takes a lease that is free or run out; false while another holder has it. */
export async function takeLease(db: Database, { name, holder }: Lease): Promise<boolean> {
  const [taken] = await db.write([
    {
      sql: `insert into lease (name, holder, until) values (?, ?, ${LEASE_END})
        on conflict (name) do update set holder = excluded.holder, until = excluded.until
        where lease.holder = excluded.holder or not (${IS_HELD})`,
      args: [name, holder],
    },
  ]);
  return (taken?.rowsAffected ?? 0) > 0;
}

export const renewLease = ({ name, holder }: Lease): Statement => ({
  sql: `update lease set until = ${LEASE_END} where name = ? and holder = ?`,
  args: [name, holder],
});

export const dropLease = ({ name, holder }: Lease): Statement => ({
  sql: 'delete from lease where name = ? and holder = ?',
  args: [name, holder],
});
