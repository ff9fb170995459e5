/** When an element tells the app that it was used, and what it says then (`actions[]` of block_actions). */
import { isObject, type JsonObject } from '../json.ts';
import { newTs, type StateValue, type World } from '../world.ts';
import type { Found } from './finding.ts';

/** Outside of input blocks everything is told at once; inside only where the block says so. */
export const isDispatched = ({ block }: Found): boolean =>
  block.type !== 'input' || block.dispatch_action === true;

/** On what a text field tells: Enter, unless its `dispatch_action_config` says otherwise. */
export function triggersOf(found: Found): readonly string[] {
  if (!isDispatched(found)) return [];
  const config = found.element.dispatch_action_config;
  const on = isObject(config) ? config.trigger_actions_on : undefined;
  return Array.isArray(on) ? on : ['on_enter_pressed'];
}

export function actionOf(
  world: World,
  { element, block, option }: Found,
  value: StateValue | undefined,
): JsonObject {
  const { type, action_id, placeholder } = element;
  const said = type === 'button' ? ['text', 'value', 'style', 'url'] : [];
  return {
    type,
    action_id,
    block_id: block.block_id,
    ...Object.fromEntries(
      said.flatMap((field) => (element[field] === undefined ? [] : [[field, element[field]]])),
    ),
    ...(option === undefined ? {} : { selected_option: option }),
    ...value,
    ...(placeholder === undefined ? {} : { placeholder }),
    action_ts: newTs(world),
  };
}
