/** Rows of the catalogue as JSON, made from the descriptors of the workbook's tabs: field by field, in their order. */
import { z } from '@hono/zod-openapi';
import type { Kind, RowOf } from '#core/catalogue/content.ts';
import {
  type Cents,
  formatCents,
  formatPrice,
  formatTaxRate,
  type PriceE8,
  type TaxRate,
} from '#core/money.ts';
import type { CellType, Column } from '#core/workbook/column.ts';
import { isColumn } from '#core/workbook/tab.ts';
import { TAB } from '#core/workbook/tabs.ts';
import { dateText, money, price, taxRate } from '../schemas.ts';

/** The schema of a kind's row. */
export function rowSchema(kind: Kind): z.ZodObject<Record<string, z.ZodType>> {
  return z.object(
    Object.fromEntries(
      TAB[kind].fields.map(({ name, column }) => [
        name,
        isColumn(column) ? fieldSchema(column) : z.number().int().openapi({ description: column.note }),
      ]),
    ),
  );
}

function fieldSchema(column: Column): z.ZodType {
  const schema = schemaOf(column.cell);
  const isNullable =
    column.blank === null || (column.cell.type === 'reference' && column.cell.word?.value === null);
  return (isNullable ? schema.nullable() : schema).openapi({ description: column.note });
}

function schemaOf(cell: CellType): z.ZodType {
  switch (cell.type) {
    case 'boolean':
      return z.boolean();
    case 'integer':
      return z.number().int();
    case 'money':
      return money;
    case 'price':
      return price;
    case 'tax':
      return taxRate;
    case 'date':
      return dateText;
    case 'time':
      return z.string().openapi({ example: '08:00' });
    case 'days':
      return z.array(z.number().int().min(1).max(7)).openapi({ example: [1, 2, 3, 4, 5] });
    case 'choice':
      return z.enum(cell.choices.map(({ value }) => value) as [string, ...string[]]);
    default:
      return z.string();
  }
}

/** A kind's row as JSON; what else the object carries is left behind. */
export function rowJson<K extends Kind>(kind: K, row: RowOf[K]): Record<string, unknown> {
  const values = row as unknown as Record<string, unknown>;
  return Object.fromEntries(
    TAB[kind].fields.map(({ name, column }) => [
      name,
      isColumn(column) ? valueJson(column.cell.type, values[name]) : values[name],
    ]),
  );
}

function valueJson(type: CellType['type'], value: unknown): unknown {
  if (typeof value !== 'number') return value;
  switch (type) {
    case 'money':
      return formatCents(value as Cents);
    case 'price':
      return formatPrice(value as PriceE8);
    case 'tax':
      return formatTaxRate(value as TaxRate);
    case 'time':
      return `${String(Math.floor(value / 60)).padStart(2, '0')}:${String(value % 60).padStart(2, '0')}`;
    default:
      return value;
  }
}

/** A word of a list, upper and lower case alike. */
export const wordOf = <const W extends string>(words: readonly W[]) =>
  z
    .string()
    .transform((text) => words.find((word) => word.toLowerCase() === text.toLowerCase()) ?? text)
    .pipe(z.enum(words as unknown as readonly [W, ...W[]]))
    .openapi({ type: 'string', enum: [...words] });

/** `?version=` of a look at an earlier version. */
export const versionQuery = z.object({
  version: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .openapi({ description: 'An earlier version of the catalogue; left out: the newest.', example: 3 }),
});

/** A whole number as a part of the path. */
export const numberInPath = (example: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'This is to be a whole number.')
    .transform(Number)
    .openapi({ type: 'integer', example });
