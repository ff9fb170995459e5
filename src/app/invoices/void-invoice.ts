import { formatId } from '#core/ids.ts';
import { readText } from '#core/plain-text.ts';
import { conflict, no, notFound, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower, today } from '../actor.ts';
import type { InvoiceHead } from '../ports/invoices.ts';
import type { Actor } from '../ports/platform.ts';
import { invoiceKeyOf } from './invoice-key.ts';
import type { InvoicePorts } from './services.ts';

export interface VoidRequest {
  /** Number or id. */
  readonly invoice: string;
  /** Stands on the credit note. */
  readonly reason: string;
  /**
   * Whether its lines wait for the account's next invoice, with what has been corrected meanwhile; otherwise they are never
   * charged again.
   */
  readonly reissue: boolean;
}

const LONGEST_REASON = 300;

/**
 * Takes an invoice back by a credit note over the whole of it, numbered in a series of its own (INV-1). Only the latest invoice in
 * force of an account can be taken back: what later ones brought forward from it would be wrong. Answers the credit note.
 */
export const makeVoidInvoice =
  ({ invoices, clock }: Pick<InvoicePorts, 'invoices' | 'clock'>) =>
  async (actor: Actor, { invoice, reason, reissue }: VoidRequest): Promise<Result<InvoiceHead>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const { providerId } = actor;
    const said = readText(reason, {
      path: 'reason',
      what: 'The reason, which stands on the credit note that the customer gets,',
      most: LONGEST_REASON,
      code: 'reason',
    });
    const found = inForce(invoice, await invoices.head(providerId, invoiceKeyOf(invoice)));
    if (!found.ok || !said.ok) return no(...(found.ok ? [] : found.faults), ...(said.ok ? [] : said.faults));
    const head = found.value;
    const done = await invoices.voidInvoice({
      providerId,
      invoiceId: head.id,
      issuedOn: today(clock, actor),
      reason: said.value,
      isReissued: reissue,
      audit: auditOf(actor, clock, {
        action: 'invoice.voided',
        subject: formatId('invoice', head.id),
        details: { number: head.number, reason: said.value, reissue },
      }),
    });
    if (!done.ok) return done;
    if (done.value === null) return lostRace(providerId, head);
    const note = await invoices.head(providerId, { number: done.value.creditNote });
    return note === null ? notFound('invoice_not_found', 'The credit note is gone.') : ok(note);

    /** Somebody else was first, or a later invoice is in force. */
    async function lostRace(provider: number, { id, number, account }: InvoiceHead): Promise<Result<never>> {
      const [now, latest] = await Promise.all([
        invoices.head(provider, { id }),
        invoices.latestInForce(provider, account.reference),
      ]);
      if (now !== null && now.counterpart !== null) return alreadyVoid(now);
      return conflict(
        'invoice_not_latest',
        `${number} is not the latest invoice of ${account.reference}: take back ${latest ?? 'the later one'} first, or credit what is wrong on the next invoice.`,
      );
    }
  };

/** The invoice, where it is one that can be taken back. */
function inForce(named: string, head: InvoiceHead | null): Result<InvoiceHead> {
  if (head === null) return notFound('invoice_not_found', `There is no invoice "${named}".`);
  if (head.kind === 'credit_note')
    return conflict('credit_note_stays', `${head.number} is a credit note, which is not taken back.`);
  return head.counterpart === null ? ok(head) : alreadyVoid(head);
}

const alreadyVoid = ({ number, counterpart }: InvoiceHead): Result<never> =>
  conflict('invoice_void', `${number} was taken back already, by credit note ${counterpart}.`);
