/**
 * The whole check of a workbook (M1): tabs and headings, every cell, keys, references between tabs, and the rules of the
 * catalogue. All faults at once, each with its cell; one fault anywhere and nothing is published.
 */
import type { Content, Kind, RowFault, RowOf } from '../catalogue/content.ts';
import type { ApprovalStatus } from '../catalogue/rows.ts';
import { notesOn } from '../catalogue/rules/notes.ts';
import type { PublishedStatus } from '../catalogue/rules/status-moves.ts';
import { contentFaults } from '../catalogue/rules.ts';
import { tidy } from '../plain-text.ts';
import { counted } from '../words.ts';
import type { SheetFault } from './cell.ts';
import { checkReferences } from './check-references.ts';
import { formulaNotes } from './formula-cells.ts';
import { nearest } from './nearest.ts';
import type { PresentRows } from './present.ts';
import { type FaultSink, type RawTab, type ReadRow, type ReadTab, readTab } from './read-tab.ts';
import type { SheetCode } from './sheet-codes.ts';
import { type AnyTab, fromTuple, headingOf, type Tuple } from './tab.ts';
import { KINDS, TAB, TABS, tabOfTitle } from './tabs.ts';

/** A workbook as it was read from wherever it is kept. */
export interface RawWorkbook {
  readonly tabs: readonly RawTab[];
  /** See ReadOptions. */
  readonly serialDates?: boolean;
  /** See ReadOptions; left out where nobody knows it (a CSV has none). */
  readonly locale?: string | null;
}

/** The rows of a kind that the workbook holds, each with its place; all of them, where there is no fault. */
export interface CheckedRows {
  readonly tuples: readonly Tuple[];
  readonly keys: readonly string[];
  /** Where in `tuples` the row of a key stands. */
  readonly placesOf: ReadonlyMap<string, number>;
  /** Keys of the rows that are left out for faults of their own; null where one of them cannot be told. */
  readonly faultyKeys: readonly string[] | null;
  /** Row of the sheet, and of the built-in workbook where it is one. */
  readonly places: readonly Pick<ReadRow, 'place' | 'id'>[];
}

export interface Checked {
  /** By kind; a kind whose tab the workbook does not hold is left out, and stays as it is. */
  readonly rows: ReadonlyMap<Kind, CheckedRows>;
  readonly faults: readonly SheetFault[];
  /** What is legal but worth knowing. */
  readonly notes: readonly SheetFault[];
}

/** More faults than anyone reads at once; the last one then says how many there are. */
const MOST_FAULTS = 1000;

/** Checks a workbook against what is published and kept now. */
export function checkWorkbook(workbook: RawWorkbook, present: PresentRows): Checked {
  const faults = makeFaultList();
  const read = readTabs(workbook, faults);
  checkReferences(read, present, faults);
  const content = contentOf(read, present);
  const place = makePlace(read, content);
  const now = {
    publishedStatus: publishedStatus(present),
    invoiceAnchors: present.invoiceAnchors,
    incomplete: new Set(
      [...read].filter(([, { rows }]) => rows.some(({ isWhole }) => !isWhole)).map(([kind]) => kind),
    ),
  };
  for (const fault of contentFaults(content, now)) faults.add(place(fault));
  const found = faults.all();
  return {
    rows: new Map([...read].map(([kind, tab]) => [kind, checkedRows(tab)])),
    faults: found,
    notes:
      found.length > 0
        ? []
        : [...notesOn(content, rateCounts(read, present)).map(place), ...formulaNotes(read.values())],
  };
}

function readTabs(workbook: RawWorkbook, faults: FaultSink): Map<Kind, ReadTab> {
  const read = new Map<Kind, ReadTab>();
  const options = { serialDates: workbook.serialDates === true, locale: workbook.locale ?? null };
  for (const raw of workbook.tabs) {
    const title = raw.title.trim();
    const tab = tabOfTitle(title);
    const say = (code: SheetCode, message: string) =>
      faults.add({ tab: title, row: null, key: null, column: null, cell: null, code, message });
    if (tab === null) say('unknown_tab', unknownTab(title));
    else if (read.has(tab.kind)) say('duplicate_tab', `There are two tabs ${title}: keep one of them.`);
    else read.set(tab.kind, readTab(tab, raw, options, faults));
  }
  return read;
}

function unknownTab(title: string): string {
  const meant = nearest(
    title,
    TABS.map((tab) => tab.title),
  );
  return `"${title}" is not a tab of the workbook${meant === null ? '' : ` (is ${meant} meant?)`}: rename or remove it. Tabs are ${TABS.map((tab) => tab.title).join(', ')}.`;
}

