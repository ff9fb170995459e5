/** Drafts: what invoices would be made of now, looked at and put right before they are made (INV-1). */
import type { PlainDate } from '#core/calendar.ts';
import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import { conflict, notFound, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { auditOf, requirePower } from '../actor.ts';
import { readKeyCursor } from '../paging.ts';
import type { InvoiceDraft, PendingLine } from '../ports/invoices.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { ChosenDraft } from './make-invoices.ts';
import { makePeriodBook } from './period-book.ts';
import type { InvoicePorts } from './services.ts';

export interface Draft extends InvoiceDraft {
  /** What an approval of it names. */
  readonly hash: string;
}

/** Tells a draft from what it is once something of it has moved. */
const draftHash = ({ period, lines, amount, tax }: InvoiceDraft): string =>
  [period.from, period.to, lines, amount, tax].join(' ');

type DraftPorts = Pick<InvoicePorts, 'invoices'>;

/** Account by account; a page may have fewer than asked for, since not all that wait are due. */
export const makeListDrafts =
  ({ invoices }: DraftPorts) =>
  async (actor: Actor, asOf: PlainDate, { limit, cursor }: PageRequest): Promise<Result<Page<Draft>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const after = readKeyCursor(cursor);
    if (!after.ok) return after;
    const page = { afterAccountId: after.value ?? 0, limit, only: null };
    const { drafts, last } = await draftsOf(invoices, actor, asOf, page);
    return ok({ items: drafts, nextCursor: last === null ? null : `k${last}` });
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
  const { drafts } = await draftsOf(invoices, actor, asOf, { afterAccountId: 0, limit: only.length, only });
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

async function draftsOf(
  invoices: InvoicePorts['invoices'],
  actor: Actor,
  asOf: PlainDate,
  page: Parameters<InvoicePorts['invoices']['readCandidates']>[1],
): Promise<{ readonly drafts: readonly Draft[]; readonly last: number | null }> {
  const { providerId } = actor;
  const [candidates, delay] = await Promise.all([
    invoices.readCandidates(providerId, page),
    invoices.delayDays(providerId),
  ]);
  const periods = makePeriodBook(asOf, delay);
  const due = candidates.flatMap((candidate) => periods.dueOf(candidate) ?? []);
  const drafts = await invoices.drafts(providerId, {
    asOf,
    invoices: due.filter(({ isParked }) => !isParked),
  });
  return {
    drafts: drafts.map((draft) => ({ ...draft, hash: draftHash(draft) })),
    last: candidates.length < page.limit ? null : (candidates.at(-1)?.accountId ?? null),
  };
}
