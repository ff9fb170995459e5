/**
 * CAT-2: the life of a plan, product or rate card. A status moves one step at a time; the table is the rule, and refusals
 * are worded from it.
 */
import { APPROVAL_STATUSES, type ApprovalStatus } from './rows.ts';

export const STATUS_MOVES: Readonly<Record<ApprovalStatus, readonly ApprovalStatus[]>> = {
  Draft: ['Pending'],
  Pending: ['Approved'],
  Approved: ['Saleable'],
  Saleable: ['Grandfathered'],
  Grandfathered: [],
};

/** Staying where it is is no move, and always legal. */
export const isLegalMove = (from: ApprovalStatus, to: ApprovalStatus): boolean =>
  from === to || STATUS_MOVES[from].includes(to);

/** Why a move is refused: one sentence that names the legal ones. */
export function explainMoves(from: ApprovalStatus, to: ApprovalStatus): string {
  const legal = STATUS_MOVES[from];
  const choice =
    legal.length === 0 ? `nothing follows ${from}` : `from ${from} it may go to ${legal.join(' or ')}`;
  return `${from} cannot become ${to}: ${choice} (${APPROVAL_STATUSES.join(' → ')}, one step a publish).`;
}
