/** Refusals in Slack: beside the field where there is one, else as a message. */
import type { Fault } from '#core/result.ts';
import { safe } from './blocks/text.ts';

/** All faults, a line each. */
export const faultText = (faults: readonly Fault[]): string =>
  faults.length === 1
    ? safe(faults[0]?.message ?? '')
    : faults.map(({ message }) => `• ${safe(message)}`).join('\n');

export interface PlacedFaults {
  /** For `response_action: errors`: the faults of fields that the view has. */
  readonly errors: Readonly<Record<string, string>>;
  /** Those that belong to no field of the view. */
  readonly others: readonly Fault[];
}

/**
 * Sorts faults to the fields of a view. Slack refuses an error for a field that is not there, and then the person sees
 * nothing of it. `rename` says which field a path means where they differ.
 */
export function placeFaults(
  faults: readonly Fault[],
  fields: ReadonlySet<string>,
  rename: Readonly<Record<string, string>> = {},
): PlacedFaults {
  const errors: Record<string, string> = {};
  const others: Fault[] = [];
  for (const fault of faults) {
    const path = fault.path ?? '';
    const field = rename[path] ?? path;
    if (!fields.has(field)) others.push(fault);
    else errors[field] = errors[field] === undefined ? fault.message : `${errors[field]} ${fault.message}`;
  }
  return { errors, others };
}

/** The fields that a view asks for. */
export const fieldsOf = (view: {
  readonly blocks: readonly { readonly type: string; readonly block_id?: string }[];
}) => new Set(view.blocks.flatMap(({ type, block_id }) => (type === 'input' && block_id ? [block_id] : [])));
