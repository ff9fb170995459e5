/**
 * Rate limits: "per API method per workspace per app" (docs.slack.dev/apis/web-api/rate-limits), chat.postMessage by channel.
 * Time is the test's clock: with a clock that stands still, a bucket that is empty stays empty until the test moves it.
 */
export interface RateRule {
  /** Calls in `seconds`, all at once if need be. */
  readonly calls: number;
  readonly seconds: number;
  readonly by?: 'workspace' | 'channel';
}

/** Refuses the next calls whatever was called before. */
export interface Refusals {
  readonly next: number;
  readonly retryAfter: number;
  /** Only calls for this channel. */
  readonly channel?: string;
}

const TIER_1: RateRule = { calls: 1, seconds: 60 };
const TIER_2: RateRule = { calls: 20, seconds: 60 };
const TIER_3: RateRule = { calls: 50, seconds: 60 };
const TIER_4: RateRule = { calls: 100, seconds: 60 };

/** "1 per second per channel. Short bursts >1 allowed": here up to five at once, so that what posts more finds out. */
const POSTING: RateRule = { calls: 5, seconds: 5, by: 'channel' };

/** Tiers as each method's page names them. */
const PUBLISHED: Readonly<Record<string, RateRule>> = {
  'auth.test': { calls: 600, seconds: 60 },
  'auth.revoke': TIER_3,
  'apps.uninstall': TIER_1,
  'chat.postMessage': POSTING,
  'chat.postEphemeral': TIER_4,
  'chat.update': TIER_3,
  'chat.delete': TIER_3,
  'chat.getPermalink': { calls: 600, seconds: 60 },
  'conversations.open': TIER_3,
  'conversations.info': TIER_3,
  'conversations.list': TIER_2,
  'conversations.join': TIER_3,
  'users.info': TIER_4,
  'views.open': TIER_4,
  'views.push': TIER_4,
  'views.update': TIER_4,
  'views.publish': TIER_4,
  'files.getUploadURLExternal': TIER_4,
  'files.completeUploadExternal': TIER_4,
  'files.info': TIER_4,
};

export interface RateLimits {
  /** A rule of the test's own; `Refusals` refuse and leave the rule; null lifts the method's limit. */
  limit(method: string, rule: RateRule | Refusals | null): void;
  /** No limits at all, for a test that is about something else. */
  lift(): void;
  /** Counts a call. Null: it may pass; otherwise seconds to wait. */
  pass(call: {
    readonly method: string;
    readonly workspace: string;
    readonly channel: string;
  }): number | null;
}

export function makeRateLimits(now: () => number): RateLimits {
  let rules: Record<string, RateRule | null> = { ...PUBLISHED };
  const refusals: { method: string; left: number; retryAfter: number; channel: string | undefined }[] = [];
  const calls = new Map<string, number[]>();
  const closedUntil = new Map<string, number>();

  return {
    limit(method, rule) {
      if (rule !== null && 'next' in rule) {
        const { next, retryAfter, channel } = rule;
        refusals.push({ method, left: next, retryAfter, channel });
      } else rules[method] = rule;
    },
    lift() {
      rules = {};
    },
    pass({ method, workspace, channel }) {
      const rule = rules[method];
      const key = [method, workspace, ...(rule?.by === 'channel' ? [channel] : [])].join(' ');
      const refusal = refusals.find(
        (each) => each.method === method && each.left > 0 && (each.channel ?? channel) === channel,
      );
      if (refusal !== undefined) {
        refusal.left -= 1;
        closedUntil.set(key, now() + refusal.retryAfter * 1000);
        return refusal.retryAfter;
      }
      const closed = closedUntil.get(key) ?? 0;
      if (closed > now()) return Math.ceil((closed - now()) / 1000);
      if (rule === undefined || rule === null) return null;
      const since = now() - rule.seconds * 1000;
      const recent = (calls.get(key) ?? []).filter((at) => at > since);
      if (recent.length >= rule.calls) {
        const oldest = recent[0] ?? now();
        return Math.max(1, Math.ceil((oldest - since) / 1000));
      }
      calls.set(key, [...recent, now()]);
      return null;
    },
  };
}
