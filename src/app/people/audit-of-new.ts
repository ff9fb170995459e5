import { auditOf } from '../actor.ts';
import type { AuditOfNew } from '../ports/people.ts';
import type { Actor, AuditEntry, Clock } from '../ports/platform.ts';

/** The audit entry of a row that has no id yet: the store names the subject when it knows it. */
export function auditOfNew(
  actor: Actor,
  clock: Clock,
  entry: Pick<AuditEntry, 'action' | 'details'>,
): AuditOfNew {
  const { subject: _, ...audit } = auditOf(actor, clock, { ...entry, subject: '' });
  return audit;
}
