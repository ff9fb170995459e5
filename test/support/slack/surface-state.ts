/** Elements of a surface and what is filled in there: `state.values`. */
import type { AnyBlock, KnownBlock } from '@slack/types';
import { isObject, type JsonObject } from './json.ts';
import type { Channel, StateValue, SurfaceState } from './world.ts';

export type Element = JsonObject & { readonly type: string; readonly action_id: string };

export interface Placed {
  readonly element: Element;
  readonly block: KnownBlock & { readonly block_id: string };
}

/** Every interactive element in the order in which people see them. */
export function elementsOf(blocks: readonly AnyBlock[]): readonly Placed[] {
  return blocks.flatMap((block) =>
    ['accessory', 'element', 'elements']
      .flatMap((field) => (block as unknown as JsonObject)[field] ?? [])
      .filter((each): each is Element => isObject(each) && typeof each.action_id === 'string')
      .map((element) => ({ element, block: block as Placed['block'] })),
  );
}

/** The field of a state value that holds what was chosen. */
export function valueField(type: string): string | null {
  if (type === 'button' || type === 'overflow') return null;
  if (/^multi_(static|external)_select$/.test(type) || type === 'checkboxes') return 'selected_options';
  const several = /^multi_(user|conversation|channel)s_select$/.exec(type);
  if (several) return `selected_${several[1]}s`;
  const one = /^(user|conversation|channel)s_select$/.exec(type);
  if (one) return `selected_${one[1]}`;
  const FIELDS: Readonly<Record<string, string>> = {
    static_select: 'selected_option',
    external_select: 'selected_option',
    radio_buttons: 'selected_option',
    datepicker: 'selected_date',
    timepicker: 'selected_time',
    datetimepicker: 'selected_date_time',
    file_input: 'files',
    rich_text_input: 'rich_text_value',
  };
  return FIELDS[type] ?? 'value';
}

/** An element nobody has touched. */
function untouched(element: Element, openedIn: Channel | null): StateValue | null {
  const field = valueField(element.type);
  if (field === null) return null;
  const initial =
    element[field.replace('selected', 'initial')] ??
    element.initial_value ??
    (element.default_to_current_conversation === true && openedIn !== null
      ? field.endsWith('s')
        ? [openedIn.id]
        : openedIn.id
      : undefined) ??
    (field.endsWith('s') ? [] : null);
  return { type: element.type, [field]: initial };
}

/**
 * The state of a surface: what was there stays where block and element have kept their ids
 * (docs.slack.dev/surfaces/modals: "to preserve input, use the same block_id and action_id").
 */
export function stateOf(
  blocks: readonly AnyBlock[],
  before: SurfaceState,
  openedIn: Channel | null,
): SurfaceState {
  const state: SurfaceState = {};
  for (const { element, block } of elementsOf(blocks)) {
    const kept = before[block.block_id]?.[element.action_id];
    const value = kept?.type === element.type ? kept : untouched(element, openedIn);
    if (value !== null) state[block.block_id] = { ...state[block.block_id], [element.action_id]: value };
  }
  return state;
}

export function chosen(value: StateValue | undefined): unknown {
  if (value === undefined) return null;
  const field = valueField(value.type);
  return field === null ? null : value[field];
}

export const isEmpty = (value: StateValue | undefined): boolean => {
  const found = chosen(value);
  return (
    found === null || found === undefined || found === '' || (Array.isArray(found) && found.length === 0)
  );
};
