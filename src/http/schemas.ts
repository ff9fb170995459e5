/** Schemas that every resource shares. Those of dates and ids check as the core does and keep its wording and codes. */
import { z } from '@hono/zod-openapi';
import { type PlainDate, parseDate } from '#core/calendar.ts';
import { formatId, type IdKind, parseId } from '#core/ids.ts';
import type { Result } from '#core/result.ts';

/** A text that the core can read; its faults become the schema's. */
const readBy = (parse: (text: string) => Result<unknown>) =>
  z.string().superRefine((text, context) => {
    const read = parse(text);
    if (!read.ok)
      for (const { code, message } of read.faults)
        context.addIssue({ code: 'custom', message, params: { code } });
  });

/** A calendar date, `2026-03-31`. */
export const date = readBy(parseDate)
  .transform((text) => text as PlainDate)
  .openapi({ type: 'string', format: 'date', example: '2026-03-31' });

/** A date in an answer, or one that the use case reads. */
export const dateText = z.string().openapi({ format: 'date', example: '2026-03-31' });

/** An instant in an answer: RFC 3339, UTC. */
export const instantText = z.string().openapi({ format: 'date-time', example: '2026-03-31T02:15:00.000Z' });

/** An amount as a decimal string. What an amount may be (negative, how large) is the use case's to say. */
export const money = z
  .string()
  .regex(/^-?\d{1,15}(\.\d+)?$/, 'Write an amount as a decimal string, like "49.95".')
  .openapi({ example: '49.95' });

/** A price or rate as a decimal string of up to eight decimals. */
export const price = money.openapi({ example: '0.0375' });

/** A share as a decimal string: "0.10" is 10 %. */
export const taxRate = money.openapi({ example: '0.10' });

/** A public id such as `ord_12`, read to the row's key. */
export const id = (kind: IdKind) =>
  readBy((text) => parseId(kind, text))
    .transform((text) => Number(text.slice(text.indexOf('_') + 1)))
    .openapi({ type: 'string', example: formatId(kind, 12) });

/** A public id in an answer. */
export const idText = (kind: IdKind) => z.string().openapi({ example: formatId(kind, 12) });

/** A key that people gave: an account reference, a plan code, an order number. */
export const code = z.string().min(1).max(200);

/** `?limit=&cursor=` of a list. */
export const pageQuery = z.object({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(200)
    .default(50)
    .openapi({ description: 'How many items at most, 1 to 200.', example: 50 }),
  cursor: z
    .string()
    .min(1)
    .max(500)
    .optional()
    .openapi({ description: 'The `nextCursor` of the page before; left out for the first.' }),
});

/** What a page query says, as a use case takes it. */
export const pageRequest = (query: z.output<typeof pageQuery>) => ({
  limit: query.limit,
  cursor: query.cursor ?? null,
});

/** A page of a list; `nextCursor` is null on the last. */
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z
      .string()
      .nullable()
      .openapi({ description: 'Ask for the next page with it; null on the last.' }),
  });

/** A page as JSON. */
export const pageJson =
  <T>(toJson: (item: T) => unknown) =>
  (page: { readonly items: readonly T[]; readonly nextCursor: string | null }) => ({
    items: page.items.map(toJson),
    nextCursor: page.nextCursor,
  });

export const faultSchema = z
  .object({
    path: z
      .string()
      .openapi({ description: 'Where in the input; empty for the whole.', example: 'items[0].price' }),
    code: z.string().openapi({ example: 'invalid_money' }),
    message: z.string(),
    current: z.unknown().optional().openapi({
      description:
        'Where somebody else was first, of a row of the workbook: the row as it is now; null: gone.',
    }),
  })
  .openapi('Fault');

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: 'urn:cardline:problem:invalid_request' }),
    title: z.string().openapi({ example: 'Unprocessable Content' }),
    status: z.number().int().openapi({ example: 422 }),
    detail: z.string().openapi({ description: 'One sentence for a person.' }),
    code: z.string().openapi({ description: 'Stable, for programs.', example: 'invalid_request' }),
    errors: z.array(faultSchema).openapi({ description: 'Every fault at once.' }),
    requestId: z.string().openapi({ description: 'Finds the request in the log.' }),
  })
  .openapi('Problem');
