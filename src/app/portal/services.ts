/** The sign-up portal: ordering by end users, whom nobody has signed in (ORD-1). */
import type { OrderPorts } from '../orders/services.ts';
import type { KeyedHash } from '../ports/platform.ts';
import type { PortalStore } from '../ports/portal.ts';
import type { ProviderStore } from '../ports/providers.ts';
import { makeOpenPortal } from './open-portal.ts';
import { makeSignUp } from './sign-up.ts';

export interface PortalPorts extends Pick<OrderPorts, 'orders' | 'catalogue' | 'clock' | 'secrets'> {
  readonly portal: PortalStore;
  readonly providers: ProviderStore;
  /** Signs forms, and makes of an address what cannot be turned back into it. */
  readonly keyedHash: KeyedHash;
}

export type PortalServices = ReturnType<typeof makePortalServices>;

export const makePortalServices = (ports: PortalPorts) => ({
  openPortal: makeOpenPortal(ports),
  signUp: makeSignUp(ports),
});
