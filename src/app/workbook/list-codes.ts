/** What may stand in the columns of a tab that name rows of other tabs: the codes that those tabs hold now. */
import { requirePower } from '#app/actor.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { BuiltinWorkbook } from '#app/ports/workbook.ts';
import { ok, type Result } from '#core/result.ts';
import { columnsOf, headingOf } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { findTab } from './show-workbook.ts';

/** By heading, in the order of the alphabet; a word of the column's own (any, None) comes first. */
export const makeListCodes =
  ({ workbook }: { readonly workbook: BuiltinWorkbook }) =>
  async (actor: Actor, title: string): Promise<Result<Readonly<Record<string, readonly string[]>>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const references = columnsOf(tab.value).flatMap(({ heading, cell }) =>
      cell.type === 'reference' ? [{ heading, word: cell.word?.text, to: TAB[cell.to] }] : [],
    );
    const tabs = [...new Set(references.map(({ to }) => to))];
    const codes = new Map(
      await Promise.all(
        tabs.map(async (to) => {
          const cells = await workbook.distinct(actor.providerId, to.title, headingOf(to, to.key[0] ?? ''));
          return [to, cells.filter((cell) => typeof cell === 'string').toSorted()] as const;
        }),
      ),
    );
    return ok(
      Object.fromEntries(
        references.map(({ heading, word, to }) => [
          heading,
          [...(word === undefined ? [] : [word]), ...(codes.get(to) ?? [])],
        ]),
      ),
    );
  };
