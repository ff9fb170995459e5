import { and, eq, isNull } from 'drizzle-orm';
import type { TokenStore } from '#app/ports/people.ts';
import type { Database } from '../database.ts';
import { apiToken, provider } from '../schema/index.ts';

export const makeTokenStore = (db: Database): TokenStore => ({
  async findLive(hash) {
    const [row] = await db.orm
      .select({
        id: apiToken.id,
        name: apiToken.name,
        scopes: apiToken.scopes,
        tenant: {
          providerId: provider.id,
          providerCode: provider.code,
          providerName: provider.name,
          timeZone: provider.timeZone,
        },
      })
      .from(apiToken)
      .innerJoin(provider, eq(provider.id, apiToken.providerId))
      .where(and(eq(apiToken.hash, hash), isNull(apiToken.revokedAt)));
    return row ?? null;
  },
});
