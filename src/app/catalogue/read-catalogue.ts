/** What every look into the catalogue begins with: the power to, and the version that is asked for. */
import { requirePower } from '#app/actor.ts';
import { pageOfRows, readKeyCursor } from '#app/paging.ts';
import type { CatalogueReader } from '#app/ports/catalogue-reader.ts';
import type { Actor, Page, PageRequest } from '#app/ports/platform.ts';
import type { CatalogueSnapshot } from '#core/catalogue/rows.ts';
import { fault, no, notFound, ok, type Result } from '#core/result.ts';

export interface ReadPorts {
  readonly reader: CatalogueReader;
}

/** The newest version, or the one named (CAT-5: any earlier version can be shown). */
export async function readCatalogue(
  { reader }: ReadPorts,
  actor: Actor,
  version: number | undefined,
): Promise<Result<CatalogueSnapshot>> {
  const allowed = requirePower(actor, 'view');
  if (!allowed.ok) return allowed;
  if (version !== undefined && version > (await reader.currentVersion(actor.providerId)))
    return notFound('version_not_found', `There is no version ${version} of the catalogue.`);
  return ok(await reader.snapshot(actor.providerId, version));
}

/** A page of rows that are in memory, in their order; the cursor names the last row given. */
export function pageInMemory<Row extends { readonly itemId: number }>(
  rows: readonly Row[],
  { limit, cursor }: PageRequest,
): Result<Page<Row>> {
  const after = readKeyCursor(cursor);
  if (!after.ok) return after;
  const last = after.value === null ? -1 : rows.findIndex(({ itemId }) => itemId === after.value);
  if (after.value !== null && last < 0)
    return no(
      fault('invalid_cursor', 'What this cursor pointed at is gone: begin again without it.', 'cursor'),
    );
  return ok(pageOfRows(rows.slice(last + 1, last + 2 + limit), limit, ({ itemId }) => itemId));
}

/** The row of a code; another provider's is not there. */
export function rowOfCode<Row extends { readonly code: string }>(
  rows: readonly Row[],
  code: string,
  what: string,
): Result<Row> {
  const row = rows.find((candidate) => candidate.code === code);
  return row ? ok(row) : notFound('not_found', `There is no ${what} "${code}".`);
}
