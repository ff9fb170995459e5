/** A JSON schema of the API document as a reader sees it: a table of fields, and one example. */

/** The part of JSON Schema that the routes' schemas turn into. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

export type Schemas = Readonly<Record<string, JsonSchema>>;

export interface FieldRow {
  /** `items[].price` */
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly notes: readonly string[];
}

/** Deeper than this a reader is lost; a schema that contains itself ends here too. */
const DEEPEST = 5;

/** The schema behind a reference, with the parts of an allOf put together. */
export function resolve(schema: JsonSchema, schemas: Schemas): JsonSchema {
  if (schema.$ref !== undefined) {
    const { $ref, ...own } = schema;
    return { ...resolve(schemas[$ref.split('/').at(-1) ?? ''] ?? {}, schemas), ...own };
  }
  if (schema.allOf === undefined) return schema;
  const { allOf, ...own } = schema;
  const parts = [...allOf.map((part) => resolve(part, schemas)), own];
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties ?? {})),
    required: parts.flatMap(({ required }) => required ?? []),
  };
}

/** Every field of an object, those inside it included. */
export function fieldRows(schema: JsonSchema, schemas: Schemas, prefix = '', depth = 0): FieldRow[] {
  const whole = resolve(schema, schemas);
  const inner = whole.items === undefined ? whole : resolve(whole.items, schemas);
  const place = whole.items === undefined || prefix === '' ? prefix : `${prefix}[]`;
  if (depth >= DEEPEST) return [];
  const choices = inner.anyOf ?? inner.oneOf;
  if (choices !== undefined) return choices.flatMap((choice) => fieldRows(choice, schemas, place, depth + 1));
  return Object.entries(inner.properties ?? {}).flatMap(([field, property]) => {
    const name = place === '' ? field : `${place}.${field}`;
    const own = resolve(property, schemas);
    return [
      {
        name,
        type: typeText(own, schemas),
        isRequired: inner.required?.includes(field) ?? false,
        notes: notesOf(own),
      },
      ...fieldRows(own, schemas, name, depth + 1),
    ];
  });
}

/** `string (date)`, `list of integer`, `string or null` */
export function typeText(schema: JsonSchema, schemas: Schemas): string {
  const whole = resolve(schema, schemas);
  if (whole.const !== undefined) return JSON.stringify(whole.const);
  const choices = whole.anyOf ?? whole.oneOf;
  if (choices !== undefined)
    return [...new Set(choices.map((choice) => typeText(choice, schemas)))].join(' or ');
  if (whole.enum !== undefined) return whole.enum.map((value) => JSON.stringify(value)).join(' | ');
  const types = [whole.type ?? (whole.properties ? 'object' : 'any')].flat();
  return types
    .map((type) => {
      if (type === 'array') return `list of ${whole.items ? typeText(whole.items, schemas) : 'any'}`;
      return type === 'string' && whole.format ? `string (${whole.format})` : type;
    })
    .join(' or ');
}

export const notesOf = (schema: JsonSchema): string[] => [
  ...(schema.description === undefined ? [] : [schema.description]),
  ...(schema.default === undefined ? [] : [`Left out: ${JSON.stringify(schema.default)}.`]),
  ...(schema.example === undefined ? [] : [`Such as ${JSON.stringify(schema.example)}.`]),
];

/** One value of the schema, made of the examples of its fields. */
export function exampleOf(schema: JsonSchema, schemas: Schemas, depth = 0): unknown {
  const whole = resolve(schema, schemas);
  if (whole.example !== undefined) return whole.example;
  if (whole.default !== undefined) return whole.default;
  if (whole.const !== undefined) return whole.const;
  if (whole.enum !== undefined) return whole.enum[0];
  const [choice] = whole.anyOf ?? whole.oneOf ?? [];
  if (choice !== undefined) return exampleOf(choice, schemas, depth);
  const type = [whole.type ?? (whole.properties ? 'object' : 'null')].flat()[0];
  switch (type) {
    case 'object':
      return depth >= DEEPEST
        ? {}
        : Object.fromEntries(
            Object.entries(whole.properties ?? {}).map(([name, property]) => [
              name,
              exampleOf(property, schemas, depth + 1),
            ]),
          );
    case 'array':
      return whole.items && depth < DEEPEST ? [exampleOf(whole.items, schemas, depth + 1)] : [];
    case 'string':
      return 'text';
    case 'integer':
    case 'number':
      return whole.minimum ?? 1;
    case 'boolean':
      return false;
    default:
      return null;
  }
}
