import { notFound, ok, type Result } from '#core/result.ts';
import type { Tenant } from '../ports/platform.ts';
import type { PeoplePorts } from './services.ts';

/** The provider with a code, for the command line and for pages that name one in their address. */
export const makeFindProvider =
  ({ providers }: Pick<PeoplePorts, 'providers'>) =>
  async (code: string): Promise<Result<Tenant>> => {
    const tenant = await providers.findTenant(code);
    return tenant === null
      ? notFound('provider_not_found', `There is no provider with the code "${code}".`)
      : ok(tenant);
  };
