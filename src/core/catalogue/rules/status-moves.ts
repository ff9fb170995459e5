/** CAT-2: a status moves one step at a time, counted from the version that is published. */
import { type ContentRule, type Kind, type RowFault, type RowOf, rowFault } from '../content.ts';
import type { ApprovalStatus } from '../rows.ts';
import { explainMoves, isLegalMove } from '../status.ts';

/** Kinds whose rows have an approval status. */
const KINDS_WITH_STATUS = [
  'packagePlans',
  'servicePlans',
  'products',
  'rateCards',
] as const satisfies readonly Kind[];
export type KindWithStatus = (typeof KINDS_WITH_STATUS)[number];

/** The status in the published version; null for what is not in it. A new row may begin with any status. */
export type PublishedStatus = (kind: KindWithStatus, code: string) => ApprovalStatus | null;

export const statusMoves =
  (published: PublishedStatus): ContentRule =>
  (content) =>
    KINDS_WITH_STATUS.flatMap((kind) => movesOf(kind, content[kind], published));

function movesOf<K extends KindWithStatus>(
  kind: K,
  rows: readonly RowOf[K][],
  published: PublishedStatus,
): RowFault[] {
  return rows.flatMap(({ code, approvalStatus }, index) => {
    const from = published(kind, code);
    return from === null || isLegalMove(from, approvalStatus)
      ? []
      : [rowFault(kind)(index, 'approvalStatus', 'illegal_status_move', explainMoves(from, approvalStatus))];
  });
}
