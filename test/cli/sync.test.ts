import { describe, expect, it } from 'vitest';
import { ok } from '#core/result.ts';
import type { Terminal } from '#src/cli/command.ts';
import { sync } from '#src/cli/sync.ts';
import { aCatalogue } from '#test/support/catalogues.ts';
import { aWorkbook } from '#test/support/workbooks.ts';

/** What standard output says of the built-in workbook. */
async function synced({ catalogue, tenant }: Awaited<ReturnType<typeof aCatalogue>>): Promise<string[]> {
  const said: string[] = [];
  const terminal: Pick<Terminal, 'say' | 'tell' | 'open'> = {
    say: (text) => said.push(text),
    tell: () => {},
    open: async () =>
      ({ services: { catalogue, people: { findProvider: async () => ok(tenant) } } }) as never,
  };
  expect(await sync.run(terminal as Terminal, { provider: tenant.providerCode }, [])).toBe(0);
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
});
