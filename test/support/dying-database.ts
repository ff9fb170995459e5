import type { Database } from '#db/database.ts';

/** The database of a process that dies: after so many writes nothing reaches it any more. */
export function aDyingDatabase(original: Database, writes: number): { db: Database; hasDied: () => boolean } {
  let left = writes;
  let isDead = false;
  const orDie = <T>(work: () => Promise<T>): Promise<T> =>
    isDead ? Promise.reject(new Error('killed')) : work();
  return {
    hasDied: () => isDead,
    db: {
      ...original,
      orm: original.orm,
      readAll: (statements) => orDie(() => original.readAll(statements)),
      readJson: (sql, args) => orDie(() => original.readJson(sql, args)),
      write(statements) {
        if (left === 0) isDead = true;
        left -= 1;
        return orDie(() => original.write(statements));
      },
    },
  };
}
