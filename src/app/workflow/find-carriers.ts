import { notFound, ok, type Refused, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { Carrier, CarrierStore } from '../ports/workflow.ts';

interface Ports {
  readonly carriers: CarrierStore;
}

/** The carriers that the actor's provider exchanges files with. */
export const makeListCarriers =
  ({ carriers }: Ports) =>
  async (actor: Actor, page: PageRequest): Promise<Result<Page<Carrier>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? carriers.page(actor.providerId, page) : allowed;
  };

export const makeFindCarrier =
  (ports: Ports) =>
  async (actor: Actor, code: string): Promise<Result<Carrier>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? carrierOf(ports, actor, code) : allowed;
  };

/** A carrier of the actor's provider; `carrier_not_found` for any other. */
export async function carrierOf({ carriers }: Ports, actor: Actor, code: string): Promise<Result<Carrier>> {
  const carrier = await carriers.find(actor.providerId, code);
  return carrier === null ? carrierNotFound(code) : ok(carrier);
}

export const carrierNotFound = (code: string): Refused =>
  notFound('carrier_not_found', `There is no carrier "${code}": an admin makes it first.`);
