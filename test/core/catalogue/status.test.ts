import { describe, expect, it } from 'vitest';
import { APPROVAL_STATUSES } from '#core/catalogue/rows.ts';
import { explainMoves, isLegalMove, STATUS_MOVES } from '#core/catalogue/status.ts';

describe('CAT-2: approval status', () => {
  it('moves one step at a time: Draft → Pending → Approved → Saleable → Grandfathered', () => {
    const legal = APPROVAL_STATUSES.flatMap((from) =>
      APPROVAL_STATUSES.filter((to) => from !== to && isLegalMove(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(legal).toEqual([
      'Draft → Pending',
      'Pending → Approved',
      'Approved → Saleable',
      'Saleable → Grandfathered',
    ]);
  });

  it('may stay where it is', () => {
    for (const status of APPROVAL_STATUSES) expect(isLegalMove(status, status)).toBe(true);
  });

  it('says of an illegal move which are legal, and that nothing follows Grandfathered', () => {
    expect(explainMoves('Draft', 'Saleable')).toContain('from Draft it may go to Pending');
    expect(explainMoves('Grandfathered', 'Saleable')).toContain('nothing follows Grandfathered');
    for (const [from, moves] of Object.entries(STATUS_MOVES))
      for (const move of moves) expect(explainMoves(from as 'Draft', 'Draft')).toContain(move);
  });
});
