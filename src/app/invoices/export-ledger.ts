/** The ledger for other books, piece by piece: nothing of it is ever held whole. */
import { OWN_NAMES } from '#core/billing/ledger-codes.ts';
import type { Period, PlainDate } from '#core/calendar.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Piece, Posting, UnbilledLine } from '../ports/ledger-export.ts';
import type { Actor } from '../ports/platform.ts';
import type { InvoicePorts } from './services.ts';

export interface LedgerPosting extends Posting {
  /** Of the provider's settings, as they are now. */
  readonly ledgerCode: string;
}

/** What the documents of these days, both included, charge by ledger code and tax rate; their sums are the documents'. */
export const makeExportLedger =
  ({ exported, providers }: Pick<InvoicePorts, 'exported' | 'providers'>) =>
  async (actor: Actor, days: Period): Promise<Result<AsyncIterable<LedgerPosting>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    if (days.to < days.from)
      return no(
        fault('ends_before_start', `${days.to} is before ${days.from}: give a first and a last day.`, 'to'),
      );
    const { ledgerCodes } = await providers.profile(actor.providerId);
    const postings = allOf((from) => exported.postings(actor.providerId, days, from));
    return ok(
      mapped(postings, (posting) => ({
        ...posting,
        ledgerCode: ledgerCodes[posting.kind] ?? OWN_NAMES[posting.kind],
      })),
    );
  };

/** The monthly statement: what was charged by the end of a day and on no invoice then. The same whenever it is asked for. */
export const makeExportUnbilled =
  ({ exported }: Pick<InvoicePorts, 'exported'>) =>
  async (actor: Actor, asOf: PlainDate): Promise<Result<AsyncIterable<UnbilledLine>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(allOf((from) => exported.unbilled(actor.providerId, asOf, from))) : allowed;
  };

async function* allOf<T>(read: (from: string | null) => Promise<Piece<T>>): AsyncGenerator<T> {
  for (let from: string | null = null, isFirst = true; isFirst || from !== null; isFirst = false) {
    const piece: Piece<T> = await read(from);
    yield* piece.items;
    from = piece.next;
  }
}

async function* mapped<T, U>(items: AsyncIterable<T>, map: (item: T) => U): AsyncGenerator<U> {
  for await (const item of items) yield map(item);
}
