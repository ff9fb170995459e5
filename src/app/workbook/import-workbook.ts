/**
 * Filling the built-in workbook: from files, or from a published version. The tabs that come are replaced, the others stay. What
 * files would change can be looked at before; replacing is then bound to the workbook that they were compared with.
 */
import { auditOf, requirePower } from '#app/actor.ts';
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import type { Actor, Clock } from '#app/ports/platform.ts';
import type { BuiltinWorkbook, Cells, SentFile, TabContent, WorkbookFiles } from '#app/ports/workbook.ts';
import { tidy } from '#core/plain-text.ts';
import { conflict, type Fault, fault, notFound, ok, type Result } from '#core/result.ts';
import { type Cell, isBlank } from '#core/workbook/cell.ts';
import { type CellsDifference, compareCells } from '#core/workbook/compare-cells.ts';
import { cellsOf } from '#core/workbook/publish-plan.ts';
import type { RawTab } from '#core/workbook/read-tab.ts';
import { type AnyTab, columnsOf, OWN_HEADINGS } from '#core/workbook/tab.ts';
import { CATALOGUE_KINDS, TAB, TABS, tabOfTitle } from '#core/workbook/tabs.ts';

interface Ports {
  readonly workbook: BuiltinWorkbook;
  readonly files: WorkbookFiles;
  readonly catalogue: CatalogueStore;
  readonly clock: Clock;
}

export interface Imported {
  readonly tabs: readonly { readonly title: string; readonly rows: number }[];
}

/**
 * Refuses tabs and columns that the workbook does not have; what is in the cells, the check judges later.
 *
 * @param revision of the workbook that the files were compared with; another by now is refused. Left out: whichever it is.
 */
export const makeImportWorkbook =
  ({ workbook, files, clock }: Ports) =>
  async (
    actor: Actor,
    sent: readonly SentFile[],
    revision: string | null = null,
  ): Promise<Result<Imported>> => {
    const read = await readFiles({ files }, actor, sent);
    if (!read.ok) return read;
    const from = { files: sent.map(({ name }) => name) };
    return fill({ workbook, clock }, actor, 'workbook.imported', read.value.map(toContent), from, revision);
  };

export interface ImportPreview {
  /** The workbook that the files were compared with. */
  readonly revision: string;
  readonly tabs: readonly ({ readonly title: string } & CellsDifference)[];
}

/** Rows listed of each tab; the counts say how many there are. */
const MOST_LISTED = 50;

/** What importing the files would do, tab by tab; nothing is changed. */
export const makePreviewImport =
  ({ workbook, files }: Pick<Ports, 'workbook' | 'files'>) =>
  async (actor: Actor, sent: readonly SentFile[]): Promise<Result<ImportPreview>> => {
    const read = await readFiles({ files }, actor, sent);
    if (!read.ok) return read;
    const { revision, tabs } = await workbook.read(actor.providerId);
    return ok({
      revision,
      tabs: read.value.flatMap((after) => {
        const tab = tabOfTitle(after.title.trim());
        const before = tabs.find(({ title }) => title === tab?.title);
        return tab && before ? [{ title: tab.title, ...compareCells(tab, before, after, MOST_LISTED) }] : [];
      }),
    });
  };

async function readFiles(
  { files }: Pick<Ports, 'files'>,
  actor: Actor,
  sent: readonly SentFile[],
): Promise<Result<readonly RawTab[]>> {
  const allowed = requirePower(actor, 'catalogue.edit');
  if (!allowed.ok) return allowed;
  const read = await files.read(sent);
  if (!read.ok) return read;
  const faults = read.value.tabs.flatMap(shapeFaults);
  return faults.length > 0 ? { ok: false, faults } : ok(read.value.tabs);
}

