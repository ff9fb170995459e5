/**
 * Blocks and where they may stand. Limits: @slack/types 3.2 `block-kit/blocks`, docs.slack.dev/reference/block-kit/blocks.
 * Blocks that nobody here needs are not known and therefore refused.
 */
import { below, isObject, type JsonObject } from '../json.ts';
import { anyText, plainText } from './composition.ts';
import { accessories, actions, contextual, inputs, oneImage } from './elements.ts';
import { richText } from './rich-text.ts';
import {
  boolean,
  byType,
  type Flaw,
  flaw,
  link,
  list,
  number,
  oneOf,
  type Rule,
  shape,
  text,
  type,
} from './rule.ts';

export type SurfaceKind = 'message' | 'modal' | 'home';

const blockId = { block_id: text(1, 255) };

const section = shape(
  type('section'),
  {
    ...blockId,
    text: anyText(3000),
    fields: list(anyText(2000), { max: 10 }),
    accessory: byType(accessories),
    expand: boolean,
  },
  (value, at, found) => {
    if (value.text === undefined && value.fields === undefined) {
      flaw(found, at, 'missing required field: text (or fields)');
    }
  },
);

const header = shape({ ...type('header'), text: plainText(150) }, blockId);
const divider = shape(type('divider'), blockId);
const context = shape(
  {
    ...type('context'),
    elements: list(byType({ ...contextual, plain_text: anyText(3000), mrkdwn: anyText(3000) }), { max: 10 }),
  },
  blockId,
);
const actionsBlock = shape({ ...type('actions'), elements: list(byType(actions), { max: 25 }) }, blockId);
const input = shape(
  { ...type('input'), label: plainText(2000), element: byType(inputs) },
  { ...blockId, hint: plainText(2000), optional: boolean, dispatch_action: boolean },
  (value, at, found) => {
    const { element } = value;
    if (isObject(element) && element.dispatch_action_config !== undefined && value.dispatch_action !== true) {
      flaw(found, below(at, 'element'), 'dispatch_action_config needs dispatch_action on the block');
    }
  },
);
const image = shape(
  { ...type('image'), alt_text: text(1, 2000) },
  {
    ...blockId,
    title: plainText(2000),
    image_url: link(),
    slack_file: shape({}, { id: text(1, 255), url: link() }),
  },
  oneImage,
);
const markdown = shape({ ...type('markdown'), text: text(1, 12_000) }, blockId);
const alert = shape(
  { ...type('alert'), text: anyText(3000) },
  { ...blockId, level: oneOf('default', 'info', 'warning', 'error', 'success') },
);

const cell = byType({
  rich_text: richText,
  raw_text: shape({ ...type('raw_text'), text: text(1, 3000) }),
  raw_number: shape({ ...type('raw_number'), value: number, text: text(1, 3000) }),
});
const columnSetting: Rule = (value, at, found) => {
  // A column without a wish is null.
  if (value === null) return;
  shape({}, { align: oneOf('left', 'center', 'right'), is_wrapped: boolean })(value, at, found);
};
const table = shape(
  { ...type('table'), rows: list(list(cell, { max: 20 }), { max: 100 }) },
  { ...blockId, column_settings: list(columnSetting, { max: 20 }) },
);

const everywhere = {
  section,
  header,
  divider,
  context,
  actions: actionsBlock,
  input,
  image,
  rich_text: richText,
};

/** docs.slack.dev/blocks.json says where: tables and markdown in messages alone, alerts in modals alone. */
const BLOCKS: Readonly<Record<SurfaceKind, Readonly<Record<string, Rule>>>> = {
  message: { ...everywhere, markdown, table },
  modal: { ...everywhere, alert },
  home: everywhere,
};

const MOST_BLOCKS: Readonly<Record<SurfaceKind, number>> = { message: 50, modal: 100, home: 100 };

/** Everything about the blocks of a surface, also what they may not be together. */
export function checkBlocks(blocks: unknown, surface: SurfaceKind, at: string, found: Flaw[]): void {
  list(byType(BLOCKS[surface]), { min: surface === 'message' ? 0 : 1, max: MOST_BLOCKS[surface] })(
    blocks,
    at,
    found,
  );
  if (!Array.isArray(blocks)) return;
  const objects = blocks.map((block, index) => ({ block, at: below(at, index) })).filter(hasObject);
  unique(
    objects.map((each) => ({ id: each.block.block_id, at: below(each.at, 'block_id') })),
    'block_id',
    found,
  );
  for (const each of objects) {
    unique(
      elementsOf(each).map((one) => ({ id: one.element.action_id, at: below(one.at, 'action_id') })),
      'action_id',
      found,
    );
  }
  const elements = objects.flatMap((each) => elementsOf(each).map((one) => ({ ...one, block: each.block })));
  if (elements.filter(({ element }) => element.focus_on_load === true).length > 1) {
    flaw(found, at, 'only one element may have focus_on_load');
  }
  for (const { element, at: where, block } of elements) {
    if (element.type === 'file_input' && surface !== 'modal') {
      flaw(found, where, 'file_input is only allowed in modals');
    }
    if (element.response_url_enabled === true && (surface !== 'modal' || block.type !== 'input')) {
      flaw(found, where, 'response_url_enabled is only allowed in input blocks of modals');
    }
    const isMenuOfConversations = element.default_to_current_conversation === true;
    if (isMenuOfConversations && surface === 'home') {
      flaw(found, where, 'default_to_current_conversation needs a conversation');
    }
  }
  if (surface === 'message') onceAMessage(objects, at, found);
}

function onceAMessage(objects: readonly Located[], at: string, found: Flaw[]): void {
  if (objects.filter(({ block }) => block.type === 'table').length > 1) {
    flaw(found, at, 'only_one_table_allowed');
  }
  const markdowns = objects.filter(({ block }) => block.type === 'markdown');
  const letters = markdowns.reduce((sum, { block }) => sum + String(block.text).length, 0);
  if (markdowns.length > 1 && letters > 12_000) {
    flaw(found, at, 'markdown blocks must be less than 12001 characters together');
  }
}

interface Located {
  readonly block: JsonObject;
  readonly at: string;
}
const hasObject = (each: { block: unknown; at: string }): each is Located => isObject(each.block);

function elementsOf({ block, at }: Located): readonly { element: JsonObject; at: string }[] {
  const single = ['accessory', 'element'].flatMap((field) => {
    const element = block[field];
    return isObject(element) ? [{ element, at: below(at, field) }] : [];
  });
  const many = Array.isArray(block.elements) && block.type === 'actions' ? block.elements : [];
  const several = many.flatMap((element, index) =>
    isObject(element) ? [{ element, at: below(below(at, 'elements'), index) }] : [],
  );
  return [...single, ...several];
}

function unique(all: readonly { id: unknown; at: string }[], name: string, found: Flaw[]): void {
  all.forEach(({ id, at }, index) => {
    if (id === undefined) return;
    if (all.findIndex((other) => other.id === id) < index) {
      flaw(found, at, `\`${name}\` must be unique: ${String(id)}`);
    }
  });
}
