/** The catalogue's use cases on a database of their own: for tests of what is checked, published and kept. */
import { makeAccountServices } from '#app/accounts/services.ts';
import { makeCatalogueServices } from '#app/catalogue/services.ts';
import type { ChangeSet } from '#app/ports/catalogue.ts';
import type { Actor, Tenant } from '#app/ports/platform.ts';
import { makeWorkbookServices } from '#app/workbook/services.ts';
import type { Result } from '#core/result.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import type { Database } from '#db/database.ts';
import { makeAccountStore } from '#db/stores/account-store.ts';
import { makeBillingRunStore } from '#db/stores/billing-run-store.ts';
import { makeCatalogueReader } from '#db/stores/catalogue-reader.ts';
import { makeCatalogueStore } from '#db/stores/catalogue-store.ts';
import { makeChangeSetStore } from '#db/stores/change-set-store.ts';
import { makeProviderStore } from '#db/stores/provider-store.ts';
import { makeRowHistoryReader } from '#db/stores/row-history-store.ts';
import { makeUsageReader } from '#db/stores/usage-reader.ts';
import { makeWorkbookStore } from '#db/stores/workbook-store.ts';
import { workbookFiles as files } from '#sheets/files.ts';
import { secrets } from '#src/runtime/secrets.ts';
import { clockAt, SOME_MORNING } from './clock.ts';
import { aDatabase } from './database.ts';
import { actorWith, aTenant } from './tenants.ts';
import { aWorkbook, type TestWorkbook } from './workbooks.ts';

/** The value of a result; a refusal fails the test with its messages. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`refused: ${result.faults.map(({ code, message }) => `${code}: ${message}`).join('\n')}`);
}

export async function aCatalogue(on?: Database) {
  const db = on ?? (await aDatabase());
  const tenant = await aTenant(db);
  return { ...catalogueOf(db, tenant), tenant };
}

/** The use cases, acting for a provider that is there. */
export function catalogueOf(db: Database, tenant: Tenant) {
  const clock = clockAt(SOME_MORNING);
  const workbook = makeWorkbookStore(db);
  const catalogueStore = makeCatalogueStore(db);
  const reader = makeCatalogueReader(db);
  const catalogue = makeCatalogueServices({
    catalogue: catalogueStore,
    reader,
    changeSets: makeChangeSetStore(db),
    workbook,
    files,
    rowHistory: makeRowHistoryReader(db),
    providers: makeProviderStore(db),
    usageSums: makeUsageReader(db),
    clock,
    secrets,
    runs: makeBillingRunStore(db),
  });
  const books = makeWorkbookServices({
    workbook,
    files,
    catalogue: catalogueStore,
    clock,
    runs: makeBillingRunStore(db),
  });
  const accounts = makeAccountServices({ accounts: makeAccountStore(db), files, clock, secrets });
  const actor: Actor = { ...actorWith(tenant), actorName: 'Pia Pricing' };

  const submit = async (book: TestWorkbook): Promise<ChangeSet> =>
    unwrap(await catalogue.submitChanges(actor, { files: [book.xlsx()] }));
  const fill = async (book: TestWorkbook): Promise<void> => {
    unwrap(await books.importFiles(actor, book.csvFiles()));
  };
  const sync = async (): Promise<ChangeSet> =>
    unwrap(await catalogue.submitChanges(actor, { source: 'workbook' }));
  const publish = async (book: TestWorkbook = aWorkbook()): Promise<ChangeSet> => {
    const change = await submit(book);
    if (change.status !== 'pending') throw new Error(`not pending: ${JSON.stringify(change.faults)}`);
    return unwrap(await catalogue.approveChanges(actor, change.id));
  };
  return {
    db,
    clock,
    actor,
    reader,
    store: catalogueStore,
    workbook,
    catalogue,
    books,
    accounts,
    submit,
    fill,
    sync,
    publish,
  };
}

/** Faults as `Tab!C5 code`, for short. */
export const placesOf = (faults: readonly SheetFault[]): string[] =>
  faults.map(({ tab, cell, code }) => `${tab}${cell === null ? '' : `!${cell}`} ${code}`);
