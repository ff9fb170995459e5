/** "60 reads and 60 writes a minute a user" (Sheets API usage limits); by the test's clock. */

export interface QuotaRule {
  readonly reads?: number;
  readonly writes?: number;
}

export interface Quotas {
  /** What may be called in a minute. */
  limit(rule: QuotaRule): void;
  /** No limits, for a test that is about something else. */
  lift(): void;
  /** Counts a call; whether it may pass. */
  pass(user: string, kind: 'reads' | 'writes'): boolean;
}

const MINUTE_MS = 60_000;

export function makeQuotas(now: () => number): Quotas {
  let most = { reads: 60, writes: 60 };
  const calls = new Map<string, number[]>();
  return {
    limit(rule) {
      most = { ...most, ...rule };
    },
    lift() {
      most = { reads: Number.POSITIVE_INFINITY, writes: Number.POSITIVE_INFINITY };
    },
    pass(user, kind) {
      const key = `${kind} ${user}`;
      const recent = (calls.get(key) ?? []).filter((at) => at > now() - MINUTE_MS);
      if (recent.length >= most[kind]) return false;
      calls.set(key, [...recent, now()]);
      return true;
    },
  };
}
