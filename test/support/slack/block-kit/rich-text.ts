/** Rich text: docs.slack.dev/reference/block-kit/blocks/rich-text-block, @slack/types 3.2. */
import { boolean, byType, flaw, integer, link, list, oneOf, type Rule, shape, text, type } from './rule.ts';

const MANY = 10_000;

const style = shape(
  {},
  { bold: boolean, italic: boolean, strike: boolean, underline: boolean, code: boolean },
  (value, at, found) => {
    if (Object.keys(value).length === 0) flaw(found, at, 'must have at least one field');
  },
);

const leaves = {
  text: shape({ ...type('text'), text: text(1, MANY) }, { style }),
  link: shape({ ...type('link'), url: link() }, { text: text(1, MANY), unsafe: boolean, style }),
  user: shape({ ...type('user'), user_id: text(1, 255, /^[UW][A-Z0-9]+$/) }, { style }),
  usergroup: shape({ ...type('usergroup'), usergroup_id: text(1, 255, /^S[A-Z0-9]+$/) }, { style }),
  channel: shape({ ...type('channel'), channel_id: text(1, 255, /^[CG][A-Z0-9]+$/) }, { style }),
  emoji: shape({ ...type('emoji'), name: text(1, 255) }, { unicode: text(1, 255), style }),
  team: shape({ ...type('team'), team_id: text(1, 255, /^T[A-Z0-9]+$/) }, { style }),
  broadcast: shape({ ...type('broadcast'), range: oneOf('here', 'channel', 'everyone') }, { style }),
  color: shape({ ...type('color'), value: text(6, 7, /^#?[0-9a-fA-F]{6}$/) }, { style }),
  date: shape(
    { ...type('date'), timestamp: integer(0, 9_999_999_999), format: text(1, 255) },
    { url: link(), fallback: text(1, 255), style },
  ),
};
const border = { border: oneOf(0, 1) };
const line = list(byType(leaves), { min: 0, max: MANY });

const section = shape({ ...type('rich_text_section'), elements: line });
const parts = {
  rich_text_section: section,
  rich_text_list: shape(
    {
      ...type('rich_text_list'),
      style: oneOf('bullet', 'ordered'),
      elements: list(byType({ rich_text_section: section }), { max: MANY }),
    },
    { ...border, indent: integer(0, 8), offset: integer(0, MANY) },
  ),
  rich_text_quote: shape({ ...type('rich_text_quote'), elements: line }, border),
  rich_text_preformatted: shape(
    {
      ...type('rich_text_preformatted'),
      elements: list(byType({ text: leaves.text, link: leaves.link }), { min: 0, max: MANY }),
    },
    border,
  ),
};

export const richText: Rule = shape(
  { ...type('rich_text'), elements: list(byType(parts), { max: MANY }) },
  { block_id: text(1, 255) },
);
