import type { Actor } from '#app/ports/platform.ts';
import type { ContractDocument } from '#core/orders/contract-document.ts';
import { invariant } from '#core/result.ts';
import { done } from './done.ts';
import type { House } from './house.ts';
import { EXAMPLE_PROVIDERS, type ExampleCode, type ExampleOrder } from './read-examples.ts';

export interface Sale {
  readonly wish: Pick<ExampleOrder, 'account' | 'packagePlan' | 'services' | 'contractType'>;
  /** Name of the signed contract that comes with it. */
  readonly document: string | null;
  readonly seller: ExampleCode;
  readonly via?: Actor['via'];
}

/** Places an order and answers its number: as the seller's administration or as the end customer in the portal. */
export async function place(
  { services, companies }: House,
  { wish, document, seller, via = 'console' }: Sale,
): Promise<string> {
  const { order } = done(
    `order ${wish.packagePlan} for ${wish.account}`,
    await services.orders.placeOrder(
      { ...companies[seller].who('admin'), via },
      {
        account: wish.account,
        packagePlan: wish.packagePlan,
        services: wish.services,
        requestedOn: null,
        ...(wish.contractType ? { contractType: wish.contractType } : {}),
        contractDocument: document === null ? null : signedContract(document),
      },
    ),
  );
  return order.number;
}

export interface RequestInQueue {
  readonly requestId: number;
  /** Who works in that queue. */
  readonly worker: Actor;
}

/** The requests of an order that are in somebody's queue, with who works there. */
export async function requestsOf({ services, companies }: House, number: string): Promise<RequestInQueue[]> {
  const found: RequestInQueue[] = [];
  for (const code of EXAMPLE_PROVIDERS) {
    const worker = companies[code].who('provisioning');
    const queue = done(
      'look at the queue',
      await services.orders.listQueue(worker, { status: 'open' }, { limit: 100, cursor: null }),
    );
    found.push(
      ...queue.items
        .filter(({ orderNumber }) => orderNumber === number)
        .map(({ id }) => ({ requestId: id, worker })),
    );
  }
  return found;
}

const signedContract = (name: string): ContractDocument => ({
  name,
  mediaType: 'application/pdf',
  content: new TextEncoder().encode('%PDF-1.4\n% A signed contract of the example set.\n%%EOF\n'),
});

/** The number of an order that was placed before. */
export function numberOf({ orders }: House, { name }: Pick<ExampleOrder, 'name'>): string {
  const number = orders.get(name);
  invariant(number !== undefined, `${name} is ordered before anything becomes of it`);
  return number;
}
