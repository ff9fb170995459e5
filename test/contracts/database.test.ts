import { describe, expect, it } from 'vitest';
import { clashOf, type Database } from '#db/database.ts';
import { lease } from '#db/schema/index.ts';
import { eachDatabase } from '#test/support/databases.ts';

const row = (name: string) => ({ name, holder: 'a', until: '2026-01-01T00:00:00.000Z' as never });
const count = (db: Database) =>
  db.readJson<{ count: number }>(`select json_object('count', count(*)) from lease`, []);

eachDatabase('the database', (open) => {
  it('writes a batch whole or not at all', async () => {
    const db = await open();
    const twice = [db.orm.insert(lease).values(row('billing')), db.orm.insert(lease).values(row('billing'))];
    await expect(db.write(twice)).rejects.toThrow('UNIQUE');
    expect(await count(db)).toEqual({ count: 0 });
  });

  it('names the key that a write ran into, and answers null for every other failure', async () => {
    const db = await open();
    await db.write([db.orm.insert(lease).values(row('billing'))]);
    const clash = await db.write([db.orm.insert(lease).values(row('billing'))]).catch((error) => error);
    const broken = await db
      .write([{ sql: 'insert into nowhere values (1)', args: [] }])
      .catch((error) => error);
    expect(clashOf(clash)).toBe('lease.name');
    expect(broken).toBeInstanceOf(Error);
    expect(clashOf(broken)).toBeNull();
  });

  it('lets writers of one process queue: none is refused, none is lost', async () => {
    const db = await open();
    await Promise.all(
      Array.from({ length: 25 }, (_, n) => db.write([db.orm.insert(lease).values(row(`job ${n}`))])),
    );
    expect(await count(db)).toEqual({ count: 25 });
  });

  it('goes on after a write that failed', async () => {
    const db = await open();
    const [failed] = await Promise.allSettled([
      db.write([{ sql: 'insert into nowhere values (1)', args: [] }]),
      db.write([db.orm.insert(lease).values(row('billing'))]),
    ]);
    expect(failed.status).toBe('rejected');
    expect(await count(db)).toEqual({ count: 1 });
  });

  it('keeps references: a row of a provider that is not there is refused', async () => {
    const db = await open();
    const orphan = {
      sql: `insert into schedule (provider_id, job, at_minutes, last_done_on) values (99, 'billing', 0, '2026-01-01')`,
      args: [],
    };
    await expect(db.write([orphan])).rejects.toThrow('FOREIGN KEY');
  });

  it('answers several reads from one snapshot', async () => {
    const db = await open();
    await db.write([db.orm.insert(lease).values(row('billing'))]);
    const [first, second] = await db.readAll([
      { sql: 'select count(*) from lease', args: [] },
      db.orm.select({ name: lease.name }).from(lease),
    ]);
    expect(first?.rows[0]?.[0]).toBe(1);
    expect(second?.rows[0]?.name).toBe('billing');
  });

  describe('half a character becomes U+FFFD, whole ones and what looks like one stay as they are', () => {
    const TEXTS = {
      'a first half': ['Z\ud83d.', 'Z\ufffd.'],
      'a second half': ['\ude00Z', '\ufffdZ'],
      'two halves the wrong way round': ['\ude00\ud83d', '\ufffd\ufffd'],
      'a half behind a whole one': ['😀\ud83d', '😀\ufffd'],
      'a half behind a backslash': ['\\\ud83d', '\\\ufffd'],
      'a whole character': ['😀', '😀'],
      'a backslash and letters': ['\\ud83d', '\\ud83d'],
      'two backslashes and letters': ['\\\\ud83d', '\\\\ud83d'],
    } as const;
    const kept = (db: Database) => db.readJson<string[]>('select json_group_array(holder) from lease', []);
    const insertJson = (json: string) => ({
      sql: `insert into lease (name, holder, until) select 'billing', value ->> 'text', '2026' from json_each(?)`,
      args: [json],
    });

    it.each(Object.entries(TEXTS))('%s', async (_, [text, expected]) => {
      const db = await open();
      await db.write([insertJson(JSON.stringify([{ text }]))]);
      expect(await kept(db), 'in JSON').toEqual([expected]);
      await db.write([{ sql: 'update lease set holder = :text', args: { text } }]);
      expect(await kept(db), 'by its name').toEqual([expected]);
      await db.write([db.orm.update(lease).set({ holder: text })]);
      expect(await kept(db), 'through drizzle').toEqual([expected]);
      const read = { sql: 'select value from json_each(?)', args: [JSON.stringify([text])] };
      expect((await db.readAll([read]))[0]?.rows[0]?.value, 'read of several').toEqual(expected);
      expect(
        await db.readJson('select json_group_array(value) from json_each(?)', [JSON.stringify([text])]),
        'read of one',
      ).toEqual([expected]);
    });

    it('a whole one that others wrote as two escapes, in letters of either size', async () => {
      const db = await open();
      await db.write([insertJson(String.raw`[{"text":"\ud83d\ude00 \uD83D\uDE00 \uD83D"}]`)]);
      expect(await kept(db)).toEqual(['😀 😀 \ufffd']);
    });
  });

  it('answers null where there is no JSON to read', async () => {
    const db = await open();
    expect(await db.readJson('select name from lease', [])).toBeNull();
  });
});
