/** How a provider's spreadsheet stands: for the console, the API and doctor. */
import { requirePower } from '#app/actor.ts';
import { invariant, ok, type Result } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import type { SheetHead } from '../ports/spreadsheets.ts';
import type { LinkedWorkbook, WorkbookLink } from '../ports/workbook-links.ts';
import { refusingTrouble } from './refusing-trouble.ts';
import type { SheetPorts } from './services.ts';

export interface SheetView {
  /** Whether spreadsheets outside are configured. */
  readonly isOn: boolean;
  /** With whom a spreadsheet is to be shared. */
  readonly account: string | null;
  /** null: the provider has the built-in workbook. */
  readonly link: WorkbookLink | null;
  /** The installation's spreadsheet is nobody's yet: whoever prepares or syncs first has it. */
  readonly isFirstFree: boolean;
}

/** Where a spreadsheet is seen. */
export const addressOf = ({ sheetId }: Pick<WorkbookLink, 'sheetId'>): string =>
  `https://docs.google.com/spreadsheets/d/${sheetId}/edit`;

export const makeShowSheet =
  ({ spreadsheets, links, firstSheetId }: SheetPorts) =>
  async (actor: Actor): Promise<Result<SheetView>> => {
    const allowed = requirePower(actor, 'view');
    if (!allowed.ok) return allowed;
    if (spreadsheets === null) return ok({ isOn: false, account: null, link: null, isFirstFree: false });
    const link = await links.find(actor.providerId);
    const isFirstFree = link === null && firstSheetId !== null && !(await links.isTaken(firstSheetId));
    return ok({ isOn: true, account: spreadsheets.account, link, isFirstFree });
  };

/** Every provider's, for whoever looks after the installation. */
export const makeAllSheets =
  ({ spreadsheets, links }: SheetPorts) =>
  async (): Promise<readonly LinkedWorkbook[]> =>
    spreadsheets === null ? [] : links.all();

/** Whether it can be opened just now. */
export const makeReachSheet = ({ spreadsheets }: SheetPorts) =>
  refusingTrouble(async (sheetId: string): Promise<Result<SheetHead>> => {
    invariant(spreadsheets !== null, 'spreadsheets that are linked are configured');
    return ok(await spreadsheets.head(sheetId));
  });
