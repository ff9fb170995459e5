/**
 * M8: the audit trail of a row, field by field, whichever way a change came: sheet, grid, upload, API or restore. It follows from
 * the rows that the versions keep, and is stored nowhere else.
 */
import { requirePower } from '#app/actor.ts';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import type { RowHistoryReader, RowLife, RowVersion } from '#app/ports/row-history.ts';
import { type Fault, fault, no, notFound, ok, type Result } from '#core/result.ts';
import { type RowChange, rowChange } from '#core/workbook/publish-plan.ts';
import { type AnyTab, columnsOf } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB, tabOfTitle } from '#core/workbook/tabs.ts';

interface Ports {
  readonly rowHistory: RowHistoryReader;
}

/** Which row, by tab and key as people read them; of one column, or of all. */
export interface RowAsked {
  readonly tab: string;
  /** "RETAIL-VOICE · 0061 · any · 0 · 2026-07-01" */
  readonly key: string;
  /** Heading of a column. */
  readonly field?: string | undefined;
}

/** What a version did to the row. */
export interface RowEvent extends Omit<RowVersion, 'number'>, Pick<RowChange, 'change' | 'fields'> {
  readonly version: number;
}

/** Newest first. */
export const makeShowRowHistory =
  ({ rowHistory }: Ports) =>
  async (actor: Actor, asked: RowAsked, page: PageRequest): Promise<Result<Page<RowEvent>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const before = readKeyCursor(page.cursor);
    if (!before.ok) return before;
    const read = readAsked(asked);
    if (!read.ok) return read;
    const { tab, kind, key, column } = read.value;
    const { lives, versions } = await rowHistory.livesOf(actor.providerId, kind, key);
    if (lives.length === 0)
      return notFound('row_not_found', `No version ever had a row "${asked.key}" in ${tab.title}.`);
    const events = versions
      .toSorted((a, b) => b.number - a.number)
      .map((version) => eventOf(tab, lives, version, column))
      .filter(
        ({ version, fields }) => fields.length > 0 && version < (before.value ?? Number.POSITIVE_INFINITY),
      );
    return ok(pageOfRows(events.slice(0, page.limit + 1), page.limit, ({ version }) => version));
  };

function readAsked({ tab: title, key: spoken, field }: RowAsked) {
  const tab = tabOfTitle(title);
  const kind = CATALOGUE_KINDS.find((known) => known === tab?.kind);
  if (tab === null || kind === undefined)
    return no(
      fault(
        'unknown_tab',
        `"${title}" is no tab of the catalogue: there are ${CATALOGUE_KINDS.map((known) => TAB[known].title).join(', ')}.`,
        'tab',
      ),
    );
  const faults: Fault[] = [];
  const key = spoken.split(' · ');
  if (key.length !== tab.keyAt.length)
    faults.push(
      fault(
        'invalid_key',
        `A row of ${tab.title} is told apart by ${tab.key.join(' · ')}: write them like that.`,
        'key',
      ),
    );
  const column = columnsOf(tab).find(
    ({ heading }) => heading.toLowerCase() === field?.toLowerCase(),
  )?.heading;
  if (field !== undefined && column === undefined)
    faults.push(fault('unknown_column', `${tab.title} has no column "${field}".`, 'field'));
  return faults.length > 0 ? no(...faults) : ok({ tab, kind, key, column });
}

function eventOf(
  tab: AnyTab,
  lives: readonly RowLife[],
  { number, ...version }: RowVersion,
  column: string | undefined,
): RowEvent {
  const before = lives.find(({ to }) => to === number)?.tuple ?? null;
  const after = lives.find(({ from }) => from === number)?.tuple ?? null;
  const change = before === null ? 'added' : after === null ? 'removed' : 'changed';
  const { fields } = rowChange(tab, change, before, after);
  return {
    version: number,
    ...version,
    change,
    fields: column === undefined ? fields : fields.filter((moved) => moved.column === column),
  };
}
