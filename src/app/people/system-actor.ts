import { POWERS } from '#core/people/powers.ts';
import type { Actor, Tenant } from '../ports/platform.ts';

/** What the schedule is called where it acts. */
export const SCHEDULE = 'schedule';

/** Cardline itself, or whoever sits at its machine, acting for a provider: every power. */
export const systemActor = (tenant: Tenant, via: 'cli' | 'schedule'): Actor => ({
  ...tenant,
  actorId: via,
  actorName: via === 'cli' ? 'command line' : SCHEDULE,
  via,
  powers: new Set(POWERS),
  requestId: null,
});
