import { type IdempotencyStore, type KeptAnswer, type KeyClaim, keptSince } from '#app/ports/idempotency.ts';
import { type Instant, instant } from '#core/calendar.ts';
import { invariant } from '#core/result.ts';
import type { Database } from '../database.ts';

/** Longer than any request may take: whoever holds a key longer without an answer has crashed. */
const CLAIM_MINUTES = 10;

interface KeyRow extends Partial<KeptAnswer> {
  readonly requestHash: string;
}

export const makeIdempotencyStore = (db: Database): IdempotencyStore => ({
  async claim({ providerId, key, requestHash, claimedAt }) {
    const [, , inserted, read] = await db.write([
      {
        sql: 'delete from idempotency_key where created_at <= ?',
        args: [keptSince(claimedAt)],
      },
      {
        sql: `delete from idempotency_key
          where provider_id = ? and key = ? and status is null and created_at <= ?`,
        args: [providerId, key, claimsSince(claimedAt)],
      },
      {
        sql: `insert into idempotency_key (provider_id, key, request_hash, created_at) values (?, ?, ?, ?)
          on conflict do nothing`,
        args: [providerId, key, requestHash, claimedAt],
      },
      {
        sql: `select json_object('requestHash', request_hash, 'status', status, 'headers', json(headers), 'body', body)
          from idempotency_key where provider_id = ? and key = ?`,
        args: [providerId, key],
      },
    ]);
    if (inserted?.rowsAffected === 1) return { kind: 'claimed' };
    const cell = read?.rows[0]?.[0];
    invariant(typeof cell === 'string', 'a key that could not be claimed is there');
    const row = JSON.parse(cell) as KeyRow;
    if (row.requestHash !== requestHash) return { kind: 'other_request' };
    if (row.status == null) return { kind: 'running' };
    return {
      kind: 'answered',
      answer: { status: row.status, headers: row.headers ?? {}, body: row.body ?? '' },
    };
  },

  async keep(claim, { status, headers, body }) {
    await db.write([
      {
        sql: `update idempotency_key set status = ?, headers = ?, body = ? where ${IS_CLAIM}`,
        args: [status, JSON.stringify(headers), body, ...claimArgs(claim)],
      },
    ]);
  },

  async release(claim) {
    await db.write([{ sql: `delete from idempotency_key where ${IS_CLAIM}`, args: claimArgs(claim) }]);
  },
});

const IS_CLAIM = 'provider_id = ? and key = ? and created_at = ? and status is null';
const claimArgs = ({ providerId, key, claimedAt }: KeyClaim) => [providerId, key, claimedAt];

const claimsSince = (at: Instant): Instant => instant(new Date(Date.parse(at) - CLAIM_MINUTES * 60_000));