/** What would be published: the workbook's whole rows, and present rows where it does not hold the tab. */
function contentOf(read: ReadonlyMap<Kind, ReadTab>, present: PresentRows): Content {
  const rowsOf = <K extends Kind>(kind: K): RowOf[K][] => {
    const rows: RowOf[K][] = [];
    const tab = read.get(kind);
    if (!tab) for (const [, tuple] of present.rows[kind]) rows.push(fromTuple<K>(TAB[kind], tuple));
    else for (const row of tab.rows) if (row.isWhole) rows.push(fromTuple<K>(TAB[kind], row.values as Tuple));
    return rows;
  };
  return Object.fromEntries(KINDS.map((kind) => [kind, rowsOf(kind)])) as unknown as Content;
}

function checkedRows({ rows, placesOf }: ReadTab): CheckedRows {
  const tuples: Tuple[] = [];
  const keys: string[] = [];
  const places: ReadRow[] = [];
  const faulty: (string | null)[] = [];
  for (const row of rows) {
    if (!row.isWhole || row.key === null) {
      faulty.push(row.key);
      continue;
    }
    tuples.push(row.values as Tuple);
    keys.push(row.key);
    places.push(row);
  }
  const isWhole = tuples.length === rows.length;
  return {
    tuples,
    keys,
    placesOf: isWhole ? placesOf : new Map(keys.map((key, at) => [key, at])),
    faultyKeys: faulty.every((key) => key !== null) ? faulty : null,
    places,
  };
}

/** Finds the cell that a rule's fault lies in; where the tab was not given, names the present row by its key. */
function makePlace(read: ReadonlyMap<Kind, ReadTab>, content: Content) {
  const wholeRows = new Map(
    [...read].map(([kind, { rows }]) => [kind, rows.filter(({ isWhole }) => isWhole)]),
  );
  return (fault: RowFault): SheetFault => {
    const tab: AnyTab = TAB[fault.kind];
    const given = read.get(fault.kind);
    if (given) {
      const row = wholeRows.get(fault.kind)?.[fault.index];
      const field = tab.fields.findIndex(({ name }) => name === fault.field);
      return given.at(row?.place ?? null, field, fault.code, fault.message);
    }
    const row = content[fault.kind][fault.index] as unknown as Record<string, unknown>;
    const key = tab.key.map((name) => String(row[name])).join(' · ');
    return {
      tab: tab.title,
      row: null,
      key,
      column: null,
      cell: null,
      code: fault.code,
      message: `${key}, as it is published now: ${fault.message}`,
    };
  };
}

function publishedStatus(present: PresentRows): PublishedStatus {
  const known = new Map<Kind, ReadonlyMap<string, ApprovalStatus>>();
  return (kind, code) => {
    let statuses = known.get(kind);
    if (!statuses) {
      const field = TAB[kind].fields.findIndex(({ name }) => name === 'approvalStatus');
      statuses = new Map(
        present.rows[kind].map(([, tuple]) => [String(tuple[0]), tuple[field] as ApprovalStatus]),
      );
      known.set(kind, statuses);
    }
    return statuses.get(code) ?? null;
  };
}

function rateCounts(read: ReadonlyMap<Kind, ReadTab>, present: PresentRows): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const count = (card: unknown) => counts.set(String(card), (counts.get(String(card)) ?? 0) + 1);
  const tab = read.get('rates');
  if (tab) for (const { values } of tab.rows) count(values[0]);
  else for (const [, [card]] of present.rows.rates) count(card);
  return counts;
}

function makeFaultList(): FaultSink & { all(): readonly SheetFault[] } {
  const faults: SheetFault[] = [];
  let unlisted = 0;
  return {
    add(fault) {
      if (faults.length < MOST_FAULTS) faults.push(fault);
      else unlisted += 1;
    },
    all() {
      const order = new Map(TABS.map((tab, at) => [tab.title, at]));
      const sorted = faults.toSorted(
        (a, b) =>
          (order.get(a.tab) ?? TABS.length) - (order.get(b.tab) ?? TABS.length) ||
          (a.row ?? 0) - (b.row ?? 0),
      );
      const last = sorted.at(-1);
      return unlisted === 0 || last === undefined
        ? sorted
        : [
            ...sorted,
            {
              tab: last.tab,
              row: null,
              key: null,
              column: null,
              cell: null,
              code: 'more_faults',
              message: `${counted(unlisted, 'more fault')} ${unlisted === 1 ? 'is' : 'are'} not listed: put these right and check again.`,
            },
          ];
    },
  };
}

/** The account references that a workbook names: what has to be known of the accounts before it is checked. */
export function accountReferencesIn(workbook: RawWorkbook): string[] {
  const heading = headingOf(TAB.accounts, 'reference');
  return workbook.tabs
    .filter(({ title }) => title.trim() === TAB.accounts.title)
    .flatMap(({ headings, rows }) => {
      const at = headings.findIndex((cell) => typeof cell === 'string' && tidy(cell) === heading);
      return rows.flatMap(({ cells }) => (typeof cells[at] === 'string' ? [tidy(cells[at])] : []));
    });
}
