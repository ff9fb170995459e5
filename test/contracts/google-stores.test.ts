/** Google accounts and checks from inside spreadsheets, as they are kept: two who come at once. */
import { describe, expect, it } from 'vitest';
import type { NewSheetCheck, SheetOutcome } from '#app/ports/sheet-checks.ts';
import { instantAfter } from '#core/calendar.ts';
import { makeGoogleStore } from '#db/stores/google-store.ts';
import { makePersonStore } from '#db/stores/person-store.ts';
import { makeSheetCheckStore } from '#db/stores/sheet-check-store.ts';
import { unwrap } from '#test/support/catalogues.ts';
import { clockAt, SOME_MORNING } from '#test/support/clock.ts';
import { aDatabase } from '#test/support/database.ts';
import { aTenant } from '#test/support/tenants.ts';

const AT = clockAt(SOME_MORNING).now();
const LATER = instantAfter(AT, 600_000);
const USER = { subject: '1001', email: 'kim@x.example' };

async function twoPeople() {
  const db = await aDatabase();
  const tenant = await aTenant(db, 'wavelink');
  const people = makePersonStore(db);
  const audit = (action: string) => ({
    providerId: tenant.providerId,
    at: AT,
    actor: 'test',
    via: 'console' as const,
    action,
    subject: 'usr_1',
    details: {},
    requestId: null,
  });
  const add = async (name: string) =>
    unwrap(
      await people.add(
        {
          providerId: tenant.providerId,
          email: `${name}@x.example`,
          name,
          roles: ['pricing'],
          slack: null,
          createdAt: AT,
        },
        audit('person.added'),
      ),
    ).id;
  const [kim, lee] = [await add('kim'), await add('lee')];
  return { db, tenant, kim, lee, audit, google: makeGoogleStore(db) };
}

describe('a link', () => {
  it('that two confirm at once is one person’s, and leaves one entry in the audit', async () => {
    const { db, google, kim, lee, audit } = await twoPeople();
    await google.addLink('hash', USER, { at: AT, until: LATER });
    const done = await Promise.all(
      [kim, lee].map((id) => google.redeemLink('hash', id, AT, audit('person.google_linked'))),
    );
    expect(done.map(({ ok }) => ok).sort()).toEqual([false, true]);
    const holder = await google.findByGoogle(USER.subject);
    expect([kim, lee]).toContain(holder?.id);
    expect(
      await db.readJson<number>(
        "select cast(count(*) as text) from audit where action = 'person.google_linked'",
        [],
      ),
    ).toBe(1);
  });

  it('to an account that is somebody else’s takes nothing from anybody', async () => {
    const { google, kim, lee, audit } = await twoPeople();
    await google.addLink('one', USER, { at: AT, until: LATER });
    await google.redeemLink('one', kim, AT, audit('a'));
    const own = { subject: '2002', email: 'lee@x.example' };
    await google.addLink('two', own, { at: AT, until: LATER });
    await google.redeemLink('two', lee, AT, audit('a'));
    await google.addLink('three', USER, { at: AT, until: LATER });
    expect(await google.redeemLink('three', lee, AT, audit('a'))).toMatchObject({
      ok: false,
      faults: [{ code: 'google_user_taken' }],
    });
    expect((await google.findByGoogle(USER.subject))?.id).toBe(kim);
    expect((await google.findByGoogle(own.subject))?.id).toBe(lee);
  });
});

describe('a check', () => {
  const aCheck = (run: string, more: Partial<NewSheetCheck> = {}): NewSheetCheck => ({
    sheetId: 'sheet',
    deed: 'check',
    by: 'Kim',
    at: AT,
    run,
    now: AT,
    until: LATER,
    ...more,
  });
  const OUTCOME = { status: 'unchanged', faults: [] } as unknown as SheetOutcome;

  it('is begun once, however many ask at once', async () => {
    const { db, tenant } = await twoPeople();
    const checks = makeSheetCheckStore(db);
    const begun = await Promise.all(
      ['a', 'b', 'c'].map((run) => checks.begin(tenant.providerId, aCheck(run))),
    );
    expect(begun.filter(Boolean)).toHaveLength(1);
    expect(await checks.find(tenant.providerId, AT)).toMatchObject({ state: 'running', outcome: null });
  });

  it('that was taken for lost ends in vain, and one of a spreadsheet that is not the workbook any more holds nobody up', async () => {
    const { db, tenant } = await twoPeople();
    const { providerId } = tenant;
    const checks = makeSheetCheckStore(db);
    await checks.begin(providerId, aCheck('a'));
    expect((await checks.find(providerId, LATER))?.state).toBe('lost');
    expect(
      await checks.begin(providerId, aCheck('b', { now: LATER, until: instantAfter(LATER, 1000) })),
    ).toBe(true);
    await checks.end(providerId, 'a', { outcome: OUTCOME, problem: null });
    expect((await checks.find(providerId, LATER))?.state).toBe('running');
    await checks.end(providerId, 'b', { outcome: null, problem: 'no' });
    expect(await checks.find(providerId, LATER)).toMatchObject({ state: 'failed', problem: 'no' });

    await checks.begin(providerId, aCheck('c'));
    expect(await checks.begin(providerId, aCheck('d', { sheetId: 'another' }))).toBe(true);
    await checks.end(providerId, 'd', { outcome: OUTCOME, problem: null });
    expect(await checks.find(providerId, AT)).toMatchObject({
      sheetId: 'another',
      state: 'done',
      outcome: OUTCOME,
    });
  });
});
