/**
 * IMP-1: accounts from a sheet or CSV: checked row by row, every fault with its row and column, previewed, then taken all or
 * nothing. The same rows again change nothing. Preview and commit are one function (DESIGN 5).
 */
import { auditOf, requirePower } from '#app/actor.ts';
import type { AccountStore, SeenAccounts } from '#app/ports/accounts.ts';
import type { Actor, Clock, Secrets } from '#app/ports/platform.ts';
import type { SentFile, WorkbookFiles } from '#app/ports/workbook.ts';
import { conflict, fault, no, ok, type Refused, type Result } from '#core/result.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import {
  accountReferencesIn,
  type Checked,
  checkWorkbook,
  type RawWorkbook,
} from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import {
  canonicalText,
  type KindPlan,
  listChanges,
  planPublish,
  type RowChange,
} from '#core/workbook/publish-plan.ts';
import { KINDS, TAB } from '#core/workbook/tabs.ts';

interface Ports {
  readonly accounts: AccountStore;
  readonly files: WorkbookFiles;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export interface AccountImport {
  readonly mode: 'preview' | 'commit';
  /** null: none was sent. */
  readonly file: SentFile | null;
  /** The preview that was approved: where anything has moved since, nothing is taken. */
  readonly hash?: string | undefined;
}

export interface AccountImportOutcome {
  readonly mode: 'preview' | 'commit';
  readonly received: number;
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly faults: readonly SheetFault[];
  /** What would change, the first rows of it. */
  readonly rows: readonly RowChange[];
  readonly hash: string;
}

/** How many rows a preview shows. */
const MOST_SHOWN = 200;

export const makeImportAccounts =
  (ports: Ports) =>
  async (actor: Actor, { mode, file, hash }: AccountImport): Promise<Result<AccountImportOutcome>> => {
    const allowed = requirePower(actor, 'orders');
    if (!allowed.ok) return allowed;
    if (file === null)
      return no(fault('file_missing', 'No file was sent: send an .xlsx or a CSV of the tab Accounts.'));
    const read = await readAccountsTab(ports.files, file);
    if (!read.ok) return read;
    const present = await ports.accounts.present(actor.providerId, accountReferencesIn(read.value));
    const rows = presentRows(present);
    const checked = checkWorkbook(read.value, rows);
    const plan = checked.faults.length > 0 ? NOTHING : (planPublish(checked, rows).accounts ?? NOTHING);
    const outcome = await outcomeOf(ports.secrets, mode, checked, plan, read.value);
    if (mode === 'preview') return ok(outcome);
    if (outcome.faults.length > 0) return no(...outcome.faults.map(toFault));
    if (hash !== undefined && hash !== outcome.hash) return moved();
    if (plan === NOTHING) return ok(outcome);
    const isTaken = await ports.accounts.merge(
      actor.providerId,
      plan,
      present,
      ports.clock.now(),
      auditOf(actor, ports.clock, {
        action: 'accounts.imported',
        subject: 'accounts',
        details: { file: file.name, added: outcome.added, changed: outcome.changed },
      }),
    );
    return isTaken ? ok(outcome) : moved();
  };

const moved = (): Refused =>
  conflict('preview_moved', 'The accounts or the file have moved since this preview: look at a new one.');

const NOTHING: KindPlan = { added: [], changed: [], removed: [], unchanged: 0 };

/** A CSV may have any name; of an `.xlsx` the tab Accounts counts, or its only one. */
async function readAccountsTab(files: WorkbookFiles, file: SentFile): Promise<Result<RawWorkbook>> {
  const read = await files.read([file]);
  if (!read.ok) return read;
  const { title } = TAB.accounts;
  const [tab] = read.value.tabs.filter((candidate) => candidate.title.trim() === title);
  const [only, ...others] = read.value.tabs;
  const found = tab ?? (others.length === 0 ? only : undefined);
  return found
    ? ok({ tabs: [{ ...found, title }] })
    : no(fault('accounts_tab_missing', `${file.name} has no tab ${title}.`, file.name));
}

function presentRows({ accounts, invoiceAnchors }: SeenAccounts): PresentRows {
  const none = Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'];
  return { version: 0, rows: { ...none, accounts }, invoiceAnchors };
}

async function outcomeOf(
  secrets: Secrets,
  mode: AccountImportOutcome['mode'],
  checked: Checked,
  plan: KindPlan,
  workbook: RawWorkbook,
): Promise<AccountImportOutcome> {
  const tuples = checked.rows.get('accounts')?.tuples ?? [];
  const received = workbook.tabs.reduce((sum, { rows }) => sum + rows.filter(hasCells).length, 0);
  const before = plan.changed.map(([, tuple]) => tuple);
  return {
    mode,
    received,
    added: plan.added.length,
    changed: plan.changed.length,
    unchanged: checked.faults.length > 0 ? 0 : tuples.length - plan.added.length - plan.changed.length,
    faults: checked.faults,
    rows: listChanges({ accounts: plan }, 0, MOST_SHOWN),
    hash: await secrets.hash(
      `${canonicalText(TAB.accounts, tuples)}\n${canonicalText(TAB.accounts, before)}`,
    ),
  };
}

const hasCells = ({ cells }: RawWorkbook['tabs'][number]['rows'][number]): boolean =>
  cells.some((cell) => cell !== null && cell !== '');

const toFault = ({ row, column, code, message }: SheetFault) =>
  fault(code, message, row === null ? (column ?? '') : `row ${row}${column === null ? '' : `, ${column}`}`);
