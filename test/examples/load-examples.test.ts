/** The example providers come to life through the real deeds, whatever day it is. */
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { systemActor } from '#app/people/system-actor.ts';
import type { Services } from '#app/services.ts';
import type { Instant } from '#core/calendar.ts';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { makeOutboxEraser } from '#db/stores/outbox-store.ts';
import { makeServices } from '#src/compose.ts';
import { loadExamples } from '#src/examples/load-examples.ts';
import { makeBackground } from '#src/runtime/background.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt } from '#test/support/clock.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { quietLog } from '#test/support/ledger-builders.ts';

const TWO_YEARS_OF_BILLING_MS = 120_000;
/** 29 February 2028, five past midnight in Melbourne and in Sydney: the awkward day stands for the others. */
const LEAP_DAY_JUST_AFTER_MIDNIGHT = '2028-02-28T13:05:00.000Z';

async function loadedAt(now: string): Promise<{ db: Database; services: Services; told: string[] }> {
  const db = await openDatabase({ url: `file:${await aDatabaseFile()}` }, { isScratch: true });
  onTestFinished(() => db.close());
  const told: string[] = [];
  const parts = {
    db,
    secrets,
    log: quietLog,
    background: makeBackground((work) => void work),
  };
  await loadExamples({
    folder: join(import.meta.dirname, '../../examples'),
    now: now as Instant,
    makeServices: (clock) => makeServices({ ...parts, clock }),
    outbox: makeOutboxEraser(db),
    tell: (line) => told.push(line),
  });
  return { db, services: makeServices({ ...parts, clock: clockAt(now) }), told };
}

const count = (db: Database, sql: string) =>
  db.readJson<Record<string, number>>(`select json_group_object(what, n) from (${sql})`, []);

describe('the example providers', () => {
  it(
    'hold orders in every state, two years of bills, and a past that nobody is told of',
    async () => {
      const { db, services, told } = await loadedAt(LEAP_DAY_JUST_AFTER_MIDNIGHT);
      expect(told.length).toBeGreaterThan(3);

      expect(await count(db, 'select status what, count(*) n from "order" group by 1')).toMatchObject({
        pending: 11,
        halted: 3,
        cancelled: 1,
      });
      const lines = await count(db, 'select kind what, count(*) n from cardline group by 1');
      expect(lines[2]).toBeGreaterThan(8_000);
      expect(lines[-2]).toBeGreaterThan(20);
      expect(
        await count(db, `select 'parked' what, count(*) n from account where parked_reason is not null`),
      ).toEqual({
        parked: 0,
      });
      expect(await count(db, `select 'waiting' what, count(*) n from outbox`)).toEqual({ waiting: 0 });
      expect(
        await count(
          db,
          `select p.code what, max(i.sequence) - count(*) n from invoice i join provider p on p.id = i.provider_id group by 1`,
        ),
      ).toEqual({ bluegum: 0, wavelink: 0 });

      const { providers } = await services.jobs.readStatus();
      for (const { schedules } of providers)
        expect(schedules).toMatchObject([
          { job: 'billing', enabled: true, lastDoneOn: '2028-02-28' },
          { job: 'invoices', enabled: true, lastDoneOn: '2028-02-28' },
          { job: 'activity_files', enabled: true },
          { job: 'workflow_watch', enabled: true },
          { job: 'catalogue', enabled: true },
        ]);
      // WF-1 to WF-4: one order in each stage, one unanswered for long, and files in a row without gaps.
      expect(
        await count(
          db,
          `select stage what, count(*) n from request_workflow where stage <> 'ended' group by 1`,
        ),
      ).toEqual({ pending_collection: 1, sent: 1, advised: 1 });
      expect(
        await count(
          db,
          `select kind what, count(*) n from workflow_alert where resolved_at is null group by 1`,
        ),
      ).toEqual({ unanswered: 1 });
      for (const table of ['activity_file', 'batch_file'])
        expect(
          await count(db, `select 'gaps' what, max(sequence) - count(*) n from ${table} group by carrier_id`),
        ).toEqual({ gaps: 0 });
      const versions = await Promise.all(
        providers.map(({ tenant }) =>
          services.catalogue.listVersions(systemActor(tenant, 'cli'), { limit: 9, cursor: null }),
        ),
      );
      for (const page of versions) expect(page.ok && page.value.items).toHaveLength(2);
    },
    TWO_YEARS_OF_BILLING_MS,
  );
});
