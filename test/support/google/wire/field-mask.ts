/** Partial answers and partial updates: `sheets(properties(title,sheetId),data/rowData),properties.locale`. */
import { invalid } from './api-error.ts';
import type { Schemas, Type } from './schemas.ts';

/** Names and what is asked for below them; null below a name: all of it. */
export type Mask = ReadonlyMap<string, Mask | null>;

/** @throws ApiError 400 for a mask that cannot be read or names a field there is not. */
export function parseMask(text: string, schemas: Schemas, root: Type): Mask | null {
  const tight = text.replaceAll(/\s/g, '');
  const tokens = tight.match(/[\w*]+|[(),./]/g) ?? [];
  let at = 0;
  const wrong = () =>
    invalid(`Invalid field selection ${tokens.slice(0, at + 1).join('')}`, 'invalidParameter');

  const list = (type: Type): Map<string, Mask | null> => {
    const mask = new Map<string, Mask | null>();
    do one(mask, type);
    while (tokens[at] === ',' && ++at > 0);
    return mask;
  };

  const one = (mask: Map<string, Mask | null>, type: Type): void => {
    const name = tokens[at];
    if (name === undefined || !/^[\w*]+$/.test(name)) throw wrong();
    const of = name === '*' ? type : belowOf(schemas, type, name);
    if (of === null) throw wrong();
    at += 1;
    const next = tokens[at];
    let below: Map<string, Mask | null> | null = null;
    if (next === '/' || next === '.') {
      at += 1;
      below = new Map();
      one(below, of);
    } else if (next === '(') {
      at += 1;
      below = list(of);
      if (tokens[at] !== ')') throw wrong();
      at += 1;
    }
    const known = mask.get(name);
    if (below === null || known === null) mask.set(name, null);
    else mask.set(name, merged(known ?? new Map(), below));
  };

  if (text.trim() === '')
    throw invalid("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  if (tokens.join('') !== tight) throw invalid(`Invalid field selection ${tight}`, 'invalidParameter');
  const mask = list(root);
  if (at < tokens.length) throw wrong();
  return mask.has('*') ? null : mask;
}

function belowOf(schemas: Schemas, type: Type, name: string): Type | null {
  if (type.kind === 'list') return belowOf(schemas, type.of, name);
  if (type.kind === 'named') return type.of;
  return schemas.fieldsOf(type)?.get(name) ?? null;
}

function merged(one: Mask, other: Mask): Mask {
  const both = new Map(one);
  for (const [name, below] of other) {
    const known = both.get(name);
    both.set(name, known === null || below === null ? null : merged(known ?? new Map(), below));
  }
  return both;
}

/** What of a value a mask asks for; null asks for all of it. */
export function masked(value: unknown, mask: Mask | null): unknown {
  if (mask === null || mask.has('*')) return value;
  if (Array.isArray(value)) return value.map((each) => masked(each, mask));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, each]) => {
      const below = mask.get(name);
      return below === undefined ? [] : [[name, masked(each, below)]];
    }),
  );
}

/** Whether a mask asks for something at this path, or below or above it. */
export function asksFor(mask: Mask | null, ...path: readonly string[]): boolean {
  let at: Mask | null = mask;
  for (const name of path) {
    if (at === null || at.has('*')) return true;
    const below: Mask | null | undefined = at.get(name);
    if (below === undefined) return false;
    at = below;
  }
  return true;
}

/** `target` with what the mask names taken from `from`: what `from` does not have is gone. */
export function updated<T extends object>(target: T, from: T, mask: Mask | null): T {
  if (mask === null || mask.has('*')) return { ...from };
  const made = { ...target } as Record<string, unknown>;
  for (const [name, below] of mask) {
    const value = (from as Record<string, unknown>)[name];
    const old = made[name];
    if (below === null) {
      if (value === undefined || value === null) delete made[name];
      else made[name] = value;
    } else
      made[name] = updated((old as object | undefined) ?? {}, (value as object | undefined) ?? {}, below);
  }
  return made as T;
}
