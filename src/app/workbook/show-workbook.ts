/** The built-in workbook as it is looked at: its tabs with their columns, and their rows page by page. */
import { requirePower } from '#app/actor.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, TabSummary, WorkbookRow } from '#app/ports/workbook.ts';
import type { WorkbookLinkStore } from '#app/ports/workbook-links.ts';
import { notFound, ok, type Result } from '#core/result.ts';
import type { AnyTab } from '#core/workbook/tab.ts';
import { TABS, tabOfTitle } from '#core/workbook/tabs.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
  readonly links?: Pick<WorkbookLinkStore, 'find'> | null;
}

export interface TabView {
  readonly tab: AnyTab;
  readonly summary: TabSummary;
}

/** The tab of a title in an address; any other is not there. */
export function findTab(title: string): Result<AnyTab> {
  const tab = tabOfTitle(title);
  return tab
    ? ok(tab)
    : notFound(
        'tab_not_found',
        `The workbook has no tab "${title}"; its tabs are ${TABS.map((known) => known.title).join(', ')}.`,
      );
}

export interface WorkbookView {
  readonly revision: string;
  readonly tabs: readonly TabView[];
  /** false: the provider's workbook is kept elsewhere, and this one is only looked at. */
  readonly isEditable: boolean;
}

export const makeShowWorkbook =
  ({ workbook, links = null }: Ports) =>
  async (actor: Actor): Promise<Result<WorkbookView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const [summaries, revision, link] = await Promise.all([
      workbook.tabs(actor.providerId),
      workbook.revision(actor.providerId),
      links?.find(actor.providerId) ?? null,
    ]);
    const tabs = TABS.flatMap((tab) => {
      const summary = summaries.find(({ title }) => title === tab.title);
      return summary ? [{ tab, summary }] : [];
    });
    return ok({ revision, tabs, isEditable: link === null });
  };

export const makeShowTab =
  ({ workbook }: Ports) =>
  async (
    actor: Actor,
    title: string,
    page: PageRequest,
  ): Promise<Result<{ readonly tab: AnyTab; readonly rows: Page<WorkbookRow> }>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const tab = findTab(title);
    if (!tab.ok) return tab;
    const rows = await workbook.rows(actor.providerId, title, page);
    return rows.ok ? ok({ tab: tab.value, rows: rows.value }) : rows;
  };
