/** Block elements. Limits: @slack/types 3.2 `block-kit/block-elements`, docs.slack.dev/reference/block-kit/block-elements. */
import { below, isObject, type JsonObject } from '../json.ts';
import {
  boxOption,
  confirmDialog,
  conversationFilter,
  dispatchConfig,
  option,
  optionGroup,
  overflowOption,
  placeholder,
  plainText,
} from './composition.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
  type Flaw,
  flaw,
  integer,
  link,
  list,
  oneOf,
  type Rule,
  shape,
  text,
  type,
} from './rule.ts';

const actionId = { action_id: text(1, 255) };
const confirmable = { ...actionId, confirm: confirmDialog };
const focusable = { ...actionId, focus_on_load: boolean };
const picked = { ...focusable, confirm: confirmDialog };
const menu = { ...picked, placeholder };
const typed = { ...focusable, placeholder, dispatch_action_config: dispatchConfig };
const several = { max_selected_items: integer(1, 100) };

const USER = /^[UW][A-Z0-9]+$/;
const CONVERSATION = /^[CDG][A-Z0-9]+$/;
const CHANNEL = /^C[A-Z0-9]+$/;
const ids = (pattern: RegExp): Rule => list(text(1, 255, pattern), { max: 100 });

const button = shape(
  { ...type('button'), text: plainText(75) },
  {
    ...confirmable,
    value: text(1, 2000),
    url: link(),
    style: oneOf('primary', 'danger'),
    accessibility_label: text(1, 75),
  },
);

const overflow = shape(
  { ...type('overflow'), options: list(overflowOption, { max: 5 }) },
  confirmable,
  distinctValues,
);

const imageElement = shape(
  { ...type('image'), alt_text: text(1, 2000) },
  { image_url: link(), slack_file: shape({}, { id: text(1, 255), url: link() }) },
  oneImage,
);

/** An image is somewhere in the web or a file in Slack, never both. */
export function oneImage(value: JsonObject, at: string, found: Flaw[]): void {
  if ((value.image_url === undefined) === (value.slack_file === undefined)) {
    flaw(found, at, 'must have either image_url or slack_file');
  }
}

function optionsOf(element: JsonObject): readonly JsonObject[] {
  const own = Array.isArray(element.options) ? element.options : [];
  const groups = Array.isArray(element.option_groups) ? element.option_groups : [];
  const grouped = groups.flatMap((group) =>
    isObject(group) && Array.isArray(group.options) ? group.options : [],
  );
  return [...own, ...grouped].filter(isObject);
}

function distinctValues(value: JsonObject, at: string, found: Flaw[]): void {
  const values = optionsOf(value).map((each) => each.value);
  const twice = values.find((each, index) => values.indexOf(each) !== index);
  if (twice !== undefined) flaw(found, below(at, 'options'), `option values must be unique: ${twice}`);
}

const isSameOption = (one: unknown, other: JsonObject): boolean => {
  const essence = (each: JsonObject) => [each.value, isObject(each.text) ? each.text.text : undefined];
  return isObject(one) && JSON.stringify(essence(one)) === JSON.stringify(essence(other));
};

/** Options there are, from one of two lists; whatever is chosen from the start is among them. */
function chosenAmongOptions(value: JsonObject, at: string, found: Flaw[]): void {
  if (String(value.type).includes('static_select')) {
    const lists = ['options', 'option_groups'].filter((field) => value[field] !== undefined);
    if (lists.length !== 1) flaw(found, at, 'must have either options or option_groups');
  }
  distinctValues(value, at, found);
  const options = optionsOf(value);
  const initial = [
    ...(value.initial_option === undefined ? [] : [value.initial_option]),
    ...(Array.isArray(value.initial_options) ? value.initial_options : []),
  ];
  const field = value.initial_option === undefined ? 'initial_options' : 'initial_option';
  if (initial.some((each) => !options.some((one) => isSameOption(each, one)))) {
    flaw(found, below(at, field), 'must exactly match one of the options');
  }
  noMoreThanAllowed(value, at, found);
}

function noMoreThanAllowed(value: JsonObject, at: string, found: Flaw[]): void {
  const { max_selected_items: max } = value;
  for (const field of ['initial_options', 'initial_users', 'initial_conversations', 'initial_channels']) {
    const initial = value[field];
    if (typeof max === 'number' && Array.isArray(initial) && initial.length > max) {
      flaw(found, below(at, field), `no more than ${max} items allowed (max_selected_items)`);
    }
  }
}

const lists = {
  options: list(option, { max: 100 }),
  option_groups: list(optionGroup, { max: 100 }),
};

