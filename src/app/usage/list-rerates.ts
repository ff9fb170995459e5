/** Looking at re-ratings (USE-8). */
import { ok, type Result } from '#core/result.ts';
import { requirePower } from '../actor.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import type { Rerate, RerateLine, RerateStatus } from '../ports/rerates.ts';
import { findRerate } from './find-rerate.ts';
import type { UsagePorts } from './services.ts';

type Ports = Pick<UsagePorts, 'rerates'>;

/** The newest first. */
export const makeListRerates =
  ({ rerates }: Ports) =>
  async (
    actor: Actor,
    filter: { readonly status?: RerateStatus | undefined; readonly version?: number | undefined },
    page: PageRequest,
  ): Promise<Result<Page<Rerate>>> => {
    const allowed = requirePower(actor, 'view');
    return allowed.ok ? rerates.list(actor.providerId, filter, page) : allowed;
  };

export interface RerateView {
  readonly rerate: Rerate;
  /** What it would change, or was to when it was decided, by account and service. */
  readonly lines: Page<RerateLine>;
}

export const makeReadRerate =
  (ports: Ports) =>
  async (actor: Actor, id: number, page: PageRequest): Promise<Result<RerateView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await findRerate(ports, actor, id);
    if (!found.ok) return found;
    const lines = await ports.rerates.lines(actor.providerId, id, page);
    return lines.ok ? ok({ rerate: found.value, lines: lines.value }) : lines;
  };
