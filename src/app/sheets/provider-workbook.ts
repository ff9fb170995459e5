/**
 * Each provider's workbook, wherever it is kept: its spreadsheet where it has one, the built-in workbook otherwise. Rules, change
 * sets and versions know no difference (DESIGN 10).
 */

import { fault } from '#core/result.ts';
import { tabOfTitle } from '#core/workbook/tabs.ts';
import { userCellsText } from '#core/workbook/user-cells.ts';
import { SheetTrouble, type Spreadsheets } from '../ports/spreadsheets.ts';
import type { RevisedWorkbook, WorkbookSource } from '../ports/workbook.ts';
import type { WorkbookLink } from '../ports/workbook-links.ts';
import { ownOrClaimed } from './own-sheet.ts';
import type { SheetPorts } from './services.ts';

/** Of the notice that rows are to be told what the check says. */
export const CHECKED_TOPIC = 'workbook.checked';

type Ports = Pick<SheetPorts, 'spreadsheets' | 'links' | 'firstSheetId' | 'clock' | 'secrets'> & {
  readonly builtin: WorkbookSource;
};

export function makeProviderWorkbook(ports: Ports): WorkbookSource {
  const { spreadsheets, links, builtin, clock, secrets } = ports;

  const linkOf = (providerId: number) => (spreadsheets === null ? null : links.find(providerId));

  const readSheet = async (
    outside: Spreadsheets,
    providerId: number,
    link: WorkbookLink,
  ): Promise<RevisedWorkbook> => {
    const { sheetId } = link;
    try {
      const { head, workbook, tabIds } = await outside.read(sheetId);
      const lost = link.tabs.filter((title) => workbook.tabs.every((tab) => tab.title.trim() !== title));
      if (lost.length > 0) throw tabsLost(lost);
      const contentHash = await secrets.hash(userCellsText(workbook));
      const { title, version, modifiedBy } = head;
      return {
        ...workbook,
        // Cardline's own writing moves the file's version too: the same cells keep the name that they were checked under.
        revision:
          link.contentHash === contentHash && link.revision !== null
            ? link.revision
            : `${version}-${contentHash.slice(0, 16)}`,
        ...(modifiedBy === null ? {} : { editedBy: modifiedBy }),
        sheet: { sheetId, title, version, contentHash, tabIds },
      };
    } catch (error) {
      if (error instanceof SheetTrouble)
        await links.recordProblem(providerId, sheetId, error.message, clock.now());
      throw error;
    }
  };

  const read = async (providerId: number): Promise<RevisedWorkbook> => {
    const link = await linkOf(providerId);
    return spreadsheets === null || link === null
      ? builtin.read(providerId)
      : readSheet(spreadsheets, providerId, link);
  };

  return {
    read,

    async revision(providerId) {
      const link = await linkOf(providerId);
      return link === null ? builtin.revision(providerId) : (await read(providerId)).revision;
    },

    async editors(providerId, rowIds) {
      // Of a spreadsheet it is known who changed it last, and that comes with what was read.
      return (await linkOf(providerId)) === null ? ((await builtin.editors?.(providerId, rowIds)) ?? []) : [];
    },

    async beforeSync(actor) {
      await ownOrClaimed(ports, actor);
    },

    async afterCheck({ providerId }, { sheet, revision, tabs }) {
      if (sheet === undefined) return;
      const { sheetId, title, version, contentHash } = sheet;
      const at = clock.now();
      await links.recordCheck(
        providerId,
        {
          sheetId,
          title,
          version,
          contentHash,
          revision,
          tabs: tabs.flatMap((tab) => tabOfTitle(tab.title.trim())?.title ?? []),
          at,
        },
        [
          {
            providerId,
            topic: CHECKED_TOPIC,
            dedupeKey: secrets.token(),
            body: { sheet: sheetId, title, revision },
            dueAt: at,
          },
        ],
      );
    },
  };
}

/** A tab that is gone would read as one that nobody touches: whoever takes one away on purpose links the spreadsheet anew. */
const tabsLost = (titles: readonly string[]): SheetTrouble =>
  new SheetTrouble(
    fault(
      'sheet_tab_missing',
      `${titles.map((title) => `"${title}"`).join(', ')} ${titles.length === 1 ? 'was' : 'were'} in the spreadsheet and ${titles.length === 1 ? 'is' : 'are'} not any more, so nothing was taken over: bring it back (File, Version history), or prepare the spreadsheet, which makes it anew.`,
      'sheet',
    ),
  );
