import { ok, type Result } from '#core/result.ts';
import type { Cardline } from '../ports/ledger.ts';
import type { Actor } from '../ports/platform.ts';
import { makeListRunCardlines } from './list-run-cardlines.ts';
import { SIDES } from './run-tally.ts';
import type { BillingPorts } from './services.ts';

/** Lines that are in memory at once: a run has a million. */
const LOT = 5_000;

type ExportPorts = Pick<BillingPorts, 'runs' | 'chunks' | 'catalogue' | 'secrets' | 'ledger' | 'chunkSize'>;

/**
 * All lines of a run in their order, those of customers first and then the provider's own costs, a lot at a time. What is
 * refused (`preview_moved`) is so before the first; a preview whose figures move on the way breaks off.
 */
export const makeExportRunCardlines = (ports: ExportPorts) => {
  const list = makeListRunCardlines(ports);

  return async (actor: Actor, runId: number): Promise<Result<AsyncIterable<readonly Cardline[]>>> => {
    const first = await list(actor, { runId, side: SIDES[0] }, { limit: LOT, cursor: null });
    return first.ok ? ok(lots()) : first;

    async function* lots(): AsyncGenerator<readonly Cardline[]> {
      for (const side of SIDES) {
        let page = await list(actor, { runId, side }, { limit: LOT, cursor: null });
        for (;;) {
          if (!page.ok) throw new Error(page.faults.map(({ message }) => message).join(' '));
          yield page.value.items;
          const { nextCursor } = page.value;
          if (nextCursor === null) break;
          page = await list(actor, { runId, side }, { limit: LOT, cursor: nextCursor });
        }
      }
    }
  };
};
