import type { AuditEntry } from '#app/ports/platform.ts';
import type { Statement } from '../database.ts';

/**
 * The audit row of a change that may turn out to be none: written only where the statement before it in the batch
 * changed a row, so that whoever lost a race leaves no trace of what never happened.
 *
 * @param details SQL that makes what is kept of `:details`
 */
export const auditIfChanged = (entry: AuditEntry, details = ':details'): Statement => ({
  sql: `insert into audit (provider_id, at, actor, via, action, subject, details, request_id)
    select :providerId, :at, :actor, :via, :action, :subject, ${details}, :requestId where changes() > 0`,
  args: auditArgs(entry),
});

/** An entry as the named parameters of a statement that writes it. */
export const auditArgs = (entry: AuditEntry) => ({
  providerId: entry.providerId,
  at: entry.at,
  actor: entry.actor,
  via: entry.via,
  action: entry.action,
  subject: entry.subject,
  details: JSON.stringify(entry.details),
  requestId: entry.requestId,
});
