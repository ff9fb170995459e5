/** Reads a save of the grid: JSON that its program wrote, and that anybody else could have written. */
import { z } from 'zod';
import type { WorkbookEdit } from '#app/workbook/edit-workbook.ts';
import { fault, no, ok, type Result } from '#core/result.ts';
import { counted } from '#core/words.ts';
import { MOST_SAVED, type Save } from '../browser/wire.ts';

const cells = z.record(z.string().max(100), z.union([z.string(), z.number(), z.boolean(), z.null()]));
const id = z.number().int().min(1);
const version = z.number().int().min(1);

const save: z.ZodType<Save> = z.strictObject({
  number: z.number().int().min(0),
  add: z.array(z.strictObject({ cells })).max(MOST_SAVED),
  after: id.nullable(),
  change: z.array(z.strictObject({ id, version, cells })).max(MOST_SAVED),
  remove: z.array(z.strictObject({ id, version })).max(MOST_SAVED),
});

export function saveOf(text: string): Result<WorkbookEdit & Pick<Save, 'number'>> {
  const read = save.safeParse(jsonIn(text));
  return read.success
    ? ok(read.data)
    : no(
        fault(
          'invalid_save',
          `This is not a save of the grid (at most ${counted(MOST_SAVED, 'row')} at once): load the page again.`,
        ),
      );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
