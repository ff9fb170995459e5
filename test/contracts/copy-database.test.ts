import { expect, it } from 'vitest';
import type { Instant } from '#core/calendar.ts';
import { copyDatabase } from '#db/copy-database.ts';
import type { Database } from '#db/database.ts';
import { account, catalogueItem, lease, order, orderDocument, schedule } from '#db/schema/index.ts';
import { aDatabase } from '#test/support/database.ts';
import { eachDatabase } from '#test/support/databases.ts';
import { aTenant } from '#test/support/tenants.ts';

const AT = '2026-03-01T00:00:00.000Z' as Instant;

const rowsOf = (db: Database, table: string) =>
  db.readJson<unknown[]>(`select json_group_array(name) from ${table}`, []);

eachDatabase('copying a database', (open) => {
  it('takes every table with its keys, nothings and references, in whatever order they refer to each other', async () => {
    const [from, to] = [await aDatabase(), await open()];
    const { providerId } = await aTenant(from);
    await from.write([
      from.orm
        .insert(account)
        .values({ id: 7, providerId, reference: '007', name: 'O\'Neill "& Co', createdAt: AT }),
      from.orm.insert(schedule).values({
        providerId,
        job: 'billing',
        atMinutes: 120,
        enabled: false,
        lastDoneOn: '2026-03-01' as never,
      }),
    ]);
    expect(await copyDatabase(from, to)).toBe(true);
    expect(await to.orm.select().from(account)).toEqual(await from.orm.select().from(account));
    expect(await to.orm.select().from(schedule)).toEqual(await from.orm.select().from(schedule));
  });

  it('copies nothing where the other database is not empty', async () => {
    const [from, to] = [await aDatabase(), await open()];
    await aTenant(from, 'bluegum');
    await from.write([from.orm.insert(lease).values({ name: 'a', holder: 'b', until: AT })]);
    await aTenant(to, 'bluegum');
    expect(await copyDatabase(from, to)).toBe(false);
    expect(await rowsOf(to, 'lease')).toEqual([]);
  });

  it('keeps the bytes of a document', async () => {
    const [from, to] = [await aDatabase(), await open()];
    const { providerId } = await aTenant(from);
    const content = Buffer.from([0, 1, 0xff, 0x80, 0]);
    await from.write([
      from.orm.insert(account).values({ id: 1, providerId, reference: '1', name: 'One', createdAt: AT }),
      from.orm.insert(catalogueItem).values({ id: 1, providerId, kind: 'package_plan', code: 'P' }),
      from.orm.insert(order).values({
        id: 1,
        providerId,
        number: '1',
        accountId: 1,
        packagePlanId: 1,
        status: 'pending',
        source: 'staff',
        createdAt: AT,
        updatedAt: AT,
      }),
      from.orm.insert(orderDocument).values({
        orderId: 1,
        name: 'signed.pdf',
        mediaType: 'application/pdf',
        size: content.length,
        content,
        uploadedBy: 'Kim',
        uploadedAt: AT,
      }),
    ]);
    await copyDatabase(from, to);
    const [kept] = await to.orm.select().from(orderDocument);
    expect(Buffer.from(kept?.content ?? [])).toEqual(content);
  });
});
