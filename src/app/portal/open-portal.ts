import { notFound, ok, type Result } from '#core/result.ts';
import { makeExplainOffers, type Offer } from '../orders/explain-offers.ts';
import type { Actor, Tenant } from '../ports/platform.ts';
import { makeFormToken } from './form-token.ts';
import type { PortalPorts } from './services.ts';

export interface Portal {
  readonly provider: Pick<Tenant, 'providerCode' | 'providerName' | 'timeZone'>;
  /** What an end user may order today (CAT-4). */
  readonly offers: readonly Offer[];
  /** Goes into the form, and comes back with it. */
  readonly formToken: string;
}

/** The portal of a provider that subscribes to it; `portal_not_found` for any other code. */
export const makeOpenPortal =
  (ports: PortalPorts) =>
  async (code: string): Promise<Result<Portal>> => {
    const found = await findPortal(ports, code);
    if (!found.ok) return found;
    const actor = found.value;
    const offered = await makeExplainOffers(ports)(actor);
    if (!offered.ok) return offered;
    return ok({
      provider: actor,
      offers: offered.value.offers,
      formToken: await makeFormToken(ports, actor),
    });
  };

/** Whoever sits at the portal of a provider: may order, and nothing else. */
export async function findPortal(
  { providers, orders }: Pick<PortalPorts, 'providers' | 'orders'>,
  code: string,
): Promise<Result<Actor>> {
  const tenant = await providers.findTenant(code);
  const facts = tenant && (await orders.placingFacts(tenant.providerId, null));
  if (!tenant || !facts?.features.includes('signup_portal'))
    return notFound('portal_not_found', 'Nothing can be ordered at this address.');
  return ok({
    ...tenant,
    actorId: 'portal',
    actorName: 'sign-up portal',
    via: 'portal',
    powers: new Set(['orders'] as const),
    requestId: null,
  });
}