/** Cells as a published version has them: the way back after a restore, or after files were published. */
export const makeRefillWorkbook =
  ({ workbook, catalogue, clock }: Ports) =>
  async (actor: Actor, version: number): Promise<Result<Imported>> => {
    const allowed = requirePower(actor, 'catalogue.edit');
    if (!allowed.ok) return allowed;
    if ((await catalogue.version(actor.providerId, version)) === null)
      return notFound('version_not_found', `There is no version ${version} of the catalogue.`);
    const content = await catalogue.content(actor.providerId, version);
    const tabs = CATALOGUE_KINDS.map((kind): TabContent => {
      const tab = TAB[kind];
      const headings = columnsOf(tab).map(({ heading }) => heading);
      return { title: tab.title, rows: content[kind].map((tuple) => toCells(headings, cellsOf(tab, tuple))) };
    });
    return fill({ workbook, clock }, actor, 'workbook.refilled', tabs, { version }, null);
  };

async function fill(
  { workbook, clock }: Pick<Ports, 'workbook' | 'clock'>,
  actor: Actor,
  action: string,
  tabs: readonly TabContent[],
  from: Record<string, unknown>,
  revision: string | null,
): Promise<Result<Imported>> {
  const counts = tabs.map(({ title, rows }) => ({ title, rows: rows.length }));
  const audit = auditOf(actor, clock, { action, subject: 'workbook', details: { ...from, tabs: counts } });
  const by = { name: actor.actorName, at: clock.now() };
  const isDone = await workbook.replace(actor.providerId, tabs, { by, revision }, audit);
  return isDone
    ? ok({ tabs: counts })
    : conflict(
        'workbook_changed_meanwhile',
        'The workbook was changed since the files were compared with it: look at the comparison again.',
      );
}

function shapeFaults({ title, headings }: RawTab): Fault[] {
  const tab = tabOfTitle(title.trim());
  if (!tab)
    return [
      fault(
        'unknown_tab',
        `"${title}" is not a tab of the workbook: its tabs are ${TABS.map((known) => known.title).join(', ')}.`,
        title,
      ),
    ];
  const seen = new Set<string>();
  const faults = headings.flatMap((cell) => {
    if (isBlank(cell)) return [];
    const heading = headingIn(cell);
    const isTwice = seen.has(heading);
    seen.add(heading);
    if (isTwice)
      return [fault('duplicate_column', `${title} has two columns ${heading}.`, `${title}.${heading}`)];
    return isKnown(tab, heading)
      ? []
      : [
          fault(
            'unknown_column',
            `${title} has no column "${heading}": rename or remove it.`,
            `${title}.${heading}`,
          ),
        ];
  });
  // Without its column a field would be emptied in every row.
  const missing = columnsOf(tab).filter(({ heading }) => !seen.has(heading));
  return [
    ...faults,
    ...missing.map(({ heading }) =>
      fault(
        'missing_column',
        `${title} lacks the column ${heading}: add it, empty if need be.`,
        `${title}.${heading}`,
      ),
    ),
  ];
}

const headingIn = (cell: Cell): string => tidy(String(cell));

const isKnown = (tab: AnyTab, heading: string): boolean =>
  OWN_HEADINGS.includes(heading) || columnsOf(tab).some((column) => column.heading === heading);

function toContent({ title, headings, rows }: RawTab): TabContent {
  const names = headings.map((cell) => (isBlank(cell) ? null : headingIn(cell)));
  const kept = names.map((name) => (name !== null && !OWN_HEADINGS.includes(name) ? name : null));
  return {
    title: title.trim(),
    rows: rows.map(({ cells }) => toCells(kept, cells)).filter((cells) => Object.keys(cells).length > 0),
  };
}

/** By heading; empty cells are left out. */
function toCells(headings: readonly (string | null)[], cells: readonly Cell[]): Cells {
  const filled: Record<string, Cell> = {};
  headings.forEach((heading, at) => {
    const cell = cells[at] ?? null;
    if (heading !== null && !isBlank(cell)) filled[heading] = cell;
  });
  return filled;
}
