import { and, eq, sql } from 'drizzle-orm';
import type { SheetCheck, SheetCheckStore } from '#app/ports/sheet-checks.ts';
import type { Database } from '../database.ts';
import { sheetCheck as table } from '../schema/index.ts';

export const makeSheetCheckStore = (db: Database): SheetCheckStore => ({
  async find(providerId, now) {
    const [row] = await db.orm.select().from(table).where(eq(table.providerId, providerId));
    if (row === undefined) return null;
    const { sheetId, deed, by, at, run, runUntil, outcome, problem } = row;
    const state: SheetCheck['state'] =
      run !== null ? (runUntil > now ? 'running' : 'lost') : outcome === null ? 'failed' : 'done';
    return { sheetId, deed, by, at, state, outcome, problem };
  },

  async begin(providerId, { sheetId, deed, by, at, run, now, until }) {
    const begun = { sheetId, deed, by, at, run, runUntil: until, outcome: null, problem: null };
    const [written] = await db.write([
      db.orm
        .insert(table)
        .values({ providerId, ...begun })
        .onConflictDoUpdate({
          target: table.providerId,
          set: begun,
          // One of a spreadsheet that was the workbook before holds nobody up.
          setWhere: sql`${table.run} is null or ${table.runUntil} <= ${now} or ${table.sheetId} <> ${sheetId}`,
        }),
    ]);
    return written?.rowsAffected === 1;
  },

  async end(providerId, run, { outcome, problem }) {
    await db.write([
      db.orm
        .update(table)
        .set({ run: null, outcome, problem })
        .where(and(eq(table.providerId, providerId), eq(table.run, run))),
    ]);
  },
});
