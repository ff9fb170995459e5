import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { requirePower, today } from '../actor.ts';
import type { TermQuery } from '../ports/periods.ts';
import type { Actor, Page, PageRequest } from '../ports/platform.ts';
import { type HoldUpCode, holdUpsOf, type ListedPeriod } from './hold-ups.ts';
import {
  type ApprovalRules,
  type PeriodStatus,
  periodsOfTerm,
  type SubscriptionPeriod,
} from './periods-of-term.ts';
import type { BillingPorts } from './services.ts';

/** Terms that are looked through at once, and how often before a page is given as it is. */
const TERMS = 200;
const LOOKS = 10;

type PeriodPorts = Pick<BillingPorts, 'periods' | 'catalogue' | 'runs' | 'clock'>;

export interface PeriodFilter {
  /** null: any */
  readonly status: PeriodStatus | null;
  /** Only periods that this holds up; left out: any. */
  readonly heldUpBy?: HoldUpCode | null | undefined;
  /** Reference of an account; left out: all. */
  readonly account?: string | null | undefined;
}

/**
 * Periods begun by today, subscription by subscription, the shortened last one of what was cancelled among them; each with what
 * holds it up.
 */
export const makeListPeriods =
  (ports: PeriodPorts) =>
  async (
    actor: Actor,
    { status, heldUpBy = null, account = null }: PeriodFilter,
    page: PageRequest,
  ): Promise<Result<Page<ListedPeriod>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const place = readPlace(page.cursor);
    if (!place.ok) return place;
    const { rules, arrearsPlans } = await approvalRules(ports, actor);
    const found: SubscriptionPeriod[] = [];
    const listed = async (nextCursor: string | null): Promise<Result<Page<ListedPeriod>>> => {
      const troubles = await ports.periods.troubles(actor.providerId, found);
      const items = found.map((period, at) => ({
        ...period,
        heldUpBy: holdUpsOf(period, troubles[at] ?? NO_TROUBLES),
      }));
      return ok({
        items:
          heldUpBy === null
            ? items
            : items.filter((one) => one.heldUpBy.some(({ code }) => code === heldUpBy)),
        nextCursor,
      });
    };
    let { termId, k } = place.value;
    for (let look = 0; look < LOOKS; look += 1) {
      const terms = await ports.periods.terms(actor.providerId, {
        today: rules.today,
        fromTermId: termId,
        limit: TERMS,
        account,
        having: HAVING[status ?? 'any'],
        arrearsPlans,
      });
      for (const term of terms)
        for (const period of periodsOfTerm(term, rules, term.id === termId ? k : 0)) {
          if (status !== null && period.status !== status) continue;
          if (found.length === page.limit) return listed(placeOf(period));
          found.push(period);
        }
      if (terms.length < TERMS) return listed(null);
      [termId, k] = [(terms.at(-1)?.id ?? 0) + 1, 0];
    }
    return listed(`t${termId}-0`);
  };

const NO_TROUBLES = { parkedReason: null, quarantined: 0, isSuspended: false };

const HAVING: Record<PeriodStatus | 'any', TermQuery['having']> = {
  open: 'open',
  awaiting_approval: 'awaiting',
  approved: 'approved',
  closed: null,
  any: null,
};

/** How the provider's periods are approved, by its settings and the catalogue as it is now. */
export async function approvalRules(
  { runs, catalogue, clock }: PeriodPorts,
  actor: Actor,
): Promise<{ readonly rules: ApprovalRules; readonly arrearsPlans: readonly number[] }> {
  const { rules } = await runs.settings(actor.providerId);
  const { packagePlans } = await catalogue.snapshot(actor.providerId);
  const arrears = new Set(
    packagePlans.filter(({ billAccessFeesIn }) => billAccessFeesIn === 'arrears').map(({ itemId }) => itemId),
  );
  return {
    rules: {
      periodApproval: rules.periodApproval,
      isInArrears: (packagePlanId) => arrears.has(packagePlanId),
      today: today(clock, actor),
    },
    arrearsPlans: [...arrears],
  };
}

const placeOf = ({ termId, k }: SubscriptionPeriod): string => `t${termId}-${k}`;

function readPlace(cursor: string | null): Result<{ readonly termId: number; readonly k: number }, Fault> {
  if (cursor === null) return ok({ termId: 0, k: 0 });
  const match = /^t(\d{1,15})-(\d{1,4})$/.exec(cursor);
  return match === null
    ? no(
        fault(
          'invalid_cursor',
          'This cursor was not made here: take it from nextCursor of the page before.',
          'cursor',
        ),
      )
    : ok({ termId: Number(match[1]), k: Number(match[2]) });
}
