import type { OutboxMessage, Traces } from '#app/ports/platform.ts';
import type { Statement } from '../database.ts';
import { auditIfChanged } from './conditional-audit.ts';

/**
 * The traces of a change that may turn out to be none. Each is written only where the statement before it in the batch changed
 * a row, so they stand right behind the change and follow it, or are all left out with it.
 */
export const tracesIfChanged = ({ audit, outbox }: Traces): Statement[] => [
  ...audit.map((entry) => auditIfChanged(entry)),
  ...outbox.map(messageIfChanged),
];

const messageIfChanged = (message: OutboxMessage): Statement => ({
  sql: `insert into outbox (provider_id, topic, dedupe_key, body, due_at, created_at)
    select :provider, :topic, :key, :body, :at, :at where changes() > 0`,
  args: {
    provider: message.providerId,
    topic: message.topic,
    key: message.dedupeKey,
    body: JSON.stringify(message.body),
    at: message.dueAt,
  },
});
