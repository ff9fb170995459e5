import { describe, expect, it } from 'vitest';
import { makeListRerates } from '#app/usage/list-rerates.ts';
import { ok } from '#core/result.ts';
import { makeRerateStore } from '#db/stores/rerate-store.ts';
import type { Terminal } from '#src/cli/command.ts';
import { sync } from '#src/cli/sync.ts';
import { aCatalogue } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

/** What standard output says of the built-in workbook. */
async function synced(
  { catalogue, tenant, db }: Awaited<ReturnType<typeof aCatalogue>>,
  asked: { readonly approve?: boolean } = {},
): Promise<string[]> {
  const said: string[] = [];
  const terminal: Pick<Terminal, 'say' | 'tell' | 'open'> = {
    say: (text) => said.push(text),
    tell: () => {},
    open: async () =>
      ({
        services: {
          catalogue,
          usage: { listRerates: makeListRerates({ rerates: makeRerateStore(db) }) },
          people: { findProvider: async () => ok(tenant) },
        },
      }) as never,
  };
  expect(await sync.run(terminal as Terminal, { provider: tenant.providerCode, ...asked }, [])).toBe(0);
  return said.join('').trimEnd().split('\n');
}

describe('cardline sync', () => {
  it('says briefly what would be sold below cost, and nothing of rows that were so before', async () => {
    const market = await aCatalogue();
    await market.publish();
    await market.fill(
      aWorkbook()
        .set('Package Plans', 'HOME', 'Access Fee', '39.95')
        .set('Package Plans', 'BUY-HOME', 'Setup Fee Override', 'TRUE'),
    );
    expect(await synced(market)).toEqual([
      'chg_2 against version 1: 0 added, 2 changed, 0 removed; 0 active subscriptions are on plans that it touches.',
      '1 package plan would be sold below cost: HOME for 39.95, bought as BUY-HOME for 44.00.',
      '  changed Package Plans BUY-HOME: Setup Fee Override FALSE → TRUE',
      '  changed Package Plans HOME: Access Fee 69.95 → 39.95',
    ]);
  });

  it('USE-8: says which rates are of days in the past, and which re-rating waits once they are published', async () => {
    const market = await aCatalogue();
    await market.publish();
    await market.fill(aWorkbook().set('Rates', 2, 'Price', '0.03'));
    const lines = await synced(market, { approve: true });
    expect(lines).toContainEqual(
      expect.stringMatching(/^1 rate added or changed has an Effective From in the past: /),
    );
    expect(lines.slice(-2)).toEqual([
      'Published as version 2.',
      'Prices of days in the past were changed: re-rating rer_1 waits, see Usage → Re-rating.',
    ]);
  });

  it('says nothing of a re-rating where no price of the past was changed', async () => {
    const market = await aCatalogue();
    await market.publish();
    await market.fill(aWorkbook().set('Package Plans', 'HOME', 'Access Fee', '71.95'));
    expect((await synced(market, { approve: true })).at(-1)).toBe('Published as version 2.');
  });
});
