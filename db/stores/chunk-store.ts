/** Chunks of a billing run: read in a constant number of requests, written as one batch, whatever they hold. */
import type { ChunkStore, ChunkWritten } from '#app/ports/billing.ts';
import { clashOf, type Database } from '../database.ts';
import { readBilled } from './billed-lines.ts';
import { chunkStatements, LINES, LISTED, linesJson, PACKED, type Place } from './chunk-statements.ts';
import { type TermCells, termsStatement, toTerm } from './chunk-terms.ts';
import { missedGuardOf } from './guards.ts';
import { readUsageToBill } from './usage-billing.ts';

export const makeChunkStore = (db: Database): ChunkStore => ({
  async readChunk(providerId, query) {
    const { sql, args } = termsStatement(providerId, query);
    const cells = await db.readJson<TermCells>(sql, args);
    return cells.map(toTerm);
  },

  readBilled: (periods) => readBilled(db, periods),

  readUsage: (providerId, query) => readUsageToBill(db, providerId, query),

  async findClashes(plan) {
    if (plan.terms.count === 0) return [];
    const find = (rows: string, lines: string, { term, outcome, service }: Place) =>
      db.readJson<number[]>(
        `with ${LINES}
         select json_group_array(distinct t.account_id)
         from json_each(:rows) row
           cross join line on line.outcome = ${outcome}
           cross join cardline c on c.period_start = line.period_start and c.term_id = ${term} and c.service_id = ${service}
             and c.item_id = line.item and c.kind = line.kind and c.revision = line.revision
           cross join subscription_term t on t.id = c.term_id`,
        { rows, lines },
      );
    const [ofPackage, ofServices] = await Promise.all([
      find(plan.terms.json, linesJson(plan, 'of package'), PACKED),
      plan.services.count === 0 ? [] : find(plan.services.json, linesJson(plan, 'of services'), LISTED),
    ]);
    return [...new Set([...ofPackage, ...ofServices])];
  },

  async countSoFar(providerId, { id, asOf }) {
    // Two lists of plain numbers: of a million accounts, a list of pairs would fill a small machine.
    const [accounts, lines] = await db.readJson<[number[], number[]]>(
      `with run as (select id, status from billing_run where provider_id = :provider and as_of = :asOf and mode = 'commit')
       select json_array(json_group_array(account_id), json_group_array(lines))
       from (select account_id, count(*) lines from cardline where run_id in (
         select id from run where id = :run
           or status = 'failed' and id > (select coalesce(max(id), 0) from run where status = 'done'))
       group by account_id)`,
      { provider: providerId, asOf, run: id },
    );
    return pairsOf(accounts, lines);
  },

  async accountReferences(accountIds) {
    const pairs = await db.readJson<[number, string][]>(
      `select json_group_array(json_array(id, reference)) from account where id in (select value from json_each(?))`,
      [JSON.stringify(accountIds)],
    );
    return new Map(pairs);
  },

  async writeChunk(providerId, chunk): Promise<ChunkWritten> {
    try {
      await db.write(chunkStatements(db, providerId, chunk));
      return 'written';
    } catch (error) {
      if (missedGuardOf(error) === 'billing_run.last_term_id') return 'moved';
      if (clashOf(error)?.includes('cardline.period_start')) return 'clash';
      throw error;
    }
  },
});

function* pairsOf(keys: readonly number[], values: readonly number[]): Iterable<readonly [number, number]> {
  for (const [index, key] of keys.entries()) yield [key, values[index] ?? 0];
}
