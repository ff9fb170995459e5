import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { InvoiceFilter, InvoiceHead } from '../ports/invoices.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { InvoicePorts } from './services.ts';

/** The invoices that the actor's provider has sent, newest first. */
export const makeListInvoices =
  ({ invoices }: Pick<InvoicePorts, 'invoices'>) =>
  async (actor: Actor, filter: InvoiceFilter, page: PageRequest): Promise<Result<Page<InvoiceHead>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? invoices.list(actor.providerId, filter, page) : allowed;
  };
