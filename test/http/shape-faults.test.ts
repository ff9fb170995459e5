import { z } from '@hono/zod-openapi';
import { expect, it } from 'vitest';
import { shapeFaults } from '#http/shape-faults.ts';

function faultsOf(schema: z.ZodType, input: unknown) {
  const read = schema.safeParse(input);
  return read.success ? [] : shapeFaults(read.error.issues);
}

it('names the place of each fault as people write it', () => {
  const schema = z.strictObject({ items: z.array(z.strictObject({ price: z.string() })) });
  expect(faultsOf(schema, { items: [{ price: 'x' }, { price: 7, prise: 1 }, {}], more: 1 })).toEqual([
    { path: 'items[1].price', code: 'invalid_type', message: 'This is to be a string, not number.' },
    { path: 'items[1].prise', code: 'unknown_field', message: 'There is no field "prise" here.' },
    { path: 'items[2].price', code: 'required', message: 'This is required.' },
    { path: 'more', code: 'unknown_field', message: 'There is no field "more" here.' },
  ]);
});

it('puts bounds and choices in words', () => {
  const cases: [z.ZodType, unknown, string][] = [
    [z.number().min(1), 0, 'This is to be at least 1.'],
    [z.number().lt(5), 5, 'This is to be less than 5.'],
    [z.string().max(3), 'four', 'This is to have at most 3 characters.'],
    [z.array(z.string()).min(1), [], 'This is to have at least 1 item.'],
    [z.enum(['a', 'b']), 'c', 'This is to be "a" or "b".'],
    [z.int(), 'x', 'This is to be a number, not string.'],
    [z.array(z.string()), 'x', 'This is to be an array, not string.'],
  ];
  for (const [schema, input, message] of cases) expect(faultsOf(schema, input)).toMatchObject([{ message }]);
});

it('keeps the words that a schema was given, and the code of its own refinement', () => {
  expect(faultsOf(z.string().min(1, 'Say why.'), '')).toMatchObject([
    { code: 'too_small', message: 'Say why.' },
  ]);
  const even = z.number().superRefine((_, context) => {
    context.addIssue({ code: 'custom', message: 'Not even.', params: { code: 'not_even' } });
  });
  expect(faultsOf(even, 3)).toEqual([{ path: '', code: 'not_even', message: 'Not even.' }]);
});

it('explains the shape that the input comes closest to', () => {
  const schema = z.object({
    event: z.union([
      z.strictObject({ type: z.literal('cancel'), on: z.string() }),
      z.strictObject({ type: z.literal('migrate'), on: z.string(), plan: z.string() }),
    ]),
  });
  expect(faultsOf(schema, { event: { type: 'migrate', on: '2026-01-01' } })).toEqual([
    { path: 'event.plan', code: 'required', message: 'This is required.' },
  ]);
});

it('does not speak of NaN where a text in an address is no number', () => {
  expect(faultsOf(z.object({ limit: z.coerce.number() }), { limit: 'many' })).toEqual([
    { path: 'limit', code: 'invalid_type', message: 'This is to be a number.' },
  ]);
});
