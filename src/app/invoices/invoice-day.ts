import type { PlainDate } from '#core/calendar.ts';
import { ok, type Result } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import { type InvoiceRun, makeMakeInvoices } from './make-invoices.ts';
import type { InvoicePorts } from './services.ts';

export interface InvoiceDay {
  readonly run: InvoiceRun;
  /** Whether they were made; otherwise they are drafts that somebody is to approve. */
  readonly isMade: boolean;
}

/** What the schedule does on a day: makes the invoices, or, where they are approved by hand, tells how many drafts are ready. */
export const makeInvoiceDay = (
  ports: Pick<InvoicePorts, 'invoices' | 'providers' | 'clock' | 'secrets' | 'background'>,
) => {
  const makeInvoices = makeMakeInvoices(ports);
  return async (actor: Actor, asOf: PlainDate, signal?: AbortSignal): Promise<Result<InvoiceDay>> => {
    const { invoiceApproval } = await ports.providers.profile(actor.providerId);
    const isMade = invoiceApproval === 'automatic';
    const run = await makeInvoices(actor, { asOf, mode: isMade ? 'commit' : 'preview' }, signal);
    if (!run.ok) return run;
    if (!isMade && run.value.invoices > 0)
      await ports.invoices.announceDrafts(actor.providerId, asOf, run.value.invoices, ports.clock.now());
    return ok({ run: run.value, isMade });
  };
};
