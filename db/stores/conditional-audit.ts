import type { AuditEntry } from '#app/ports/platform.ts';
import type { Statement } from '../database.ts';

/**
 * The audit row of a change that may turn out to be none: written only where the statement before it in the batch
 * changed a row, so that whoever lost a race leaves no trace of what never happened.
 */
export const auditIfChanged = (entry: AuditEntry): Statement => ({
  sql: `insert into audit (provider_id, at, actor, via, action, subject, details, request_id)
    select ?, ?, ?, ?, ?, ?, ?, ? where changes() > 0`,
  args: [
    entry.providerId,
    entry.at,
    entry.actor,
    entry.via,
    entry.action,
    entry.subject,
    JSON.stringify(entry.details),
    entry.requestId,
  ],
});
