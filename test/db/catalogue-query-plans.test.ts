/** Sets that travel as JSON are walked once, each row finding its table row by an index; never the other way round. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { Publish } from '#app/ports/catalogue.ts';
import type { Instant } from '#core/calendar.ts';
import { CATALOGUE_KINDS, TAB } from '#core/workbook/tabs.ts';
import type { Database, Statement } from '#db/database.ts';
import { IN_FORCE_NOW, rowsSql } from '#db/stores/catalogue-tables.ts';
import { markStatements } from '#db/stores/change-set-store.ts';
import { feePayersStatements } from '#db/stores/fee-payers.ts';
import { PLAN_USE } from '#db/stores/plan-use.ts';
import { presentAccountsStatement } from '#db/stores/present-accounts.ts';
import { publishStatements } from '#db/stores/publish-statements.ts';
import { livesStatement } from '#db/stores/row-history-store.ts';
import { aDatabase } from '#test/support/database.ts';
import { sqlOf, stepsOf } from '#test/support/query-plans.ts';

let db: Database;
beforeEach(async () => {
  db = await aDatabase();
});

const steps = (statement: Statement) => stepsOf(db, sqlOf(statement));

/**
 * Whole tables of the statement that are walked over; JSON is none. (A plan also lists the tables that refer to the one written,
 * which are walked only where a reference is broken already.)
 */
const walks = (plan: readonly string[], statement: Statement): string[] =>
  plan.filter((step) => {
    const [, table = ''] = /^SCAN (\w+)(?! VIRTUAL TABLE)/.exec(step) ?? [];
    return table !== '' && table !== 'j' && new RegExp(`\\b${table}\\b`).test(sqlOf(statement)[0]);
  });
/** JSON that is walked again for each row of something before it. */
const repeats = (plan: readonly string[]): string[] => {
  const order = plan.filter((step) => /^(SCAN|SEARCH) /.test(step));
  const at = order.findIndex((step) => /^SCAN j VIRTUAL TABLE/.test(step));
  return at > 0 ? order.slice(0, at) : [];
};

const tuple = (kind: (typeof CATALOGUE_KINDS)[number]) => TAB[kind].fields.map(() => null);
const PUBLISH: Publish = {
  providerId: 1,
  changeSet: { id: 1, source: 'workbook', baseVersion: 1 } as never,
  plan: {
    ...Object.fromEntries(
      CATALOGUE_KINDS.map((kind) => [
        kind,
        { added: [tuple(kind)], changed: [[1, tuple(kind), tuple(kind)]], removed: [], unchanged: 0 },
      ]),
    ),
    accounts: { added: [TAB.accounts.fields.map(() => null)], changed: [], removed: [], unchanged: 0 },
  },
  version: {
    number: 2,
    contentHash: '',
    source: 'workbook',
    sourceRevision: null,
    editedBy: [],
    submittedBy: '',
    approvedBy: '',
    publishedAt: '2026-03-02T00:00:00.000Z' as Instant,
    restoredFrom: null,
    added: 0,
    changed: 0,
    removed: 0,
  },
  seenAccounts: { accounts: [], invoiceAnchors: new Map() },
  by: '',
  byId: '',
  changesPastRates: false,
  needs: [],
  at: '2026-03-02T00:00:00.000Z' as Instant,
  traces: () => ({ audit: [], outbox: [] }),
};

describe('publishing', () => {
  it('walks over no table, and over each set once', async () => {
    const statements = [
      ...publishStatements(db, PUBLISH, 1),
      ...markStatements(1, []),
      presentAccountsStatement(1, []),
    ];
    expect(statements.length).toBeGreaterThan(24);
    for (const statement of statements) {
      const plan = await steps(statement);
      expect(walks(plan, statement), sqlOf(statement)[0]).toEqual([]);
      expect(repeats(plan), sqlOf(statement)[0]).toEqual([]);
    }
  });
});

describe('what became of a row', () => {
  it.each(CATALOGUE_KINDS)('of %s is found by its key, what is in force and what was', async (kind) => {
    const statement = livesStatement(1, kind, ['A', 'B', 'C', 'D', 'E']);
    // What was found so is gone through: a row has as many lives as versions changed it.
    const found = ['SCAN life', 'SCAN number'];
    expect(walks(await steps(statement), statement).filter((step) => !found.includes(step))).toEqual([]);
  });
});

describe('reading what is in force', () => {
  it.each(CATALOGUE_KINDS)('finds %s by an index of the provider', async (kind) => {
    const statement = { sql: rowsSql(kind, IN_FORCE_NOW), args: { provider: 1 } };
    expect(walks(await steps(statement), statement)).toEqual([]);
  });
});

describe('whom a publish reaches', () => {
  const STATEMENTS = [
    ...feePayersStatements(1, ['HOME', 'OFFICE'], ['OFFICE']),
    { sql: PLAN_USE, args: { provider: 1, codes: '["HOME","OFFICE"]' } },
  ];

  it.each(STATEMENTS.map((statement, at) => [at, statement] as const))(
    'is counted in a walk over the provider’s own rows, each plan looked up in a list (statement %i)',
    async (_at, statement) => {
      const plan = await steps(statement);
      expect(walks(plan, statement).filter((step) => step !== 'SCAN used')).toEqual([]);
      // The codes are walked within a list that is made once, never beside the terms.
      plan.forEach((step, at) => {
        if (/^SCAN j VIRTUAL TABLE/.test(step)) expect(plan[at - 1]).toMatch(/^LIST SUBQUERY/);
      });
      expect(plan).toContain('SEARCH t USING INDEX term_provider (provider_id=?)');
    },
  );
});
