/** A change set's whole difference as CSV: a line for each field that a row adds, changes or loses. */
import { requirePower } from '#app/actor.ts';
import type { ChangeSetStore } from '#app/ports/catalogue.ts';
import type { Actor } from '#app/ports/platform.ts';
import type { WorkbookFiles } from '#app/ports/workbook.ts';
import { ok, type Result } from '#core/result.ts';
import type { Cell } from '#core/workbook/cell.ts';
import { listChanges, type RowChange } from '#core/workbook/publish-plan.ts';
import { findChangeSet } from './find-change-set.ts';

interface Ports {
  readonly changeSets: ChangeSetStore;
  readonly files: WorkbookFiles;
}

const HEADINGS = [
  'Tab',
  'Key',
  'Change',
  'Column',
  'From',
  'To',
  'Difference',
  'Per Cent',
  'Active Subscriptions',
];

/** Rows written at once: a first publish of a large workbook has a million fields, which are never all in memory. */
const PIECE = 2_000;

/** The file piece by piece. Text that a spreadsheet would run as a formula is protected, as in every export. */
export const makeExportChanges =
  (ports: Ports) =>
  async (actor: Actor, id: number): Promise<Result<Iterable<string>>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    const found = await findChangeSet(ports, actor, id);
    if (!found.ok) return found;
    const { plan, impact } = found.value;
    return ok(pieces(ports.files, (from) => listChanges(plan, from, PIECE, { reach: impact.reach })));
  };

function* pieces({ toCsvRows }: WorkbookFiles, changesFrom: (from: number) => RowChange[]): Iterable<string> {
  yield toCsvRows([HEADINGS]);
  for (let from = 0; ; from += PIECE) {
    const changes = changesFrom(from);
    if (changes.length > 0) yield toCsvRows(changes.flatMap(linesOf));
    if (changes.length < PIECE) return;
  }
}

const linesOf = ({ tab, key, change, fields, activeSubscriptions }: RowChange): Cell[][] =>
  fields.map(({ column, from, to, difference, perCent }) => [
    tab,
    key,
    change,
    column,
    from,
    to,
    difference === null ? null : Number(difference.replace('−', '-')),
    perCent,
    activeSubscriptions,
  ]);
