import { expect, it } from 'vitest';
import { exampleOf, fieldRows, type JsonSchema, resolve, typeText } from '#http/docs/schema-rows.ts';

const SCHEMAS: Record<string, JsonSchema> = {
  Line: {
    type: 'object',
    properties: { price: { type: 'string', example: '49.95' }, parts: { $ref: '#/components/schemas/Line' } },
    required: ['price'],
  },
};
const ORDER: JsonSchema = {
  type: 'object',
  properties: {
    lines: { type: 'array', items: { $ref: '#/components/schemas/Line' } },
    on: { type: ['string', 'null'], format: 'date', description: 'When.' },
    state: { enum: ['open', 'done'], default: 'open' },
    kind: { anyOf: [{ const: 'a' }, { type: 'integer', minimum: 3 }] },
  },
  required: ['lines'],
};

it('names fields inside fields by their place, and ends where a schema contains itself', () => {
  const rows = fieldRows(ORDER, SCHEMAS);
  expect(rows.map(({ name }) => name).slice(0, 4)).toEqual([
    'lines',
    'lines[].price',
    'lines[].parts',
    'lines[].parts.price',
  ]);
  expect(rows.length).toBeLessThan(20);
  expect(rows.find(({ name }) => name === 'lines[].price')).toEqual({
    name: 'lines[].price',
    type: 'string',
    isRequired: true,
    notes: ['Such as "49.95".'],
  });
});

it('says types in words', () => {
  const types = Object.values(ORDER.properties ?? {}).map((schema) => typeText(schema, SCHEMAS));
  expect(types).toEqual(['list of object', 'string (date) or null', '"open" | "done"', '"a" or integer']);
  expect(typeText({}, SCHEMAS)).toBe('any');
});

it('makes one example of examples, defaults and first choices', () => {
  expect(
    exampleOf(
      { ...ORDER, properties: { ...ORDER.properties, lines: { type: 'array', items: { type: 'boolean' } } } },
      SCHEMAS,
    ),
  ).toEqual({
    lines: [false],
    on: 'text',
    state: 'open',
    kind: 'a',
  });
});

it('puts the parts of an allOf together', () => {
  const extended: JsonSchema = {
    allOf: [
      { $ref: '#/components/schemas/Line' },
      { type: 'object', properties: { tax: { type: 'string' } }, required: ['tax'] },
    ],
  };
  const whole = resolve(extended, SCHEMAS);
  expect(Object.keys(whole.properties ?? {})).toEqual(['price', 'parts', 'tax']);
  expect(whole.required).toEqual(['price', 'tax']);
});
