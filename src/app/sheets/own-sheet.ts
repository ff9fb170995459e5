/** Which spreadsheet is a provider's workbook: the one that it linked, or the installation's, which the first to ask claims. */
import { auditOf } from '#app/actor.ts';
import { conflict, type Refused } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import type { Spreadsheets } from '../ports/spreadsheets.ts';
import type { WorkbookLink } from '../ports/workbook-links.ts';
import type { SheetPorts } from './services.ts';

type Ports = Pick<SheetPorts, 'spreadsheets' | 'links' | 'firstSheetId' | 'clock'>;

/** The provider's link, made of the installation's spreadsheet where that is nobody's yet; null: it has the built-in workbook. */
export async function ownOrClaimed(ports: Ports, actor: Actor): Promise<WorkbookLink | null> {
  const { spreadsheets, links, firstSheetId } = ports;
  if (spreadsheets === null) return null;
  const link = await links.find(actor.providerId);
  if (link !== null || firstSheetId === null || (await links.isTaken(firstSheetId))) return link;
  await linkTo(ports, spreadsheets, actor, firstSheetId);
  return links.find(actor.providerId);
}

/** Links it; false where it is another provider's. Throws SheetTrouble where it cannot be opened. */
export async function linkTo(
  { links, clock }: Ports,
  spreadsheets: Spreadsheets,
  actor: Actor,
  sheetId: string,
): Promise<boolean> {
  const { title } = await spreadsheets.head(sheetId);
  return links.link(
    actor.providerId,
    { sheetId, title, by: actor.actorName, at: clock.now() },
    auditOf(actor, clock, { action: 'workbook.linked', subject: 'workbook', details: { sheetId, title } }),
  );
}

/** What is to be done where a provider has no spreadsheet. */
export const noSheet = ({ spreadsheets, firstSheetId }: Ports, { providerCode }: Actor): Refused =>
  spreadsheets === null
    ? conflict(
        'sheets_off',
        'Google Sheets is off here: set GOOGLE_CLIENT_EMAIL and GOOGLE_PRIVATE_KEY (docs/google-setup.md).',
      )
    : conflict(
        'sheet_not_linked',
        `${firstSheetId === null ? 'No spreadsheet is linked yet' : 'The spreadsheet of GOOGLE_SHEET_ID is another provider’s workbook'}: link your own, in the console or with cardline sheets link --provider ${providerCode} --sheet ID.`,
      );
