/** Who may do what with a book. */
import { forbidden, invalid, notFound } from '../wire/api-error.ts';
import { type Account, type Book, noteChange, type World } from '../world.ts';
import type { Range } from './a1.ts';
import type { Content, Sheet } from './content.ts';

/** @throws ApiError 404 where there is no such book, 403 where it is not shared (so far) */
export function bookFor(world: World, id: string, by: Account, to: 'read' | 'write'): Book {
  const book = world.books.get(id);
  if (book === undefined || book.isDeleted)
    throw notFound('Requested entity was not found.', book !== undefined);
  const role = book.roles.get(by.email);
  if (role === undefined || (to === 'write' && role === 'reader')) {
    throw forbidden('The caller does not have permission', 'forbidden', book.former.has(by.email));
  }
  return book;
}

/** @throws ApiError 400 where a protected range is touched by somebody who is not its editor */
export function expectEditable(
  book: Book,
  sheet: Sheet,
  { startRow, endRow, startColumn, endColumn }: Range,
  by: Account,
): void {
  if (book.roles.get(by.email) === 'owner') return;
  const isClosed = sheet.protectedRanges.some(({ range, unprotectedRanges, warningOnly, editors }) => {
    if (warningOnly || editors?.users?.includes(by.email)) return false;
    const touches = (each: typeof range) =>
      startRow < (each?.endRowIndex ?? Number.POSITIVE_INFINITY) &&
      endRow > (each?.startRowIndex ?? 0) &&
      startColumn < (each?.endColumnIndex ?? Number.POSITIVE_INFINITY) &&
      endColumn > (each?.startColumnIndex ?? 0);
    const contains = (each: typeof range) =>
      startRow >= (each?.startRowIndex ?? 0) &&
      endRow <= (each?.endRowIndex ?? Number.POSITIVE_INFINITY) &&
      startColumn >= (each?.startColumnIndex ?? 0) &&
      endColumn <= (each?.endColumnIndex ?? Number.POSITIVE_INFINITY);
    return touches(range) && !(unprotectedRanges ?? []).some(contains);
  });
  if (isClosed) {
    throw invalid(
      'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.',
    );
  }
}

/** All of it or nothing: what a refused piece had changed before is put back. */
export function changing<T>(world: World, book: Book, by: Account, work: (content: Content) => T): T {
  const before = book.content;
  book.content = structuredClone(before);
  try {
    const done = work(book.content);
    noteChange(world, book, by, 'content');
    return done;
  } catch (error) {
    book.content = before;
    throw error;
  }
}
