/**
 * Another process on the same database file: `write COUNT` adds rows, one batch each; `hold MS` takes the write lock and
 * keeps it; `open` brings the file to the newest schema. Says "ready" when it begins, and ends by itself.
 */
import { createClient } from '@libsql/client';
import { openDatabase } from '#db/client.node.ts';
import { lease } from '#db/schema/index.ts';

const [url = '', deed, number] = process.argv.slice(2);
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

if (deed === 'hold') {
  const client = createClient({ url });
  const transaction = await client.transaction('write');
  process.stdout.write('ready\n');
  await pause(Number(number));
  await transaction.rollback();
  client.close();
} else if (deed === 'write') {
  const db = await openDatabase({ url });
  process.stdout.write('ready\n');
  for (let n = 0; n < Number(number); n += 1)
    await db.write([
      db.orm
        .insert(lease)
        .values({ name: `other ${n}`, holder: 'other', until: '2026-01-01T00:00:00.000Z' as never }),
    ]);
  db.close();
} else {
  process.stdout.write('ready\n');
  const db = await openDatabase({ url });
  db.close();
}
