import { describe, expect, it } from 'vitest';
import { checkMessageBlocks, checkMetadata, checkSuggestions, checkView, tooLong } from './surfaces.ts';

const plain = (text: string) => ({ type: 'plain_text', text });
const mrkdwn = (text: string) => ({ type: 'mrkdwn', text });
const option = (text: string, value = text) => ({ text: plain(text), value });
const options = (count: number) => Array.from({ length: count }, (_, index) => option(`Option ${index}`));
const button = (more = {}) => ({ type: 'button', text: plain('Activate'), action_id: 'activate', ...more });
const actions = (...elements: unknown[]) => ({ type: 'actions', elements });
const input = (element: unknown, more = {}) => ({ type: 'input', label: plain('Label'), element, ...more });
const textInput = { type: 'plain_text_input', action_id: 'text' };
const modal = (blocks: unknown[], more = {}) => ({
  type: 'modal',
  title: plain('Halt order'),
  submit: plain('Halt'),
  blocks,
  ...more,
});
const section = { type: 'section', text: mrkdwn('Order 7') };
const times = (count: number, block: unknown) => Array.from({ length: count }, () => block);

const inMessage = (...blocks: unknown[]) => told(checkMessageBlocks(blocks));
const inModal = (...blocks: unknown[]) => told(checkView(modal(blocks), 'modal'));
const inHome = (...blocks: unknown[]) => told(checkView({ type: 'home', blocks }, 'home'));
const told = (flaws: readonly { pointer: string; message: string }[]) =>
  flaws.map(({ pointer, message }) => `${pointer} ${message}`);

describe('what Slack takes', () => {
  it('a message of every block there is', () => {
    const rich = {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'text', text: 'by ', style: { bold: true } },
            { type: 'user', user_id: 'U0KIM' },
          ],
        },
        { type: 'rich_text_list', style: 'bullet', elements: [{ type: 'rich_text_section', elements: [] }] },
        { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'code' }] },
        { type: 'rich_text_quote', elements: [{ type: 'emoji', name: 'wave' }] },
      ],
    };
    expect(
      inMessage(
        { type: 'header', text: plain('Order 7') },
        {
          ...section,
          fields: [mrkdwn('*Plan*\nNBN 50'), plain('x')],
          accessory: button({ style: 'primary', value: '7' }),
        },
        {
          type: 'context',
          elements: [
            mrkdwn('Received 09:12'),
            { type: 'image', alt_text: 'logo', image_url: 'https://a.test/l.png' },
          ],
        },
        { type: 'divider' },
        actions(
          button({
            confirm: {
              title: plain('Sure?'),
              text: mrkdwn('Billing starts'),
              confirm: plain('Yes'),
              deny: plain('No'),
            },
          }),
          { type: 'overflow', action_id: 'more', options: [{ ...option('Edit'), url: 'https://a.test' }] },
          { type: 'datepicker', action_id: 'day', initial_date: '2026-03-02' },
          { type: 'users_select', action_id: 'who', placeholder: plain('Who'), initial_user: 'U0KIM' },
        ),
        rich,
        {
          type: 'table',
          rows: [
            [{ type: 'raw_text', text: 'Prefix' }, rich],
            [{ type: 'raw_number', value: 1, text: '1.00' }],
          ],
          column_settings: [null, { align: 'right' }],
        },
        { type: 'markdown', text: '**bold**' },
        { type: 'image', alt_text: 'chart', image_url: 'https://a.test/c.png', title: plain('Chart') },
      ),
    ).toEqual([]);
  });

  it('a modal of every input there is', () => {
    const inputs = [
      {
        type: 'plain_text_input',
        multiline: true,
        min_length: 1,
        max_length: 3000,
        initial_value: 'a',
        focus_on_load: true,
      },
      { type: 'number_input', is_decimal_allowed: false, min_value: '1', initial_value: '2', max_value: '3' },
      { type: 'email_text_input' },
      { type: 'url_text_input' },
      { type: 'datepicker' },
      { type: 'timepicker', initial_time: '09:30', timezone: 'Australia/Melbourne' },
      { type: 'datetimepicker', initial_date_time: 1_772_409_600 },
      { type: 'static_select', options: options(100), initial_option: option('Option 3') },
      { type: 'static_select', option_groups: [{ label: plain('Mobile'), options: options(2) }] },
      { type: 'multi_static_select', options: options(2), max_selected_items: 1 },
      { type: 'external_select', min_query_length: 0, initial_option: option('Plantagenet') },
      { type: 'multi_external_select' },
      {
        type: 'conversations_select',
        response_url_enabled: true,
        default_to_current_conversation: true,
        filter: { include: ['public'] },
      },
      { type: 'multi_conversations_select' },
      { type: 'channels_select', initial_channel: 'C0PROV' },
      { type: 'multi_users_select', initial_users: ['U0KIM'] },
      { type: 'radio_buttons', options: options(10), initial_option: option('Option 1') },
      {
        type: 'checkboxes',
        options: [{ text: mrkdwn('*Notify*'), value: 'n', description: mrkdwn('by mail') }],
      },
      { type: 'rich_text_input' },
      { type: 'file_input', filetypes: ['pdf'], max_files: 1 },
    ];
    const blocks = inputs.map((each, index) =>
      input({ ...each, action_id: `a${index}` }, { optional: true, hint: plain('Hint') }),
    );
    expect(inModal(...blocks, { type: 'alert', level: 'warning', text: plain('Careful') })).toEqual([]);
    expect(
      inModal(
        input(
          { ...textInput, dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } },
          { dispatch_action: true },
        ),
      ),
    ).toEqual([]);
  });
});

