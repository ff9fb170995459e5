import { provider } from '../schema/index.ts';

/** The columns of a provider that make a Tenant. */
export const TENANT = {
  providerId: provider.id,
  providerCode: provider.code,
  providerName: provider.name,
  timeZone: provider.timeZone,
};
