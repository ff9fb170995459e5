/** Plans in use that a publish would remove, as a refusal of the whole deed. */
import { no, type Refused } from '#core/result.ts';
import type { SheetFault } from '#core/workbook/cell.ts';

export const refusedRemoval = (faults: readonly SheetFault[]): Refused =>
  no(...faults.map(({ tab, code, message }) => ({ code, message, path: tab, kind: 'conflict' as const })));
