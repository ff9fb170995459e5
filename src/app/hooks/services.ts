/** Webhooks in: who may send orders, and taking what they send. */
import type { OrderPorts } from '../orders/services.ts';
import type { HookStore } from '../ports/hooks.ts';
import type { Sealer } from '../ports/sealer.ts';
import { makeAddSource } from './add-source.ts';
import { makeListSources } from './list-sources.ts';
import { makeRecogniseSource } from './recognise-source.ts';
import { makeRevokeSource } from './revoke-source.ts';
import { makeTakeOrder } from './take-order.ts';

export interface HookPorts extends Pick<OrderPorts, 'orders' | 'catalogue' | 'clock' | 'secrets'> {
  readonly hooks: HookStore;
  /** null: there is no secret to seal with (CARDLINE_SECRET), and the hooks are off. */
  readonly sealer: Sealer | null;
}

export type HookServices = ReturnType<typeof makeHookServices>;

export const makeHookServices = (ports: HookPorts) => ({
  addSource: makeAddSource(ports),
  listSources: makeListSources(ports),
  revokeSource: makeRevokeSource(ports),
  recogniseSource: makeRecogniseSource(ports),
  takeOrder: makeTakeOrder(ports),
});