const staticSelect = shape(
  type('static_select'),
  { ...menu, ...lists, initial_option: option },
  chosenAmongOptions,
);
const multiStaticSelect = shape(
  type('multi_static_select'),
  { ...menu, ...lists, ...several, initial_options: list(option, { max: 100 }) },
  chosenAmongOptions,
);
const externalSelect = shape(type('external_select'), {
  ...menu,
  initial_option: option,
  min_query_length: integer(0, 3000),
});
const multiExternalSelect = shape(
  type('multi_external_select'),
  { ...menu, ...several, initial_options: list(option, { max: 100 }), min_query_length: integer(0, 3000) },
  noMoreThanAllowed,
);
const usersSelect = shape(type('users_select'), { ...menu, initial_user: text(1, 255, USER) });
const multiUsersSelect = shape(
  type('multi_users_select'),
  { ...menu, ...several, initial_users: ids(USER) },
  noMoreThanAllowed,
);
const conversationsFields = { default_to_current_conversation: boolean, filter: conversationFilter };
const conversationsSelect = shape(type('conversations_select'), {
  ...menu,
  ...conversationsFields,
  initial_conversation: text(1, 255, CONVERSATION),
  response_url_enabled: boolean,
});
const multiConversationsSelect = shape(
  type('multi_conversations_select'),
  { ...menu, ...conversationsFields, ...several, initial_conversations: ids(CONVERSATION) },
  noMoreThanAllowed,
);
const channelsSelect = shape(type('channels_select'), {
  ...menu,
  initial_channel: text(1, 255, CHANNEL),
  response_url_enabled: boolean,
});
const multiChannelsSelect = shape(
  type('multi_channels_select'),
  { ...menu, ...several, initial_channels: ids(CHANNEL) },
  noMoreThanAllowed,
);

const boxes = list(boxOption, { max: 10 });
const checkboxes = shape(
  { ...type('checkboxes'), options: boxes },
  { ...picked, initial_options: boxes },
  chosenAmongOptions,
);
const radioButtons = shape(
  { ...type('radio_buttons'), options: boxes },
  { ...picked, initial_option: boxOption },
  chosenAmongOptions,
);

/** A day that the calendar has, `YYYY-MM-DD`. */
const day: Rule = (value, at, found) => {
  const isDay =
    typeof value === 'string' &&
    /^\d{4}-\d\d-\d\d$/.test(value) &&
    !Number.isNaN(Date.parse(value)) &&
    new Date(value).toISOString().startsWith(value);
  if (!isDay) flaw(found, at, 'must be a date in the format YYYY-MM-DD');
};

const datepicker = shape(type('datepicker'), { ...menu, initial_date: day });
const timepicker = shape(type('timepicker'), {
  ...menu,
  initial_time: text(5, 5, /^([01]\d|2[0-3]):[0-5]\d$/),
  timezone: text(1, 255),
});
const datetimepicker = shape(type('datetimepicker'), {
  ...picked,
  initial_date_time: integer(1_000_000_000, 9_999_999_999),
});

function initialFits(value: JsonObject, at: string, found: Flaw[]): void {
  const { min_length: min, max_length: max, initial_value: initial } = value;
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    flaw(found, below(at, 'min_length'), 'must not be greater than max_length');
  }
  if (typeof initial === 'string' && initial.length > (typeof max === 'number' ? max : 3000)) {
    flaw(found, below(at, 'initial_value'), 'must not be longer than max_length');
  }
}

const plainTextInput = shape(
  type('plain_text_input'),
  {
    ...typed,
    initial_value: text(0, 3000),
    multiline: boolean,
    min_length: integer(0, 3000),
    max_length: integer(1, 3000),
  },
  initialFits,
);

const NUMBER = /^-?\d+(\.\d+)?$/;
const numberInput = shape(
  { ...type('number_input'), is_decimal_allowed: boolean },
  {
    ...typed,
    initial_value: text(1, 255, NUMBER),
    min_value: text(1, 255, NUMBER),
    max_value: text(1, 255, NUMBER),
  },
  (value, at, found) => {
    const bounds = [value.min_value, value.initial_value, value.max_value]
      .filter((each) => typeof each === 'string')
      .map(Number);
    if (bounds.some((each, index) => index > 0 && each < (bounds[index - 1] ?? each))) {
      flaw(found, at, 'min_value, initial_value and max_value must not contradict');
    }
  },
);
const emailInput = shape(type('email_text_input'), { ...typed, initial_value: text(1, 3000) });
const urlInput = shape(type('url_text_input'), { ...typed, initial_value: text(1, 3000) });
const richTextInput = shape(type('rich_text_input'), {
  ...typed,
  initial_value: richText,
  min_lines: integer(1, 100),
  max_lines: integer(1, 100),
});
const fileInput = shape(type('file_input'), {
  ...actionId,
  filetypes: list(text(1, 20, /^[a-z0-9]+$/), { max: 100 }),
  max_files: integer(1, 10),
});

const selects = {
  static_select: staticSelect,
  external_select: externalSelect,
  users_select: usersSelect,
  conversations_select: conversationsSelect,
  channels_select: channelsSelect,
  multi_static_select: multiStaticSelect,
  multi_external_select: multiExternalSelect,
  multi_users_select: multiUsersSelect,
  multi_conversations_select: multiConversationsSelect,
  multi_channels_select: multiChannelsSelect,
};
const pickers = { checkboxes, radio_buttons: radioButtons, datepicker, timepicker };

export const accessories = { ...selects, ...pickers, button, overflow, image: imageElement };
export const actions = { ...selects, ...pickers, button, overflow, datetimepicker };
export const contextual = { image: imageElement };
export const inputs = {
  ...selects,
  ...pickers,
  datetimepicker,
  plain_text_input: plainTextInput,
  number_input: numberInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
};
