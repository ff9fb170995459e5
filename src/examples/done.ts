import type { Result } from '#core/result.ts';

/** The value of a deed that the example set is made to allow: a refusal means that the set and the rules have parted. */
export function done<T>(what: string, result: Result<T>): T {
  if (result.ok) return result.value;
  const faults = result.faults.map(({ message, path }) => (path ? `${path}: ${message}` : message));
  throw new Error(`The example set cannot ${what}: ${faults.join(' ')}`);
}
