/**
 * A refusal by the business is a value, not an exception: every rule answers a Result.
 * What throws is a bug (`invariant`) or the outside failing (a database, a network).
 */

/** Why something is refused: a stable snake_case code, one sentence for a person, and where it is. */
export interface Fault {
  readonly code: string;
  /** One sentence that names what is wrong and what would put it right. */
  readonly message: string;
  /** Where in the input: a JSON path such as `plan.accessFee`, or empty for the whole. */
  readonly path?: string;
  /** What sort of refusal it is, for the edges to choose their tone (HTTP: 422, 404, 403, 409); `invalid` where not said. */
  readonly kind?: FaultKind;
}

export type FaultKind = 'invalid' | 'not_found' | 'forbidden' | 'conflict';

export type Result<T, F = Fault> = { readonly ok: true; readonly value: T } | Refused<F>;
export type Refused<F = Fault> = { readonly ok: false; readonly faults: readonly F[] };

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });

/** A refusal; always all the faults that are known, never just the first. */
export const no = <F = Fault>(...faults: readonly F[]): Refused<F> => {
  invariant(faults.length > 0, 'a refusal names at least one fault');
  return { ok: false, faults };
};

export const fault = (code: string, message: string, path?: string): Fault =>
  path === undefined ? { code, message } : { code, message, path };

/** The thing is not there, or belongs to another provider: the caller cannot tell which. */
export const notFound = (code: string, message: string): Refused => no({ code, message, kind: 'not_found' });
export const forbidden = (code: string, message: string): Refused => no({ code, message, kind: 'forbidden' });
/** The thing is in another state than the deed needs, or somebody else was first. */
export const conflict = (code: string, message: string): Refused => no({ code, message, kind: 'conflict' });

/** All values, or all the faults of all the parts that failed. */
export function all<T, F>(results: readonly Result<T, F>[]): Result<T[], F> {
  const faults = results.flatMap((result) => (result.ok ? [] : result.faults));
  return faults.length > 0
    ? { ok: false, faults }
    : ok(results.flatMap((result) => (result.ok ? [result.value] : [])));
}

/** A state that cannot be: thrown loudly, because it is a bug. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`broken invariant: ${message}`);
}
