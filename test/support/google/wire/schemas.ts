/**
 * What Google's own descriptions say of the fields there are, read from the types that googleapis makes of them: a body with a
 * field that Google does not know, or a mask that names one, is refused without anybody here keeping lists.
 */
import { readFileSync } from 'node:fs';

export type Type =
  | { readonly kind: 'text' | 'number' | 'truth' | 'anything' }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'named'; readonly of: Type }
  | { readonly kind: 'schema'; readonly name: string }
  | { readonly kind: 'fields'; readonly fields: ReadonlyMap<string, Type> };

export interface Schemas {
  readonly fieldsOf: (type: Type) => ReadonlyMap<string, Type> | null;
  readonly schema: (name: string) => Type;
}

const read = new Map<string, Schemas>();

export const SHEETS_SCHEMAS = () => schemasOf('sheets/v4.d.ts');
export const DRIVE_SCHEMAS = () => schemasOf('drive/v3.d.ts');

function schemasOf(file: string): Schemas {
  const known = read.get(file);
  if (known !== undefined) return known;
  const url = new URL(`../../../../node_modules/googleapis/build/src/apis/${file}`, import.meta.url);
  const schemas = parse(readFileSync(url, 'utf8'));
  const made: Schemas = {
    schema(name) {
      if (!schemas.has(name)) throw new Error(`${file} has no ${name}`);
      return { kind: 'schema', name };
    },
    fieldsOf(type) {
      if (type.kind === 'schema') return schemas.get(type.name) ?? null;
      return type.kind === 'fields' ? type.fields : null;
    },
  };
  read.set(file, made);
  return made;
}

function parse(source: string): Map<string, Map<string, Type>> {
  const schemas = new Map<string, Map<string, Type>>();
  const open: { readonly field: string; readonly fields: Map<string, Type> }[] = [];
  for (const line of source.split('\n')) {
    const schema = /^ {4}export interface Schema\$(\w+) \{$/.exec(line)?.[1];
    if (schema !== undefined) {
      const fields = new Map<string, Type>();
      schemas.set(schema, fields);
      open.splice(0, open.length, { field: schema, fields });
      continue;
    }
    const within = open.at(-1);
    if (within === undefined) continue;
    const nested = /^ +(\w+)\?: \{$/.exec(line)?.[1];
    if (nested !== undefined) open.push({ field: nested, fields: new Map() });
    else if (/^ +\}/.test(line)) close(line, open);
    else {
      const [, name, type] = /^ +(\w+)\?: (.+);$/.exec(line) ?? [];
      const [, named] = /^ +\[key: string\]: (.+);$/.exec(line) ?? [];
      if (name !== undefined && type !== undefined) within.fields.set(name, typeOf(type));
      if (named !== undefined) within.fields.set('*', typeOf(named));
    }
  }
  return schemas;
}

function close(line: string, open: { readonly field: string; readonly fields: Map<string, Type> }[]): void {
  const done = open.pop();
  const around = open.at(-1);
  if (done === undefined || around === undefined) return;
  const named = done.fields.get('*');
  const type: Type =
    named === undefined ? { kind: 'fields', fields: done.fields } : { kind: 'named', of: named };
  around.fields.set(done.field, /^ +\}\[\]/.test(line) ? { kind: 'list', of: type } : type);
}

function typeOf(text: string): Type {
  const type = text.replace(/ \| null$/, '');
  if (type.endsWith('[]')) return { kind: 'list', of: typeOf(type.slice(0, -2)) };
  if (type.startsWith('Schema$')) return { kind: 'schema', name: type.slice('Schema$'.length) };
  if (type === 'string') return { kind: 'text' };
  if (type === 'number') return { kind: 'number' };
  return { kind: type === 'boolean' ? 'truth' : 'anything' };
}

/** What is wrong with a body, in Google's words; all at once. */
export function faultsIn(schemas: Schemas, type: Type, value: unknown, at = ''): string[] {
  if (value === null || value === undefined || type.kind === 'anything') return [];
  const wrong = (what: string) => [`Invalid value at '${at}' (${what}), ${JSON.stringify(value)}`];
  if (type.kind === 'list') {
    if (!Array.isArray(value)) return wrong('LIST');
    return value.flatMap((each, index) => faultsIn(schemas, type.of, each, `${at}[${index}]`));
  }
  if (type.kind === 'text') return typeof value === 'string' ? [] : wrong('TYPE_STRING');
  if (type.kind === 'number') return typeof value === 'number' ? [] : wrong('TYPE_DOUBLE');
  if (type.kind === 'truth') return typeof value === 'boolean' ? [] : wrong('TYPE_BOOL');
  if (typeof value !== 'object' || Array.isArray(value)) return wrong('MESSAGE');
  const fields = schemas.fieldsOf(type);
  return Object.entries(value).flatMap(([name, each]) => {
    const of = type.kind === 'named' ? type.of : fields?.get(name);
    if (of === undefined) {
      return [`Invalid JSON payload received. Unknown name "${name}" at '${at}': Cannot find field.`];
    }
    return faultsIn(schemas, of, each, at === '' ? name : `${at}.${name}`);
  });
}
