/** Whether the database can be reached and holds the schema that this version was built for. */
import type { Readiness } from '#app/ports/platform.ts';
import { type Database, isBusy } from './database.ts';
import journal from './migrations/meta/_journal.json' with { type: 'json' };

const newest = Math.max(...journal.entries.map(({ when }) => when));

export async function readiness(db: Database): Promise<Readiness> {
  try {
    const applied = await db.readJson<number | null>(
      'select json(max(created_at)) from __drizzle_migrations',
      [],
    );
    return applied !== null && applied >= newest
      ? { isReady: true }
      : { isReady: false, reason: 'The database is not migrated: run "cardline migrate".' };
  } catch (error) {
    if (isBusy(error)) return { isReady: false, reason: 'The database is busy.' };
    const isEmpty = error instanceof Error && error.message.includes('no such table');
    return {
      isReady: false,
      reason: isEmpty
        ? 'The database is not migrated: run "cardline migrate".'
        : 'The database cannot be reached.',
    };
  }
}
