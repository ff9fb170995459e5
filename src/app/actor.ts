/** Small questions that every use case asks about who acts. */
import { dateIn, type PlainDate } from '#core/calendar.ts';
import type { Power } from '#core/people/powers.ts';
import { forbidden, ok, type Result } from '#core/result.ts';
import type { Actor, AuditEntry, Clock, Tenant } from './ports/platform.ts';

/** Refuses with `power_missing` when the actor lacks the power; edges answer 403. */
export const requirePower = (actor: Actor, power: Power): Result<null> =>
  actor.powers.has(power)
    ? ok(null)
    : forbidden('power_missing', `${actor.actorName} may not do this: it takes the power "${power}".`);

/** Today in the provider's zone. */
export const today = (clock: Clock, tenant: Pick<Tenant, 'timeZone'>): PlainDate =>
  dateIn(tenant.timeZone, clock.now());

/** The audit row of a deed. */
export const auditOf = (
  actor: Pick<Actor, 'providerId' | 'actorName' | 'via' | 'requestId'>,
  clock: Clock,
  entry: Pick<AuditEntry, 'action' | 'subject' | 'details'>,
): AuditEntry => ({
  providerId: actor.providerId,
  at: clock.now(),
  actor: actor.actorName,
  via: actor.via,
  requestId: actor.requestId,
  ...entry,
});
