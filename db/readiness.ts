/** Whether the database can be reached and holds the schema that this version was built for. */
import type { Readiness } from '#app/ports/platform.ts';
import { Unavailable, unavailableIn } from '#app/ports/unavailable.ts';
import { type Database, isBusy } from './database.ts';
import journal from './migrations/meta/_journal.json' with { type: 'json' };

const newest = Math.max(...journal.entries.map(({ when }) => when));

/** Whoever asks whether it is ready will not wait long. */
const PATIENCE_MS = 3000;

export async function readiness(db: Database): Promise<Readiness> {
  try {
    const applied = await withinMoments(
      db.readJson<number | null>('select json(max(created_at)) from __drizzle_migrations', []),
    );
    return applied !== null && applied >= newest
      ? { isReady: true }
      : { isReady: false, reason: 'The database is not migrated: run "cardline migrate".' };
  } catch (error) {
    if (isBusy(error)) return { isReady: false, reason: 'The database is busy.' };
    const unavailable = unavailableIn(error);
    if (unavailable !== null) return { isReady: false, reason: unavailable.message };
    const isEmpty = error instanceof Error && error.message.includes('no such table');
    return {
      isReady: false,
      reason: isEmpty
        ? 'The database is not migrated: run "cardline migrate".'
        : 'The database cannot be reached.',
    };
  }
}

async function withinMoments<T>(asked: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Unavailable(`The database does not answer within ${PATIENCE_MS / 1000} seconds.`)),
      PATIENCE_MS,
    );
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
