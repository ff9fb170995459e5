/** Billing accounts. */
import type { AccountStore } from '../ports/accounts.ts';
import type { Clock, Secrets } from '../ports/platform.ts';
import type { WorkbookFiles } from '../ports/workbook.ts';
import { makeAddAccount } from './add-account.ts';
import { makeChangeAccount } from './change-account.ts';
import { makeListAccounts, makeSearchAccounts, makeShowAccount } from './find-accounts.ts';
import { makeImportAccounts } from './import-accounts.ts';

export interface AccountPorts {
  readonly accounts: AccountStore;
  readonly files: WorkbookFiles;
  readonly clock: Clock;
  readonly secrets: Secrets;
}

export type AccountServices = ReturnType<typeof makeAccountServices>;

export const makeAccountServices = (ports: AccountPorts) => ({
  addAccount: makeAddAccount(ports),
  changeAccount: makeChangeAccount(ports),
  showAccount: makeShowAccount(ports),
  listAccounts: makeListAccounts(ports),
  search: makeSearchAccounts(ports),
  importAccounts: makeImportAccounts(ports),
});
