import { checkAccountReference } from '#core/accounts/check-account.ts';
import { all, fault, no, notFound, ok, type Result } from '#core/result.ts';
import type { AuditEntry, Tenant } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

export interface LinkProviders {
  /** Provider codes. */
  readonly wholesaler: string;
  readonly retailer: string;
  /** The retailer's account in the wholesaler's books; the account itself may be imported later. */
  readonly accountReference: string;
}

/** Makes a retailer a customer of a wholesaler (PROV-1). It binds two companies, so it comes from the command line. */
export const makeLinkProviders =
  ({ providers, clock }: Pick<PeoplePorts, 'providers' | 'clock'>) =>
  async (input: LinkProviders): Promise<Result<null>> => {
    const find = async (path: 'wholesaler' | 'retailer'): Promise<Result<Tenant>> => {
      const tenant = await providers.findTenant(input[path]);
      return tenant === null
        ? notFound('provider_not_found', `There is no provider with the code "${input[path]}" (${path}).`)
        : ok(tenant);
    };
    const found = all([await find('wholesaler'), await find('retailer')]);
    if (!found.ok) return found;
    const [wholesaler, retailer] = found.value;
    const accountReference = checkAccountReference(input.accountReference, 'accountReference');
    if (wholesaler === undefined || retailer === undefined || wholesaler.providerId === retailer.providerId)
      return no(fault('same_provider', 'A provider cannot be its own wholesaler.', 'retailer'));
    if (!accountReference.ok) return accountReference;
    const entry = (providerId: number, details: Record<string, unknown>): AuditEntry => ({
      providerId,
      at: clock.now(),
      actor: 'command line',
      via: 'cli',
      action: 'provider.linked',
      subject: `${wholesaler.providerCode} ${retailer.providerCode}`,
      details,
      requestId: null,
    });
    await providers.link(
      {
        wholesalerId: wholesaler.providerId,
        retailerId: retailer.providerId,
        accountReference: accountReference.value,
      },
      // The reference is the wholesaler's own number: the retailer's audit does not tell it.
      [
        entry(wholesaler.providerId, { accountReference: accountReference.value }),
        entry(retailer.providerId, {}),
      ],
    );
    return ok(null);
  };
