/** One row of the built-in workbook, by its key or by its place in the sheet (as faults name it). */
import { requirePower } from '#app/actor.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, WorkbookRow } from '#app/ports/workbook.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import { readTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, headingOf, spokenKey } from '#core/workbook/tab.ts';
import { findTab } from './show-workbook.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
}

export interface RowView {
  readonly tab: AnyTab;
  readonly row: WorkbookRow;
  /** What tells it apart in the versions of the catalogue, as the history of a row is asked for; null where it cannot be read. */
  readonly key: string | null;
}

export const makeShowRow =
  ({ workbook }: Ports) =>
  async (actor: Actor, title: string, id: number): Promise<Result<RowView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const [row] = await workbook.find(actor.providerId, title, [id]);
    return row ? ok({ tab: tab.value, row, key: publishedKey(tab.value, row) }) : rowNotFound(title);
  };

/** The key of the row that stands in a row of the sheet, the headings being row 1. */
export const makeFindRowAt =
  ({ workbook }: Ports) =>
  async (actor: Actor, title: string, place: number): Promise<Result<number>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const { tabs } = await workbook.read(actor.providerId);
    const found = tabs.find((raw) => raw.title === title)?.rows.find(({ row }) => row === place);
    return found?.id === undefined ? rowNotFound(title) : ok(found.id);
  };

/** The first row of a tab whose key is a code, such as a package plan's. */
export const makeFindRowOf =
  ({ workbook }: Ports) =>
  async (actor: Actor, title: string, code: string): Promise<Result<number>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const heading = headingOf(tab.value, tab.value.key[0] ?? '');
    const id = await workbook.findBy(actor.providerId, title, { heading, cell: code });
    return id === null
      ? notFound(
          'row_not_found',
          `The built-in workbook has no row ${code} in ${title}: refill it from the version in force, or add the row.`,
        )
      : ok(id);
  };

const rowNotFound = (title: string) =>
  notFound('row_not_found', `This row is not in ${title} any more: load the tab again.`);

function publishedKey(tab: AnyTab, { row, cells }: WorkbookRow): string | null {
  const headings = columnsOf(tab).map(({ heading }) => heading);
  const raw = {
    title: tab.title,
    headings,
    rows: [{ row, cells: headings.map((heading) => cells[heading] ?? null) }],
  };
  // What is wrong with other cells is the check's to tell.
  const read = readTab(tab, raw, { serialDates: false, locale: null }, { add: () => {} });
  const key = read.rows[0]?.key ?? null;
  return key === null ? null : spokenKey(key);
}
