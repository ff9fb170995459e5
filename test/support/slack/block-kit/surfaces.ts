/** What a message, a modal and a Home tab may be as a whole; the door of the Block Kit rules. */
import { below, isObject, type JsonObject } from '../json.ts';
import { checkBlocks } from './blocks.ts';
import { option, optionGroup, plainText } from './composition.ts';
import { boolean, type Flaw, flaw, list, type Rule, shape, text, type } from './rule.ts';

export type { Flaw } from './rule.ts';

/** chat.postMessage: "should not be longer than 4,000 characters"; what is above 40,000 is cut off. */
const LONGEST_TEXT = 4000;
/** Not documented. Messages of a little over 13,000 characters were refused (bolt-js #2509, #2867). */
const LONGEST_MESSAGE = 12_000;
const LARGEST_VIEW = 250_000;

/** Blocks of a message, from `at` on. */
export function checkMessageBlocks(blocks: unknown, at = '/blocks'): readonly Flaw[] {
  const found: Flaw[] = [];
  checkBlocks(blocks, 'message', at, found);
  return found;
}

/** What is too long about a message taken as a whole: Slack's error code, or null. */
export function tooLong(message: { readonly text?: string; readonly blocks?: unknown }): string | null {
  if ((message.text ?? '').length > LONGEST_TEXT) return 'msg_too_long';
  return lettersIn(message.blocks) > LONGEST_MESSAGE ? 'msg_blocks_too_long' : null;
}

/** Characters that people read or that come back from a click: every text below the blocks but the names of things. */
function lettersIn(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, each) => sum + lettersIn(each), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [field, each]) => (field === 'type' ? sum : sum + lettersIn(each)),
    0,
  );
}

// `blocks` is looked at with the surface in mind.
const anything: Rule = () => {};
const common = {
  private_metadata: text(0, 3000),
  callback_id: text(0, 255),
  external_id: text(0, 255),
};
const modal = shape(
  { ...type('modal'), title: plainText(24), blocks: anything },
  {
    ...common,
    close: plainText(24),
    submit: plainText(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
);
const home = shape({ ...type('home'), blocks: anything }, common);

/** A view for a surface. A view above 250 kB has an error of its own (`isTooLarge`). */
export function checkView(view: unknown, surface: 'modal' | 'home', at = '/view'): readonly Flaw[] {
  const found: Flaw[] = [];
  if (!isObject(view)) return [{ pointer: at, message: 'must be an object' }];
  (surface === 'modal' ? modal : home)(view, at, found);
  checkBlocks(view.blocks, surface, below(at, 'blocks'), found);
  const hasInputs = blocksOf(view).some((block) => block.type === 'input');
  if (surface === 'modal' && hasInputs && view.submit === undefined) {
    flaw(found, at, 'missing required field: submit (there are input blocks)');
  }
  return found;
}

export const isTooLarge = (view: unknown): boolean => Buffer.byteLength(JSON.stringify(view)) > LARGEST_VIEW;

const blocksOf = (view: JsonObject): readonly JsonObject[] =>
  Array.isArray(view.blocks) ? view.blocks.filter(isObject) : [];

/** An answer to a block_suggestion: options or groups of them; none is an answer too. */
export function checkSuggestions(answer: unknown): readonly Flaw[] {
  const found: Flaw[] = [];
  shape(
    {},
    {
      options: list(option, { min: 0, max: 100 }),
      option_groups: list(optionGroup, { min: 0, max: 100 }),
    },
    (value, at) => {
      const lists = ['options', 'option_groups'].filter((field) => value[field] !== undefined);
      if (lists.length !== 1) flaw(found, at, 'must have either options or option_groups');
    },
  )(answer, '', found);
  return found;
}

/** Message metadata: an event type and flat values, one level of objects deep. docs.slack.dev/messaging/message-metadata */
export function checkMetadata(metadata: unknown): readonly Flaw[] {
  const found: Flaw[] = [];
  const flat = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
  const flatObject = (value: unknown) => isObject(value) && Object.values(value).every(flat);
  const payload: Rule = (value, at) => {
    if (!isObject(value)) return flaw(found, at, 'must be an object');
    for (const [field, each] of Object.entries(value)) {
      const fits = flat(each) || flatObject(each) || (Array.isArray(each) && each.every(flatObject));
      if (!fits) flaw(found, below(at, field), 'must be a scalar, an object of scalars or a list of such');
    }
  };
  shape({ event_type: text(1, 255, /^\w+$/), event_payload: payload })(metadata, '/metadata', found);
  return found;
}
