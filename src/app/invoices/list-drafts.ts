/** Drafts: what invoices would be made of now, looked at and put right before they are made (INV-1). */
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import { conflict, notFound, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { auditOf, requirePower } from '../actor.ts';
import { readKeyCursor } from '../paging.ts';
import type { InvoiceCandidate, InvoiceDraft, PendingLine } from '../ports/invoices.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { ChosenDraft } from './make-invoices.ts';
import { type DueAccount, makePeriodBook } from './period-book.ts';
import type { InvoicePorts } from './services.ts';

export interface Draft extends InvoiceDraft {
  /** What an approval of it names. */
  readonly hash: string;
}

/** Tells a draft from what it is once something of it has moved. */
const draftHash = ({ period, lines, amount, tax }: InvoiceDraft): string =>
  [period.from, period.to, lines, amount, tax].join(' ');

/** Accounts looked at together: where few of them are due, as after a run, whole looks are passed over. */
const ACCOUNTS_A_LOOK = 1_000;

type DraftPorts = Pick<InvoicePorts, 'invoices'>;

/** Account by account; a page may have fewer than asked for, since not all that wait are due, but none is empty and goes on. */
export const makeListDrafts =
  ({ invoices }: DraftPorts) =>
  async (actor: Actor, asOf: PlainDate, { limit, cursor }: PageRequest): Promise<Result<Page<Draft>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const { providerId } = actor;
    const periods = makePeriodBook(asOf, await invoices.delayDays(providerId));
    for (let afterAccountId = after.value ?? 0; ; ) {
      const look = { afterAccountId, limit: Math.max(limit, ACCOUNTS_A_LOOK), only: null };
      const candidates = await invoices.readCandidates(providerId, look);
      const due = dueOf(periods, candidates);
      const drafts = await draftsOf(invoices, providerId, asOf, due.slice(0, limit));
      const end = due.length > limit ? due[limit - 1] : candidates[look.limit - 1];
      if (drafts.length > 0 || end === undefined)
        return ok({ items: drafts, nextCursor: end === undefined ? null : `k${end.accountId}` });
      afterAccountId = end.accountId;
    }
  };

/** The pending lines behind a draft, those held back among them. */
export const makeListPendingLines =
  ({ invoices }: DraftPorts) =>
  async (actor: Actor, account: string, asOf: PlainDate): Promise<Result<readonly PendingLine[]>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? ok(await invoices.pendingLines(actor.providerId, account, asOf)) : allowed;
  };

const LONGEST_REASON = 300;

/** Keeps a pending line off invoices, with the reason; a reason of null lets the next one take it. */
export const makeHoldLine =
  ({ invoices, clock }: Pick<InvoicePorts, 'invoices' | 'clock'>) =>
  async (actor: Actor, lineId: number, reason: string | null): Promise<Result<null>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const said =
      reason === null
        ? ok(null)
        : readText(reason, { path: 'reason', what: 'The reason', most: LONGEST_REASON, code: 'reason' });
    if (!said.ok) return said;
    const subject = formatId('cardline', lineId);
    const done = await invoices.hold({
      providerId: actor.providerId,
      lineId,
      reason: said.value === null ? null : `${said.value} (${actor.actorName})`,
      audit: auditOf(actor, clock, {
        action: said.value === null ? 'cardline.released' : 'cardline.held',
        subject,
        details: said.value === null ? {} : { reason: said.value },
      }),
    });
    return done
      ? ok(null)
      : notFound('cardline_not_pending', `There is no cardline ${subject} that waits for an invoice.`);
  };

/** Refuses drafts that are not what was looked at any more, by name. */
export async function checkDrafts(
  { invoices }: DraftPorts,
  actor: Actor,
  asOf: PlainDate,
  chosen: readonly ChosenDraft[],
): Promise<Result<null>> {
  const seen = chosen.filter(({ hash }) => hash !== undefined);
  if (seen.length === 0) return ok(null);
  const only = seen.map(({ reference }) => reference);
  const { providerId } = actor;
  const [candidates, delay] = await Promise.all([
    invoices.readCandidates(providerId, { afterAccountId: 0, limit: only.length, only }),
    invoices.delayDays(providerId),
  ]);
  const due = dueOf(makePeriodBook(asOf, delay), candidates);
  const drafts = await draftsOf(invoices, providerId, asOf, due);
  const now = new Map(drafts.map(({ account, hash }) => [account.reference, hash]));
  const moved = seen.filter(({ reference, hash }) => now.get(reference) !== hash);
  return moved.length === 0
    ? ok(null)
    : conflict(
        'draft_moved',
        `${counted(moved.length, 'draft')} moved since you looked: ${moved
          .slice(0, 5)
          .map(({ reference }) => reference)
          .join(', ')}${moved.length > 5 ? ' …' : ''}. Look again, and approve what it is now.`,
      );
}

/** Those that are due an invoice and not parked. */
const dueOf = (
  periods: ReturnType<typeof makePeriodBook>,
  candidates: readonly InvoiceCandidate[],
): DueAccount[] =>
  candidates.flatMap((candidate) => periods.dueOf(candidate) ?? []).filter(({ isParked }) => !isParked);

async function draftsOf(
  invoices: InvoicePorts['invoices'],
  providerId: number,
  asOf: PlainDate,
  due: readonly DueAccount[],
): Promise<readonly Draft[]> {
  if (due.length === 0) return [];
  const drafts = await invoices.drafts(providerId, { asOf, invoices: due });
  return drafts.map((draft) => ({ ...draft, hash: draftHash(draft) }));
}
