/** Providers straight into the table, and who acts for them, for tests that are about something else. */
import type { Actor, Tenant } from '#app/ports/platform.ts';
import type { Instant } from '#core/calendar.ts';
import { POWERS, type Power } from '#core/people/powers.ts';
import type { Database } from '#db/database.ts';
import { provider } from '#db/schema/index.ts';

export async function aTenant(
  db: Database,
  code = 'bluegum',
  timeZone = 'Australia/Melbourne',
): Promise<Tenant> {
  const name = `${code} Telecom`;
  const [inserted] = await db.write([
    db.orm
      .insert(provider)
      .values({ code, name, timeZone, createdAt: '2025-01-01T00:00:00.000Z' as Instant })
      .returning({ id: provider.id }),
  ]);
  return { providerId: Number(inserted?.rows[0]?.[0]), providerCode: code, providerName: name, timeZone };
}

export const actorWith = (tenant: Tenant, powers: readonly Power[] = POWERS): Actor => ({
  ...tenant,
  actorId: 'usr_1',
  actorName: 'Somebody',
  via: 'api',
  powers: new Set(powers),
  requestId: null,
});
