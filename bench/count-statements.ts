import type { Database, Statement } from '#db/database.ts';

/** The database with a count of what is asked of it. */
export function countStatements(db: Database) {
  let statements = 0;
  let requests = 0;
  const note = (count: number) => {
    statements += count;
    requests += 1;
  };
  const counting: Database = {
    ...db,
    write(batch: readonly Statement[]) {
      note(batch.length);
      return db.write(batch);
    },
    readAll(batch: readonly Statement[]) {
      note(batch.length);
      return db.readAll(batch);
    },
    readJson(sql, args) {
      note(1);
      return db.readJson(sql, args);
    },
  };
  return { db: counting, count: () => ({ statements, requests }) };
}
