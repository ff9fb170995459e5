/** Linking a spreadsheet as the provider's workbook, and going back to the built-in one. */
import { auditOf, requirePower } from '#app/actor.ts';
import { conflict, fault, no, ok, type Result } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import type { WorkbookLink } from '../ports/workbook-links.ts';
import { stopWatching } from './keep-watched.ts';
import { linkTo, noSheet } from './own-sheet.ts';
import { refusingTrouble } from './refusing-trouble.ts';
import type { SheetPorts } from './services.ts';

/** An id as it stands in a spreadsheet's address. */
const SHEET_ID = /^[\w-]{10,200}$/;
const IN_ADDRESS = /\/spreadsheets\/(?:u\/\d+\/)?d\/([\w-]+)/;

/** The id in what people paste: the id itself, or the address of the spreadsheet. */
function readSheetId(text: string): Result<string> {
  const id = IN_ADDRESS.exec(text)?.[1] ?? text.trim();
  return SHEET_ID.test(id)
    ? ok(id)
    : no(
        fault(
          'invalid_sheet_id',
          'This is not the id of a spreadsheet: copy its address, or what stands in it between /d/ and /edit.',
          'sheet',
        ),
      );
}

/** The provider's workbook is this spreadsheet from now on; it must be shared already. */
export const makeLinkSheet = (ports: SheetPorts) =>
  refusingTrouble(async (actor: Actor, sheet: string): Promise<Result<WorkbookLink>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const { spreadsheets, links } = ports;
    if (spreadsheets === null) return noSheet(ports, actor);
    const sheetId = readSheetId(sheet);
    if (!sheetId.ok) return sheetId;
    const before = await links.find(actor.providerId);
    if (before?.sheetId === sheetId.value) return ok(before);
    if (!(await linkTo(ports, spreadsheets, actor, sheetId.value)))
      return conflict(
        'sheet_taken',
        'This spreadsheet is the workbook of another provider already: make a copy of it and link that.',
      );
    await stopWatching(ports, before);
    const link = await links.find(actor.providerId);
    return link === null ? noSheet(ports, actor) : ok(link);
  });

/** The provider has the built-in workbook again; the spreadsheet stays as it is. */
export const makeUnlinkSheet =
  (ports: SheetPorts) =>
  async (actor: Actor): Promise<Result<null>> => {
    const allowed = requirePower(actor, 'admin');
    if (!allowed.ok) return allowed;
    const { links, clock } = ports;
    const before = await links.find(actor.providerId);
    if (before === null) return conflict('sheet_not_linked', 'No spreadsheet is linked.');
    await links.unlink(
      actor.providerId,
      auditOf(actor, clock, {
        action: 'workbook.unlinked',
        subject: 'workbook',
        details: { sheetId: before.sheetId, title: before.title },
      }),
    );
    await stopWatching(ports, before);
    return ok(null);
  };
