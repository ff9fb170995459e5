/** A spreadsheet that somebody has open: the workbook of that person's company, or nothing that is any of its business. */
import { forbidden, ok, type Result } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import type { WorkbookLink, WorkbookLinkStore } from '../ports/workbook-links.ts';

/** Refuses with `not_your_workbook`, the same whether the spreadsheet is another provider's or nobody's. */
export async function ownLink(
  links: Pick<WorkbookLinkStore, 'find'>,
  { providerId, providerName }: Actor,
  sheetId: string,
): Promise<Result<WorkbookLink>> {
  const link = await links.find(providerId);
  return link?.sheetId === sheetId
    ? ok(link)
    : forbidden(
        'not_your_workbook',
        `This spreadsheet is not the workbook of ${providerName}, for which you work in Cardline. An admin links one in the console: Workbook, Google spreadsheet.`,
      );
}
