/** JSON as it comes over the wire: nothing is known of it before somebody looked. */
export type JsonObject = { readonly [field: string]: unknown };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field's text, or '' where it is none. */
export const textAt = (value: JsonObject, field: string): string => {
  const found = value[field];
  return typeof found === 'string' ? found : '';
};

/** What a text says as JSON; undefined where it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A step further down in a JSON pointer (RFC 6901). */
export const below = (pointer: string, step: string | number): string =>
  `${pointer}/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`;
