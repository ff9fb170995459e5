/** What people can enter: the value a field takes, and what Slack's own client says before anything is sent. */
import { isObject, type JsonObject, textAt } from '../json.ts';
import { plain } from '../render/mrkdwn.ts';
import { chosen, type Element, isEmpty, type Placed, valueField } from '../surface-state.ts';
import type { Choice, StateValue, SurfaceState, World } from '../world.ts';

/** Fields that are typed into, or that take a day or a time. */
export const isTyped = ({ type }: Element): boolean => type.endsWith('_input') && type !== 'file_input';
export const isPicker = ({ type }: Element): boolean => type.endsWith('picker');
export const isChoice = ({ type }: Element): boolean =>
  type.endsWith('_select') || type === 'radio_buttons' || type === 'checkboxes';

/** A field as it is after a text was typed or a day picked; '' empties it. */
export function typedValue(element: Element, value: string): StateValue {
  const field = valueField(element.type) ?? 'value';
  const of = (content: unknown): StateValue => ({ type: element.type, [field]: content });
  if (value === '') return of(null);
  switch (element.type) {
    case 'datepicker':
      mustMatch(value, /^\d{4}-\d\d-\d\d$/, 'a day is YYYY-MM-DD');
      return of(value);
    case 'timepicker':
      mustMatch(value, /^([01]\d|2[0-3]):[0-5]\d$/, 'a time is HH:mm');
      return of(value);
    case 'datetimepicker':
      return of(Math.floor(Date.parse(value) / 1000));
    case 'rich_text_input':
      return of({
        type: 'rich_text',
        elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text: value }] }],
      });
    default:
      return of(value);
  }
}

function mustMatch(value: string, pattern: RegExp, what: string): void {
  if (!pattern.test(value)) throw new Error(`nobody can enter "${value}" there: ${what}`);
}

const optionText = (option: JsonObject | Choice): string =>
  isObject(option.text) ? plain(textAt(option.text, 'text')) : '';

/** The options a menu offers, in its own order. */
export function offered(
  world: World,
  element: Element,
  suggested: readonly Choice[],
): readonly (JsonObject | Choice)[] {
  if (element.type.includes('external')) return suggested;
  const groups = (Array.isArray(element.option_groups) ? element.option_groups : []).filter(isObject);
  const own = [element.options, ...groups.map(({ options }) => options)].flat().filter(isObject);
  if (own.length > 0) return own;
  const thing = (id: string, text: string) => ({ value: id, text: { type: 'plain_text' as const, text } });
  if (element.type.includes('users')) {
    return [...world.users.values()].filter(({ isBot }) => !isBot).map(({ id, name }) => thing(id, name));
  }
  return [...world.channels.values()]
    .filter(({ kind }) => kind === 'public' || element.type.includes('conversations'))
    .map(({ id, name }) => thing(id, `#${name}`));
}

/** A field as it is after these options were chosen (by their texts). */
export function chosenValue(
  element: Element,
  options: readonly (JsonObject | Choice)[],
  texts: readonly string[],
): StateValue {
  const field = valueField(element.type) ?? '';
  const picked = texts.map((text) => {
    const found = options.filter((option) => optionText(option) === text);
    if (found.length === 1 && found[0] !== undefined) return found[0];
    const there = options.map((option) => `"${optionText(option)}"`).join(', ');
    throw new Error(
      `${found.length === 0 ? 'no' : found.length} option "${text}"; there is: ${there || 'nothing'}`,
    );
  });
  const most = element.max_selected_items;
  if (typeof most === 'number' && picked.length > most) throw new Error(`no more than ${most} can be chosen`);
  const isIds = /users|conversations|channels/.test(element.type);
  const values = picked.map((option) => (isIds ? option.value : stored(option)));
  return { type: element.type, [field]: field.endsWith('s') ? values : (values[0] ?? null) };
}

const stored = (option: JsonObject | Choice): JsonObject => ({
  text: option.text,
  value: option.value,
  ...('description' in option ? { description: option.description } : {}),
});

const REQUIRED = 'Please complete this required field.';

/** What Slack's client says beside the fields instead of sending them: `block_id` → text. */
export function clientErrors(placed: readonly Placed[], state: SurfaceState): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { element, block } of placed) {
    if (block.type !== 'input') continue;
    const value = state[block.block_id]?.[element.action_id];
    const error = isEmpty(value)
      ? block.optional === true
        ? null
        : REQUIRED
      : fieldError(element, chosen(value));
    if (error !== null) errors[block.block_id] = error;
  }
  return errors;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

function fieldError(element: Element, value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const bound = (field: string, otherwise: number) => {
    const found = element[field];
    return found === undefined ? otherwise : Number(found);
  };
  switch (element.type) {
    case 'plain_text_input': {
      const [min, max] = [bound('min_length', 0), bound('max_length', 3000)];
      if (value.length < min) return `This field must have at least ${min} characters.`;
      return value.length > max ? `This field must have no more than ${max} characters.` : null;
    }
    case 'number_input': {
      const pattern = element.is_decimal_allowed === true ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
      if (!pattern.test(value)) return 'Please enter a number.';
      const [min, max] = [bound('min_value', -Infinity), bound('max_value', Infinity)];
      return Number(value) < min || Number(value) > max
        ? `Please enter a number from ${min} to ${max}.`
        : null;
    }
    case 'email_text_input':
      return EMAIL.test(value) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return /^https?:\/\//.test(value) && URL.canParse(value) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}