/** What is refused, where and why. */
const REFUSED: readonly [string, readonly string[], readonly string[]][] = [
  [
    'more than 50 blocks in a message',
    inMessage(...times(51, section)),
    ['/blocks no more than 50 items allowed'],
  ],
  [
    'more than 100 blocks in a modal',
    inModal(...times(101, section)),
    ['/view/blocks no more than 100 items allowed'],
  ],
  [
    'more than 100 blocks at home',
    inHome(...times(101, section)),
    ['/view/blocks no more than 100 items allowed'],
  ],
  ['a block it does not know', inMessage({ type: 'card' }), ['/blocks/0/type unsupported type: card']],
  [
    'a field it does not know',
    inMessage({ ...section, colour: 'red' }),
    ['/blocks/0/colour invalid additional property: colour'],
  ],
  ['a block without a type', inMessage({ text: plain('x') }), ['/blocks/0 missing required field: type']],
  ['blocks that are none', inMessage('Order 7'), ['/blocks/0 must be an object']],
  [
    'a header of 151 characters',
    inMessage({ type: 'header', text: plain('x'.repeat(151)) }),
    ['/blocks/0/text/text must be less than 151 characters'],
  ],
  [
    'a header with formatting',
    inMessage({ type: 'header', text: mrkdwn('x') }),
    ['/blocks/0/text/type must be one of: plain_text'],
  ],
  [
    'an empty text',
    inMessage({ type: 'section', text: mrkdwn('') }),
    ['/blocks/0/text/text must be more than 0 characters'],
  ],
  [
    'a section of 3001 characters',
    inMessage({ type: 'section', text: mrkdwn('x'.repeat(3001)) }),
    ['/blocks/0/text/text must be less than 3001 characters'],
  ],
  [
    'a section of nothing',
    inMessage({ type: 'section' }),
    ['/blocks/0 missing required field: text (or fields)'],
  ],
  [
    'eleven fields',
    inMessage({ type: 'section', fields: times(11, plain('x')) }),
    ['/blocks/0/fields no more than 10 items allowed'],
  ],
  [
    'a field of 2001 characters',
    inMessage({ type: 'section', fields: [plain('x'.repeat(2001))] }),
    ['/blocks/0/fields/0/text must be less than 2001 characters'],
  ],
  [
    'eleven parts of a context',
    inMessage({ type: 'context', elements: times(11, plain('x')) }),
    ['/blocks/0/elements no more than 10 items allowed'],
  ],
  [
    'a button in a context',
    inMessage({ type: 'context', elements: [button()] }),
    ['/blocks/0/elements/0/type unsupported type: button'],
  ],
  [
    '26 elements in a row',
    inMessage(actions(...Array.from({ length: 26 }, (_, index) => button({ action_id: `a${index}` })))),
    ['/blocks/0/elements no more than 25 items allowed'],
  ],
  [
    'a text field among buttons',
    inMessage(actions(textInput)),
    ['/blocks/0/elements/0/type unsupported type: plain_text_input'],
  ],
  [
    'a button text of 76 characters',
    inMessage(actions(button({ text: plain('x'.repeat(76)) }))),
    ['/blocks/0/elements/0/text/text must be less than 76 characters'],
  ],
  [
    'a button value of 2001 characters',
    inMessage(actions(button({ value: 'x'.repeat(2001) }))),
    ['/blocks/0/elements/0/value must be less than 2001 characters'],
  ],
  [
    'a button in a colour of its own',
    inMessage(actions(button({ style: 'warning' }))),
    ['/blocks/0/elements/0/style must be one of: primary, danger'],
  ],
  [
    'an address that is none',
    inMessage(actions(button({ url: 'orders/7' }))),
    ['/blocks/0/elements/0/url must be a valid URL'],
  ],
  [
    'an action_id of 256 characters',
    inMessage(actions(button({ action_id: 'x'.repeat(256) }))),
    ['/blocks/0/elements/0/action_id must be less than 256 characters'],
  ],
  [
    'a block_id of 256 characters',
    inMessage({ ...section, block_id: 'x'.repeat(256) }),
    ['/blocks/0/block_id must be less than 256 characters'],
  ],
  [
    'a block_id twice',
    inMessage({ ...section, block_id: 'a' }, { ...section, block_id: 'a' }),
    ['/blocks/1/block_id `block_id` must be unique: a'],
  ],
  [
    'an action_id twice in a block',
    inMessage(actions(button(), button())),
    ['/blocks/0/elements/1/action_id `action_id` must be unique: activate'],
  ],
  [
    'six entries of an overflow menu',
    inMessage(actions({ type: 'overflow', options: options(6) })),
    ['/blocks/0/elements/0/options no more than 5 items allowed'],
  ],
  [
    'an overflow menu of nothing',
    inMessage(actions({ type: 'overflow', options: [] })),
    ['/blocks/0/elements/0/options no fewer than 1 items allowed'],
  ],
  [
    'a confirm dialog without a title',
    inMessage(actions(button({ confirm: { text: plain('x'), confirm: plain('y'), deny: plain('n') } }))),
    ['/blocks/0/elements/0/confirm missing required field: title'],
  ],
  [
    'a confirm dialog of 301 characters',
    inMessage(
      actions(
        button({
          confirm: { title: plain('t'), text: plain('x'.repeat(301)), confirm: plain('y'), deny: plain('n') },
        }),
      ),
    ),
    ['/blocks/0/elements/0/confirm/text/text must be less than 301 characters'],
  ],
  [
    'a confirm button of 31 characters',
    inMessage(
      actions(
        button({
          confirm: { title: plain('t'), text: plain('x'), confirm: plain('y'.repeat(31)), deny: plain('n') },
        }),
      ),
    ),
    ['/blocks/0/elements/0/confirm/confirm/text must be less than 31 characters'],
  ],
  [
    'two tables in a message',
    inMessage(...times(2, { type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] })),
    ['/blocks only_one_table_allowed'],
  ],
  [
    'a table of 101 rows',
    inMessage({ type: 'table', rows: times(101, [{ type: 'raw_text', text: 'x' }]) }),
    ['/blocks/0/rows no more than 100 items allowed'],
  ],
  [
    'a row of 21 cells',
    inMessage({ type: 'table', rows: [times(21, { type: 'raw_text', text: 'x' })] }),
    ['/blocks/0/rows/0 no more than 20 items allowed'],
  ],
  [
    'a table in a modal',
    inModal({ type: 'table', rows: [[{ type: 'raw_text', text: 'x' }]] }),
    ['/view/blocks/0/type unsupported type: table'],
  ],
  [
    'markdown at home',
    inHome({ type: 'markdown', text: 'x' }),
    ['/view/blocks/0/type unsupported type: markdown'],
  ],
  [
    'markdown of 12,001 characters together',
    inMessage({ type: 'markdown', text: 'x'.repeat(12_000) }, { type: 'markdown', text: 'x' }),
    ['/blocks markdown blocks must be less than 12001 characters together'],
  ],
  [
    'an alert in a message',
    inMessage({ type: 'alert', text: plain('x') }),
    ['/blocks/0/type unsupported type: alert'],
  ],
  [
    'an image from two places',
    inMessage({ type: 'image', alt_text: 'x', image_url: 'https://a.test', slack_file: { id: 'F0' } }),
    ['/blocks/0 must have either image_url or slack_file'],
  ],
  [
    'an image without words',
    inMessage({ type: 'image', image_url: 'https://a.test' }),
    ['/blocks/0 missing required field: alt_text'],
  ],
  [
    'rich text it does not know',
    inMessage({
      type: 'rich_text',
      elements: [{ type: 'rich_text_section', elements: [{ type: 'marquee' }] }],
    }),
    ['/blocks/0/elements/0/elements/0/type unsupported type: marquee'],
  ],
  [
    'a file field in a message',
    inMessage(input({ type: 'file_input' })),
    ['/blocks/0/element file_input is only allowed in modals'],
  ],
  [
    'a response_url from a message',
    inMessage(input({ type: 'channels_select', response_url_enabled: true })),
    ['/blocks/0/element response_url_enabled is only allowed in input blocks of modals'],
  ],
  [
    '101 options',
    inModal(input({ type: 'static_select', options: options(101) })),
    ['/view/blocks/0/element/options no more than 100 items allowed'],
  ],
  [
    'a menu of nothing',
    inModal(input({ type: 'static_select', options: [] })),
    ['/view/blocks/0/element/options no fewer than 1 items allowed'],
  ],
  [
    'options and groups',
    inModal(
      input({
        type: 'static_select',
        options: options(1),
        option_groups: [{ label: plain('g'), options: options(1) }],
      }),
    ),
    [
      '/view/blocks/0/element must have either options or option_groups',
      '/view/blocks/0/element/options option values must be unique: Option 0',
    ],
  ],
  [
    'an option of 76 characters',
    inModal(input({ type: 'static_select', options: [option('x'.repeat(76), 'x')] })),
    ['/view/blocks/0/element/options/0/text/text must be less than 76 characters'],
  ],
  [
    'an option value of 76 characters',
    inModal(input({ type: 'static_select', options: [option('x', 'x'.repeat(76))] })),
    ['/view/blocks/0/element/options/0/value must be less than 76 characters'],
  ],
  [
    'formatting in a menu',
    inModal(input({ type: 'static_select', options: [{ text: mrkdwn('x'), value: 'x' }] })),
    ['/view/blocks/0/element/options/0/text/type must be one of: plain_text'],
  ],
  [
    'a choice that is not offered',
    inModal(input({ type: 'static_select', options: options(1), initial_option: option('Else') })),
    ['/view/blocks/0/element/initial_option must exactly match one of the options'],
  ],
  [
    'ticks that are not offered',
    inModal(input({ type: 'checkboxes', options: options(1), initial_options: [option('Else')] })),
    ['/view/blocks/0/element/initial_options must exactly match one of the options'],
  ],
  [
    'eleven radio buttons',
    inModal(input({ type: 'radio_buttons', options: options(11) })),
    ['/view/blocks/0/element/options no more than 10 items allowed'],
  ],
  [
    'a placeholder of 151 characters',
    inModal(input({ ...textInput, placeholder: plain('x'.repeat(151)) })),
    ['/view/blocks/0/element/placeholder/text must be less than 151 characters'],
  ],
  [
    'a text of more than 3000',
    inModal(input({ ...textInput, max_length: 3001 })),
    ['/view/blocks/0/element/max_length must be between 1 and 3000'],
  ],
  [
    'a least length above the greatest',
    inModal(input({ ...textInput, min_length: 9, max_length: 8 })),
    ['/view/blocks/0/element/min_length must not be greater than max_length'],
  ],
  [
    'a first value that is too long',
    inModal(input({ ...textInput, max_length: 3, initial_value: 'four' })),
    ['/view/blocks/0/element/initial_value must not be longer than max_length'],
  ],
  [
    'a day that does not exist',
    inModal(input({ type: 'datepicker', initial_date: '2026-02-30' })),
    ['/view/blocks/0/element/initial_date must be a date in the format YYYY-MM-DD'],
  ],
  [
    'an hour that does not exist',
    inModal(input({ type: 'timepicker', initial_time: '24:00' })),
    ['/view/blocks/0/element/initial_time must match ^([01]\\d|2[0-3]):[0-5]\\d$'],
  ],
  [
    'a number without saying of which kind',
    inModal(input({ type: 'number_input' })),
    ['/view/blocks/0/element missing required field: is_decimal_allowed'],
  ],
  [
    'a file field of eleven files',
    inModal(input({ type: 'file_input', max_files: 11 })),
    ['/view/blocks/0/element/max_files must be between 1 and 10'],
  ],
  [
    'a user who is none',
    inModal(input({ type: 'users_select', initial_user: 'kim' })),
    ['/view/blocks/0/element/initial_user must match ^[UW][A-Z0-9]+$'],
  ],
  [
    'a filter that filters nothing',
    inModal(input({ type: 'conversations_select', filter: {} })),
    ['/view/blocks/0/element/filter must have at least one field'],
  ],
  [
    'a label of 2001 characters',
    inModal(input(textInput, { label: plain('x'.repeat(2001)) })),
    ['/view/blocks/0/label/text must be less than 2001 characters'],
  ],
  [
    'a button as an input',
    inModal(input(button())),
    ['/view/blocks/0/element/type unsupported type: button'],
  ],
  [
    'two elements in focus',
    inModal(input({ ...textInput, focus_on_load: true }), input({ ...textInput, focus_on_load: true })),
    ['/view/blocks only one element may have focus_on_load'],
  ],
  [
    'dispatch without saying so',
    inModal(input({ ...textInput, dispatch_action_config: { trigger_actions_on: ['on_enter_pressed'] } })),
    ['/view/blocks/0/element dispatch_action_config needs dispatch_action on the block'],
  ],
];

