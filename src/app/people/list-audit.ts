import type { Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { AuditRecord } from '../ports/providers.ts';
import type { PeoplePorts } from './services.ts';

/** Who changed what, when and from where, newest first; of one subject (`ord_12`) where it is named. */
export const makeListAudit =
  ({ audit }: Pick<PeoplePorts, 'audit'>) =>
  async (
    actor: Actor,
    { subject, ...page }: PageRequest & { readonly subject: string | null },
  ): Promise<Result<Page<AuditRecord>>> => {
    const allowed = requirePower(actor, 'admin');
    return allowed.ok ? audit.page(actor.providerId, subject, page) : allowed;
  };
