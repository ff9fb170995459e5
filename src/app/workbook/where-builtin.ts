import { conflict, type Result } from '#core/result.ts';
import type { Actor } from '../ports/platform.ts';
import type { WorkbookLinkStore } from '../ports/workbook-links.ts';

/** A deed on the built-in workbook, refused to whose workbook is a spreadsheet: nobody would read what it wrote. */
export const whereBuiltin =
  <Asked extends unknown[], T>(
    { links }: { readonly links?: Pick<WorkbookLinkStore, 'find'> | null },
    deed: (actor: Actor, ...asked: Asked) => Promise<Result<T>>,
  ) =>
  async (actor: Actor, ...asked: Asked): Promise<Result<T>> => {
    const link = links ? await links.find(actor.providerId) : null;
    return link === null
      ? deed(actor, ...asked)
      : conflict(
          'workbook_elsewhere',
          `The workbook is the Google spreadsheet "${link.title}": edit it there. The built-in one is out of use until it is unlinked.`,
        );
  };