describe('what Slack refuses', () => {
  it.each(REFUSED)('%s', (_, found, expected) => {
    expect(found).toEqual(expected);
  });

  it('views that are not what they should be', () => {
    const flaws = (view: unknown) => told(checkView(view, 'modal'));
    expect(flaws(modal([section], { title: plain('x'.repeat(25)) }))).toEqual([
      '/view/title/text must be less than 25 characters',
    ]);
    expect(flaws(modal([section], { submit: plain('x'.repeat(25)) }))).toEqual([
      '/view/submit/text must be less than 25 characters',
    ]);
    expect(flaws(modal([section], { close: mrkdwn('x') }))).toEqual([
      '/view/close/type must be one of: plain_text',
    ]);
    expect(flaws(modal([section], { private_metadata: 'x'.repeat(3001) }))).toEqual([
      '/view/private_metadata must be less than 3001 characters',
    ]);
    expect(flaws(modal([section], { callback_id: 'x'.repeat(256) }))).toEqual([
      '/view/callback_id must be less than 256 characters',
    ]);
    expect(flaws({ type: 'modal', title: plain('x'), blocks: [input(textInput)] })).toEqual([
      '/view missing required field: submit (there are input blocks)',
    ]);
    expect(flaws({ type: 'modal', blocks: [section] })).toEqual(['/view missing required field: title']);
    expect(flaws({ type: 'home', blocks: [section] })).toContain('/view/type must be one of: modal');
    expect(told(checkView({ type: 'home', title: plain('x'), blocks: [section] }, 'home'))).toEqual([
      '/view/title invalid additional property: title',
    ]);
    expect(flaws('modal')).toEqual(['/view must be an object']);
  });

  it('messages that are too long as a whole', () => {
    const blocks = (letters: number) => [{ type: 'section', text: mrkdwn('x'.repeat(letters)) }];
    expect(tooLong({ text: 'x'.repeat(4000) })).toBeNull();
    expect(tooLong({ text: 'x'.repeat(4001) })).toBe('msg_too_long');
    expect(
      tooLong({ text: 'x', blocks: [...blocks(3000), ...blocks(3000), ...blocks(3000), ...blocks(3000)] }),
    ).toBeNull();
    expect(
      tooLong({
        text: 'x',
        blocks: [...blocks(3000), ...blocks(3000), ...blocks(3000), ...blocks(3000), ...blocks(1)],
      }),
    ).toBe('msg_blocks_too_long');
  });

  it('metadata that is not flat', () => {
    const metadata = (event_payload: unknown) => told(checkMetadata({ event_type: 'order', event_payload }));
    expect(metadata({ id: 'ord_7', lines: [{ a: 1 }], more: { b: true } })).toEqual([]);
    expect(metadata({ deep: { down: { there: 1 } } })).toEqual([
      '/metadata/event_payload/deep must be a scalar, an object of scalars or a list of such',
    ]);
    expect(told(checkMetadata({ event_payload: {} }))).toEqual([
      '/metadata missing required field: event_type',
    ]);
  });

  it('suggestions that are no options', () => {
    expect(told(checkSuggestions({ options: [] }))).toEqual([]);
    expect(told(checkSuggestions({ options: options(101) }))).toEqual([
      '/options no more than 100 items allowed',
    ]);
    expect(told(checkSuggestions({}))).toEqual([' must have either options or option_groups']);
    expect(told(checkSuggestions(undefined))).toEqual([' must be an object']);
  });
});
