/** The small language in which Slack's limits are written down; the rules themselves are in the files next to this one. */
import { below, isObject, type JsonObject } from '../json.ts';

/** Something Slack would not take: where (JSON pointer) and why, in the words of Slack's own answers where they are known. */
export interface Flaw {
  readonly pointer: string;
  readonly message: string;
}

export type Rule = (value: unknown, at: string, found: Flaw[]) => void;

export const flaw = (found: Flaw[], pointer: string, message: string): void =>
  void found.push({ pointer, message });

/** A text of so many characters. */
export const text =
  (min: number, max: number, pattern?: RegExp): Rule =>
  (value, at, found) => {
    if (typeof value !== 'string') return flaw(found, at, 'must be a string');
    if (value.length > max) flaw(found, at, `must be less than ${max + 1} characters`);
    if (value.length < min) flaw(found, at, `must be more than ${min - 1} characters`);
    if (pattern !== undefined && !pattern.test(value)) flaw(found, at, `must match ${pattern.source}`);
  };

export const boolean: Rule = (value, at, found) => {
  if (typeof value !== 'boolean') flaw(found, at, 'must be a boolean');
};

export const integer =
  (min: number, max: number): Rule =>
  (value, at, found) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) return flaw(found, at, 'must be an integer');
    if (value < min || value > max) flaw(found, at, `must be between ${min} and ${max}`);
  };

export const number: Rule = (value, at, found) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) flaw(found, at, 'must be a number');
};

export const oneOf =
  (...words: readonly (string | number)[]): Rule =>
  (value, at, found) => {
    if (!words.some((word) => word === value)) flaw(found, at, `must be one of: ${words.join(', ')}`);
  };

/** A web address; Slack refuses what is none. */
export const link =
  (max = 3000): Rule =>
  (value, at, found) => {
    text(1, max)(value, at, found);
    if (typeof value !== 'string') return;
    const scheme = URL.canParse(value) ? new URL(value).protocol : '';
    if (!['http:', 'https:', 'mailto:', 'slack:'].includes(scheme)) flaw(found, at, 'must be a valid URL');
  };

export const list =
  (item: Rule, { min = 1, max }: { readonly min?: number; readonly max: number }): Rule =>
  (value, at, found) => {
    if (!Array.isArray(value)) return flaw(found, at, 'must be an array');
    if (value.length > max) flaw(found, at, `no more than ${max} items allowed`);
    if (value.length < min) flaw(found, at, `no fewer than ${min} items allowed`);
    value.forEach((each, index) => {
      item(each, below(at, index), found);
    });
  };

/** An object of exactly these fields. `also` looks at it as a whole, once it is an object. */
export const shape =
  (
    required: Readonly<Record<string, Rule>>,
    optional: Readonly<Record<string, Rule>> = {},
    also: (value: JsonObject, at: string, found: Flaw[]) => void = () => {},
  ): Rule =>
  (value, at, found) => {
    if (!isObject(value)) return flaw(found, at, 'must be an object');
    for (const field of Object.keys(required)) {
      if (value[field] === undefined) flaw(found, at, `missing required field: ${field}`);
    }
    for (const [field, content] of Object.entries(value)) {
      if (content === undefined) continue;
      const rule = Object.hasOwn(required, field) ? required[field] : undefined;
      const known = rule ?? (Object.hasOwn(optional, field) ? optional[field] : undefined);
      if (known === undefined) flaw(found, below(at, field), `invalid additional property: ${field}`);
      else known(content, below(at, field), found);
    }
    also(value, at, found);
  };

/** An object whose `type` says which rule is for it. */
export const byType =
  (rules: Readonly<Record<string, Rule>>): Rule =>
  (value, at, found) => {
    if (!isObject(value)) return flaw(found, at, 'must be an object');
    const { type } = value;
    if (typeof type !== 'string') return flaw(found, at, 'missing required field: type');
    const rule = Object.hasOwn(rules, type) ? rules[type] : undefined;
    if (rule === undefined) return flaw(found, below(at, 'type'), `unsupported type: ${type}`);
    rule(value, at, found);
  };

/** `type` itself: `byType` has looked at it, or there is but one. */
export const type = (name: string): Readonly<Record<string, Rule>> => ({ type: oneOf(name) });
