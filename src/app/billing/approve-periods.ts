import type { PlainDate } from '#core/calendar.ts';
import { type Fault, fault, no, ok, type Result } from '#core/result.ts';
import { auditOf, requirePower } from '../actor.ts';
import type { Actor } from '../ports/platform.ts';
import { approvalRules } from './list-periods.ts';
import { formatPeriodId, type PeriodKey } from './period-id.ts';
import {
  type ApprovalRules,
  periodNumbered,
  periodsOfTerm,
  type SubscriptionPeriod,
} from './periods-of-term.ts';
import type { BillingPorts } from './services.ts';

/** Some periods, or all that ended by a day. */
export type ApprovalRequest = { readonly periods: readonly PeriodKey[] } | { readonly upTo: PlainDate };

export interface PeriodsApproved {
  readonly approved: number;
  /** Of those asked for: approved before. */
  readonly alreadyApproved: number;
}

/** Terms looked through at once. */
const TERMS = 5_000;

/**
 * Approves periods that have ended (BILL-5): what is billed for them in arrears is billed by the next run. Approving twice
 * changes nothing. Where one of the periods cannot be approved, none is, and every reason is told.
 */
export const makeApprovePeriods = (
  ports: Pick<BillingPorts, 'periods' | 'catalogue' | 'runs' | 'clock' | 'background'>,
) => {
  return async (actor: Actor, request: ApprovalRequest): Promise<Result<PeriodsApproved>> => {
    const allowed = requirePower(actor, 'billing');
    if (!allowed.ok) return allowed;
    const { rules, arrearsPlans } = await approvalRules(ports, actor);
    return 'upTo' in request
      ? ok({ approved: await approveAll(actor, request.upTo, rules, arrearsPlans), alreadyApproved: 0 })
      : approveSome(actor, request.periods, rules);
  };

  async function approveSome(
    actor: Actor,
    keys: readonly PeriodKey[],
    rules: ApprovalRules,
  ): Promise<Result<PeriodsApproved>> {
    const ids = [...new Set(keys.map(({ termId }) => termId))];
    const terms = await ports.periods.termsByIds(actor.providerId, ids, rules.today);
    const byId = new Map(terms.map((term) => [term.id, term]));
    const faults: Fault[] = [];
    const awaiting = new Map<string, SubscriptionPeriod>();
    let alreadyApproved = 0;
    for (const [index, key] of keys.entries()) {
      const term = byId.get(key.termId);
      const period = term === undefined ? null : periodNumbered(term, key.k, rules);
      const refusal = refusalOf(key, period, `periods[${index}]`);
      if (refusal !== null) faults.push(refusal);
      else if (period?.status === 'approved') alreadyApproved += 1;
      else if (period !== null) awaiting.set(formatPeriodId(key), period);
    }
    if (faults.length > 0) return no(...faults);
    return ok({ approved: await write(actor, [...awaiting.values()], rules), alreadyApproved });
  }

  async function approveAll(
    actor: Actor,
    upTo: PlainDate,
    rules: ApprovalRules,
    arrearsPlans: readonly number[],
  ): Promise<number> {
    let approved = 0;
    for (let fromTermId = 0; ; ) {
      const terms = await ports.periods.terms(actor.providerId, {
        today: rules.today,
        fromTermId,
        limit: TERMS,
        account: null,
        having: 'awaiting',
        arrearsPlans,
      });
      const periods = terms.flatMap((term) =>
        [...periodsOfTerm(term, rules)].filter(
          ({ status, to }) => status === 'awaiting_approval' && to <= upTo,
        ),
      );
      approved += await write(actor, periods, rules);
      if (terms.length < TERMS) return approved;
      fromTermId = (terms.at(-1)?.id ?? 0) + 1;
      await ports.background.pause(0);
    }
  }

  async function write(
    actor: Actor,
    periods: readonly SubscriptionPeriod[],
    { today }: ApprovalRules,
  ): Promise<number> {
    const [first] = periods;
    if (first === undefined) return 0;
    const at = ports.clock.now();
    const details = { periods: periods.length, first: formatPeriodId(first) };
    return ports.periods.approve(actor.providerId, {
      periods: periods.map(({ termId, start }) => ({ termId, periodStart: start })),
      approvedBy: actor.actorName,
      approvedAt: at,
      approvedOn: today,
      audit: auditOf(actor, ports.clock, {
        action: 'periods.approved',
        subject: formatPeriodId(first),
        details,
      }),
      message: {
        providerId: actor.providerId,
        topic: 'periods.approved',
        dedupeKey: `${formatPeriodId(first)} ${at}`,
        body: { ...details, approvedBy: actor.actorName },
        dueAt: at,
      },
    });
  }
};

function refusalOf(key: PeriodKey, period: SubscriptionPeriod | null, path: string): Fault | null {
  const id = formatPeriodId(key);
  if (period === null)
    return { ...fault('period_not_found', `There is no period ${id}.`, path), kind: 'not_found' };
  if (period.status === 'open')
    return fault('period_not_ended', `${id} lasts until ${period.to}: approve it on a later day.`, path);
  if (period.status === 'closed')
    return fault(
      'period_needs_no_approval',
      `${id} needs no approval: its fees are billed in advance, approved by themselves, or billed already.`,
      path,
    );
  return null;
}
