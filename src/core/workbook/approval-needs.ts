/** M5, M6: what the approval of a change set takes beside the power to approve, each with its reason in words. */
import type { Settings } from '../people/settings.ts';
import { counted, grouped } from '../words.ts';
import type { ApprovalFacts } from './approval-facts.ts';
import { countPlan, type PublishPlan } from './publish-plan.ts';
import { KINDS, TAB } from './tabs.ts';

/** A provider's rules (#core/people/settings.ts). */
export type ApprovalRules = Pick<
  Settings,
  'approvalFourEyes' | 'approvalRiseAbove' | 'approvalZeroPrice' | 'approvalRemovals' | 'approvalRowsAbove'
>;

export const NEED_CODES = [
  'four_eyes',
  'price_rise',
  'price_zero',
  'rows_removed',
  'many_rows',
  'mass_removal',
] as const;

export interface ApprovalNeed {
  readonly code: (typeof NEED_CODES)[number];
  /** second_person: somebody other than who submitted it. confirmation: whoever approves says that it is meant. */
  readonly asks: 'second_person' | 'confirmation';
  readonly message: string;
}

export interface ToApprove {
  readonly plan: PublishPlan;
  readonly facts: ApprovalFacts;
  readonly submittedBy: string;
}

export function approvalNeeds(change: ToApprove, rules: ApprovalRules): ApprovalNeed[] {
  const { added, changed, removed } = countPlan(change.plan);
  const { largestRise, zeroPrices } = change.facts;
  const rows = added + changed + removed;
  const second = (code: ApprovalNeed['code'], applies: boolean, why: () => string): ApprovalNeed[] =>
    applies ? [{ code, asks: 'second_person', message: why() }] : [];
  const { approvalRiseAbove: riseAbove, approvalRowsAbove: rowsAbove } = rules;
  return [
    ...second(
      'four_eyes',
      rules.approvalFourEyes,
      () => `${change.submittedBy} submitted it, and four eyes have to see every change.`,
    ),
    ...second(
      'price_rise',
      riseAbove !== null &&
        largestRise !== null &&
        (largestRise.perCent === null || largestRise.perCent > riseAbove),
      () =>
        `${largestRise?.what} rises from ${largestRise?.from} to ${largestRise?.to}${largestRise?.perCent == null ? '' : `, by ${spokenPerCent(largestRise.perCent)} %`}: more than ${riseAbove} %.`,
    ),
    ...second('price_zero', rules.approvalZeroPrice && zeroPrices.count > 0, () => {
      const further = zeroPrices.count - zeroPrices.first.length;
      return `${counted(zeroPrices.count, 'price becomes', 'prices become')} zero: ${zeroPrices.first.join(', ')}${further > 0 ? ` and ${grouped(further)} more` : ''}.`;
    }),
    ...second(
      'rows_removed',
      rules.approvalRemovals && removed > 0,
      () => `${counted(removed, 'row is', 'rows are')} removed.`,
    ),
    ...second(
      'many_rows',
      rowsAbove !== null && rows > rowsAbove,
      () => `It touches ${counted(rows, 'row')}: more than ${grouped(rowsAbove ?? 0)}.`,
    ),
    ...massRemovals(change.plan),
  ];
}

/** Two decimals at most, and never rounded to what it exceeds. */
const spokenPerCent = (perCent: number): string => String(Math.ceil(perCent * 100) / 100);

/** A tab loses so many rows, and such a share of them, or all that it has, only where somebody says that it is meant. */
const FEWEST_ROWS = 20;
const LARGEST_SHARE = 0.2;

/** M6: a lost paste and a filtered export look like this. */
const massRemovals = (plan: PublishPlan): ApprovalNeed[] =>
  KINDS.flatMap((kind) => {
    const { added = [], removed = [], changed = [], unchanged = 0 } = plan[kind] ?? {};
    const before = removed.length + changed.length + unchanged;
    const isEmptied = removed.length > 1 && removed.length === before && added.length === 0;
    const isMany = removed.length >= FEWEST_ROWS && removed.length > before * LARGEST_SHARE;
    if (!isMany && !isEmptied) return [];
    return [
      {
        code: 'mass_removal' as const,
        asks: 'confirmation' as const,
        message: `${TAB[kind].title} would lose ${grouped(removed.length)} of its ${counted(before, 'row')}.`,
      },
    ];
  });
