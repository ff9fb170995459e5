/** Text objects, options, confirm dialogs. Limits: @slack/types 3.2 `block-kit/composition-objects`, docs.slack.dev/reference/block-kit/composition-objects. */
import { boolean, byType, flaw, link, list, oneOf, type Rule, shape, text, type } from './rule.ts';

export const plainText = (max: number): Rule =>
  shape({ ...type('plain_text'), text: text(1, max) }, { emoji: boolean });

const mrkdwn = (max: number): Rule => shape({ ...type('mrkdwn'), text: text(1, max) }, { verbatim: boolean });

export const anyText = (max: number): Rule => byType({ plain_text: plainText(max), mrkdwn: mrkdwn(max) });

/** Title, confirm and deny may be left out according to the types, not according to the reference: all are asked for. */
export const confirmDialog: Rule = shape(
  { title: plainText(100), text: anyText(300), confirm: plainText(30), deny: plainText(30) },
  { style: oneOf('primary', 'danger') },
);

// The types say 75 for a value, the reference 150: what keeps to 75 is right by both.
const optionFields = { description: plainText(75) };

export const option: Rule = shape({ text: plainText(75), value: text(1, 75) }, optionFields);

export const overflowOption: Rule = shape(
  { text: plainText(75), value: text(1, 75) },
  { ...optionFields, url: link() },
);

/** Of radio buttons and checkboxes. */
export const boxOption: Rule = shape({ text: anyText(75), value: text(1, 75) }, { description: anyText(75) });

export const optionGroup: Rule = shape({ label: plainText(75), options: list(option, { max: 100 }) });

export const conversationFilter: Rule = shape(
  {},
  {
    include: list(oneOf('im', 'mpim', 'private', 'public'), { max: 4 }),
    exclude_external_shared_channels: boolean,
    exclude_bot_users: boolean,
  },
  (value, at, found) => {
    if (Object.keys(value).length === 0) flaw(found, at, 'must have at least one field');
  },
);

export const dispatchConfig: Rule = shape({
  trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), { max: 2 }),
});

export const placeholder: Rule = plainText(150);
