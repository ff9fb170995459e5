import { join } from 'node:path';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { openDatabase } from '#db/client.node.ts';
import type { Database } from '#db/database.ts';
import { lease } from '#db/schema/index.ts';
import { aDatabaseFile } from '#test/support/database.ts';
import { startProcess } from '#test/support/processes.ts';

const OTHER = 'test/support/other-process.ts';

const write = (db: Database, name: string) =>
  db.write([
    db.orm.insert(lease).values({ name, holder: 'here', until: '2026-01-01T00:00:00.000Z' as never }),
  ]);
const names = (db: Database) => db.readJson<string[]>('select json_group_array(name) from lease', []);

/** What a connection that took no part sees: neither process is asked about its own writes. */
async function namesSeenFresh(url: string): Promise<string[]> {
  const db = await openDatabase({ url });
  onTestFinished(() => db.close());
  return names(db);
}

describe('two processes on one file', () => {
  it('a write waits for the other process, and neither it nor the next one is lost', async () => {
    const url = `file:${await aDatabaseFile()}`;
    const db = await openDatabase({ url });
    const holder = startProcess(OTHER, [url, 'hold', '400']);
    await holder.says('ready');

    const [, , during] = await Promise.all([write(db, 'first'), write(db, 'second'), names(db)]);
    await write(db, 'third');
    db.close();

    expect(during).toEqual([]);
    expect((await holder.ended).code).toBe(0);
    expect(await namesSeenFresh(url)).toEqual(['first', 'second', 'third']);
  });

  it('both write at once, and every row is there', async () => {
    const url = `file:${await aDatabaseFile()}`;
    const db = await openDatabase({ url });
    const other = startProcess(OTHER, [url, 'write', '150']);
    await other.says('ready');
    for (let n = 0; n < 150; n += 1) {
      const [, seen] = await Promise.all([write(db, `here ${n}`), names(db)]);
      expect(Array.isArray(seen)).toBe(true);
    }
    db.close();

    expect(await other.ended).toMatchObject({ code: 0, stderr: '' });
    const seen = await namesSeenFresh(url);
    expect(seen.filter((name) => name.startsWith('here'))).toHaveLength(150);
    expect(seen.filter((name) => name.startsWith('other'))).toHaveLength(150);
  });

  it('both may make the database at once', async () => {
    const url = `file:${join(inject('runFolder'), `fresh-${crypto.randomUUID()}`, 'new.db')}`;
    const others = [startProcess(OTHER, [url, 'open']), startProcess(OTHER, [url, 'open'])];
    const ended = await Promise.all(others.map((other) => other.ended));
    expect(ended.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    expect(await namesSeenFresh(url)).toEqual([]);
  });
});
