/** An account given field by field, held to the same columns as a row of the Accounts tab (PER-3). */
import { type Fault, fault, no, ok, type Result } from '../result.ts';
import { CellFault } from '../workbook/cell.ts';
import { readerOf } from '../workbook/read-cell.ts';
import { isColumn } from '../workbook/tab.ts';
import { accountReference } from '../workbook/tabs/accounts.ts';
import { TAB } from '../workbook/tabs.ts';
import { type Account, anchorFault, isInvoiceAnchor } from './account.ts';

/** What may be said of an account; what is null or left out means what an empty cell means. */
export type AccountInput = { readonly [F in keyof Account]?: Account[F] | null | undefined };

/** Reads a reference alone, as the column of the Accounts tab does. */
export function checkAccountReference(text: string, path: string): Result<string> {
  const value = readerOf(accountReference, { serialDates: false })(text);
  return value instanceof CellFault ? no(fault(value.code, value.message, path)) : ok(String(value));
}

/** Reads an account, every fault at once, each at its field. */
export function checkAccount(input: AccountInput): Result<Account> {
  const faults: Fault[] = [];
  const row: Record<string, unknown> = {};
  for (const { name, column } of TAB.accounts.fields) {
    if (!isColumn(column)) continue;
    const value = readerOf(column, { serialDates: false })(input[name as keyof Account] ?? null);
    if (value instanceof CellFault) faults.push(fault(value.code, value.message, name));
    else row[name] = value;
  }
  const account = { ...row, invoiceAnchor: input.invoiceAnchor ?? null } as Account;
  const { invoiceAnchor, invoiceDay } = account;
  if (invoiceAnchor !== null && invoiceDay !== undefined && !isInvoiceAnchor(invoiceAnchor, invoiceDay))
    faults.push(anchorFault(invoiceAnchor, invoiceDay, 'invoiceAnchor'));
  return faults.length > 0 ? no(...faults) : ok(account);
}
