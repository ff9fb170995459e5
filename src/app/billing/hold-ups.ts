/** What holds a period up, in words: why it is not billed yet, or why it may be billed short (BILL-5). */
import { spokenDate } from '#core/calendar.ts';
import { counted } from '#core/words.ts';
import type { PeriodTroubles } from '../ports/periods.ts';
import type { SubscriptionPeriod } from './periods-of-term.ts';

export const HOLD_UPS = [
  'not_ended',
  'awaits_approval',
  'usage_in_quarantine',
  'account_parked',
  'suspended',
] as const;
export type HoldUpCode = (typeof HOLD_UPS)[number];

export interface HoldUp {
  readonly code: HoldUpCode;
  readonly text: string;
}

export interface ListedPeriod extends SubscriptionPeriod {
  readonly heldUpBy: readonly HoldUp[];
}

/** Empty: nothing does. What is over is held up by late usage alone. */
export function holdUpsOf(
  { status, to }: Pick<SubscriptionPeriod, 'status' | 'to'>,
  { parkedReason, quarantined, isSuspended }: PeriodTroubles,
): HoldUp[] {
  const isOver = status === 'closed';
  const when = (applies: boolean, code: HoldUpCode, text: string): HoldUp[] =>
    applies ? [{ code, text }] : [];
  return [
    ...when(status === 'open', 'not_ended', `It lasts until ${spokenDate(to)}.`),
    ...when(status === 'awaiting_approval', 'awaits_approval', 'It waits for approval.'),
    ...when(
      quarantined > 0,
      'usage_in_quarantine',
      `${counted(quarantined, 'usage record')} of its days ${quarantined === 1 ? 'waits' : 'wait'} in quarantine.`,
    ),
    ...when(!isOver && parkedReason !== null, 'account_parked', `The account is parked: ${parkedReason}`),
    ...when(!isOver && isSuspended, 'suspended', 'The subscription is suspended on some of its days.'),
  ];
}
