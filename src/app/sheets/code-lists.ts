/** The codes that a workbook's drop-downs offer. */
import type { Kind } from '#core/catalogue/content.ts';
import type { Tuple } from '#core/workbook/tab.ts';
import { KINDS, TAB } from '#core/workbook/tabs.ts';
import type { CodeLists } from '../ports/spreadsheets.ts';

/** By kind, in the order of the rows; a code that several rows share once. */
export const codeLists = (rows: Readonly<Partial<Record<Kind, readonly Tuple[]>>>): CodeLists =>
  new Map(
    KINDS.map((kind) => {
      const at = TAB[kind].keyAt[0] ?? 0;
      return [kind, [...new Set((rows[kind] ?? []).map((tuple) => String(tuple[at])))]];
    }),
  );
