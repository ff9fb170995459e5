/**
 * Each kind of fault that a sheet can have, through the whole pipeline: a real `.xlsx`, read, checked and stored as a change
 * set. A second table holds what looks like a fault and is none. Every code with its sentence and remedy: fault-table.test.ts.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { aCatalogue, placesOf } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

let shelf: Awaited<ReturnType<typeof aCatalogue>>;

beforeEach(async () => {
  shelf = await aCatalogue();
});

type Case = readonly [what: string, edit: (book: TestWorkbook) => unknown, place: string, says: RegExp];

const NBSP = '\u00a0';

const CASES: readonly Case[] = [
  // ---- tabs and columns: reported, never guessed
  [
    'a tab that is not known',
    (b) => b.add('Packages', { Code: 'X' }),
    'Packages unknown_tab',
    /is Package Plans meant|Tabs are/,
  ],
  [
    'a heading that is not known',
    (b) => b.rename('Products', 'Type', 'Typ'),
    'Products!D1 unknown_column',
    /is Type meant/,
  ],
  [
    'a column that is missing',
    (b) =>
      b.headings.set(
        'Products',
        b.headingsOf('Products').filter((h) => h !== 'Tax'),
      ),
    'Products missing_column',
    /no column Tax/,
  ],
  [
    'a column that stands there twice',
    (b) => b.headings.set('Products', [...b.headingsOf('Products'), 'Name']),
    'Products!G1 duplicate_column',
    /columns B and G/,
  ],
  // ---- any cell
  [
    'a cell that must be filled',
    (b) => b.set('Package Plans', 'HOME', 'Name', null),
    'Package Plans!B2 required',
    /Name is needed/,
  ],
  [
    'a formula that failed',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', '#REF!'),
    'Package Plans!M2 error_cell',
    /#REF!/,
  ],
  [
    'TRUE where a text is needed',
    (b) => b.set('Package Plans', 'HOME', 'Name', true),
    'Package Plans!B2 wrong_type',
    /text, not TRUE/,
  ],
  [
    'a text where a number is needed',
    (b) => b.set('Package Plans', 'HOME', 'Periods in Advance', 'two'),
    'Package Plans!P2 wrong_type',
    /"two" is not a number/,
  ],
  [
    'a code with a space that does not show',
    (b) => b.set('Products', 'STATIC-IP', 'Code', `STATIC${NBSP}IP`),
    'Products!A2 hidden_character',
    /U\+00A0/,
  ],
  [
    'a text that is too long',
    (b) => b.set('Products', 'STATIC-IP', 'Name', 'x'.repeat(201)),
    'Products!B2 text_too_long',
    /At most 200/,
  ],
  [
    'a text that a spreadsheet would run',
    (b) => b.set('Products', 'STATIC-IP', 'Name', '=HYPERLINK("http://x")'),
    'Products!B2 formula_text',
    /begins with =/,
  ],
  [
    'a text that hides a formula behind a plus',
    (b) => b.set('Products', 'STATIC-IP', 'Name', "+cmd|' /C calc'!A0"),
    'Products!B2 formula_text',
    /begins with \+/,
  ],
  [
    'a code that has become a number, without its leading zeros',
    (b) => b.set('Tariffs', '0011', 'Tariff Key', 11),
    'Tariffs!A2 code_as_number',
    /leading zeros/,
  ],
  [
    'a phone number that has become a number',
    (b) => b.set('Accounts', 'A-0001', 'Phone', 491570000),
    'Accounts!E2 code_as_number',
    /leading \+ or 0/,
  ],
  [
    'an e-mail address that is none',
    (b) => b.set('Accounts', 'A-0001', 'Email', 'nguyen.example'),
    'Accounts!D2 invalid_email',
    /not an e-mail/,
  ],
  [
    'a word that is no choice',
    (b) => b.set('Package Plans', 'HOME', 'Bill Access Fees In', 'Monthly'),
    'Package Plans!S2 unknown_choice',
    /Advance, Arrears/,
  ],
  [
    'a tick that is neither TRUE nor FALSE',
    (b) => b.set('Package Plans', 'HOME', 'Pro Rata', 1),
    'Package Plans!U2 unknown_choice',
    /neither TRUE nor FALSE/,
  ],
  // ---- numbers
  [
    'a whole number with decimals',
    (b) => b.set('Package Plans', 'HOME', 'Periods in Advance', 1.5),
    'Package Plans!P2 invalid_integer',
    /not a whole number/,
  ],
  [
    'FEE-5: a period of 37 months',
    (b) => b.set('Package Plans', 'HOME', 'Period Length (months)', 37),
    'Package Plans!O2 out_of_range',
    /from 1 to 36/,
  ],
  [
    'a negative fee',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', -1),
    'Package Plans!M2 negative_amount',
    /0 or more/,
  ],
  [
    'FEE-5: a fee with three decimals',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', 69.955),
    'Package Plans!M2 too_many_decimals',
    /3 decimals; at most 2/,
  ],
  [
    'FEE-5: a price with nine decimals',
    (b) => b.set('Rates', 2, 'Price', '0.123456789'),
    'Rates!F2 too_many_decimals',
    /at most 8/,
  ],
  [
    'an amount beyond all belief',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', 10_000_000.01),
    'Package Plans!M2 amount_too_large',
    /largest amount/,
  ],
  [
    'currency text as money',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', '$69.95'),
    'Package Plans!M2 currency_text',
    /currency sign/,
  ],
  [
    'a percentage as money',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', '10 %'),
    'Package Plans!M2 percentage_as_amount',
    /percentage/,
  ],
  [
    'a decimal comma',
    (b) => b.set('Package Plans', 'HOME', 'Access Fee', '69,95'),
    'Package Plans!M2 ambiguous_number',
    /if 69\.95 is meant, write 69\.95/,
  ],
  [
    'a tax that is none',
    (b) => b.set('Products', 'STATIC-IP', 'Tax', '10'),
    'Products!E2 invalid_tax',
    /0\.10 for 10 %/,
  ],
  // ---- dates and times
  [
    'a date as a serial number',
    (b) => b.set('Package Plans', 'HOME', 'Saleable From', 46_023),
    'Package Plans!X2 date_as_number',
    /1 Jan 2026/,
  ],
  [
    'a date in another order',
    (b) => b.set('Package Plans', 'HOME', 'Saleable From', '1/3/2026'),
    'Package Plans!X2 invalid_date',
    /can be 1 Mar 2026 or 3 Jan 2026/,
  ],
  [
    'a date without its zeros',
    (b) => b.set('Package Plans', 'HOME', 'Saleable From', '2026-3-1'),
    'Package Plans!X2 invalid_date',
    /2026-03-01/,
  ],
  [
    '30 February',
    (b) => b.set('Package Plans', 'HOME', 'Saleable From', '2026-02-30'),
    'Package Plans!X2 invalid_date',
    /not a date/,
  ],
  [
    'a time that is none',
    (b) => b.set('Time Bands', 'peak', 'From', '8 am'),
    'Time Bands!C2 invalid_time',
    /08:00/,
  ],
  [
    'weekdays that are none',
    (b) => b.set('Time Bands', 'peak', 'Days', 'weekdays'),
    'Time Bands!B2 invalid_days',
    /Mon-Fri/,
  ],
  [
    'a sale that ends before it begins',
    (b) => b.set('Package Plans', 'HOME', 'Saleable To', '2025-12-31'),
    'Package Plans!Y2 ends_before_start',
    /before Saleable From/,
  ],
  [
    'a band over midnight in one row',
    (b) => b.set('Time Bands', 'peak', 'To', '06:00'),
    'Time Bands!D2 ends_before_start',
    /two rows/,
  ],
  [
    'a rate that ends before it begins',
    (b) => b.set('Rates', 2, 'Effective To', '2025-12-31'),
    'Rates!N2 ends_before_start',
    /before it begins/,
  ],
  // ---- rows and links
  [
    'a code that comes twice',
    (b) => b.add('Products', { ...b.row('Products', 'STATIC-IP') }),
    'Products!A3 duplicate_key',
    /in row 2 already/,
  ],
  [
    'a rate with the same card, tariff, band, step and day twice',
    (b) => b.add('Rates', { ...b.row('Rates', 2), Price: '0.03' }),
    'Rates!A6 duplicate_key',
    /VOICE · 0011 · any · 0 · 2026-01-01/,
  ],
  [
    'a code that names nothing',
    (b) => b.set('Package Services', 2, 'Service Plan', 'SP-NBM'),
    'Package Services!B2 unknown_reference',
    /is SP-NBN meant/,
  ],
  [
    'a band that names nothing',
    (b) => b.set('Rates', 2, 'Band', 'weekend'),
    'Rates!C2 unknown_reference',
    /not any/,
  ],
  [
    'a default contract type that no row names',
    (b) => b.set('Package Plans', 'HOME', 'Default Contract Type', 'TERM-36'),
    'Package Plans!I2 unknown_reference',
    /TERM-36/,
  ],
  [
    'a default contract type of a pool that the plan is not in',
    (b) => b.set('Package Plans', 'BUY-HOME', 'Default Contract Type', 'TERM-12'),
    'Package Plans!I3 plan_outside_contract_pool',
    /not made for BUY-HOME/,
  ],
  [
    'a contract type with two terms',
    (b) =>
      b.add('Contracts', { ...b.row('Contracts', 2), 'Term (months)': '24', 'Package Plan': 'BUY-HOME' }),
    'Contracts!C3 contract_type_differs',
    /12 months.*24/,
  ],
  [
    'a contract type in two pools',
    (b) => b.add('Contracts', { ...b.row('Contracts', 2), Pool: 'OFFICE', 'Package Plan': 'BUY-HOME' }),
    'Contracts!B3 contract_type_differs',
    /one pool/,
  ],
  [
    'a buy plan on a buy plan',
    (b) => b.set('Package Plans', 'BUY-HOME', 'Buy Plan', 'BUY-HOME'),
    'Package Plans!H3 buy_plan_on_buy_plan',
    /leave Buy Plan empty/,
  ],
  [
    'a buy plan that is a sell plan',
    (b) => b.set('Service Plans', 'SP-NBN', 'Buy Plan', 'SP-VOICE'),
    'Service Plans!F2 not_a_buy_plan',
    /sell plan/,
  ],
  [
    'a buy service in a sell package',
    (b) => b.set('Package Services', 2, 'Service Plan', 'BUY-SP-NBN'),
    'Package Services!B2 sides_differ',
    /its own side/,
  ],
  [
    'a rate card of another type',
    (b) => b.set('Service Plans', 'SP-NBN', 'Rate Card', 'VOICE'),
    'Service Plans!K2 rate_card_of_another_type',
    /prices Telephony/,
  ],
  [
    'a rate card of the other side',
    (b) => b.set('Service Plans', 'SP-VOICE', 'Rate Card', 'BUY-VOICE'),
    'Service Plans!K4 rate_card_of_another_side',
    /buy card/,
  ],
  [
    'USE-6: a tariff whose parents lead back to it',
    (b) => b.set('Tariffs', '0011', 'Parent', '001161'),
    'Tariffs!E2 tariff_is_its_own_parent',
    /0011 → 001161 → 0011/,
  ],
  // ---- rates
  [
    'a price left out, which would be a free call',
    (b) => b.set('Rates', 2, 'Price', null),
    'Rates!F2 required',
    /only where Profile is Pass-through/,
  ],
  [
    'a maximum charge below the minimum charge',
    (b) => b.set('Rates', 2, 'Minimum Charge', '0.50').set('Rates', 2, 'Maximum Charge', '0.40'),
    'Rates!L2 maximum_below_minimum',
    /below/,
  ],
  [
    'a discount of more than everything',
    (b) => b.set('Rates', 2, 'Profile', 'Discount').set('Rates', 2, 'Price', '101'),
    'Rates!F2 discount_above_cost',
    /100 at most/,
  ],
  [
    'a price on a pass-through',
    (b) => b.set('Rates', 2, 'Profile', 'Pass-through'),
    'Rates!F2 price_on_pass_through',
    /Mark-up/,
  ],
  [
    "USE-5: a step off the first step's grid",
    (b) => b.set('Rates', 4, 'From Quantity', '61'),
    'Rates!J4 step_off_grid',
    /30\/6.*60 and 66/,
  ],
  [
    'USE-5: a step without a first step',
    (b) => b.remove('Rates', 3),
    'Rates!J3 step_without_first_step',
    /From Quantity 0/,
  ],
  [
    'USE-5: a step from before the first step is in force',
    (b) => b.set('Rates', 3, 'Effective From', '2026-07-01'),
    'Rates!J4 step_without_first_step',
    /1 Jan 2026/,
  ],
];

describe('one fault, told at its cell', () => {
  it.each(CASES)('%s', async (_what, edit, place, says) => {
    const book = aWorkbook();
    edit(book);
    const change = await shelf.submit(book);
    const fault = change.faults.find((found) => placesOf([found])[0] === place);
    expect(placesOf(change.faults)).toContain(place);
    expect(fault?.message).toMatch(says);
    expect(change).toMatchObject({ status: 'faulty', added: 0, changed: 0, removed: 0 });
  });

  it('and no other fault besides: one mistake is told once', async () => {
    const told = new Map<string, string[]>();
    for (const [what, edit, place] of CASES) {
      const book = aWorkbook();
      edit(book);
      const others = placesOf((await shelf.submit(book)).faults).filter((found) => found !== place);
      if (others.length > 0) told.set(what, others);
    }
    // Where a code itself is refused, the rows that name it name nothing: that is told too.
    expect(Object.fromEntries(told)).toEqual({
      'a heading that is not known': ['Products missing_column'],
      'a code with a space that does not show': [
        'Product Rates!B2 unknown_reference',
        'Service Features!B2 unknown_reference',
        'Bolt-ons!C2 unknown_reference',
      ],
      'a code that has become a number, without its leading zeros': [
        'Tariffs!E3 unknown_reference',
        'Rates!B2 unknown_reference',
        'Rates!B5 unknown_reference',
      ],
      'USE-6: a tariff whose parents lead back to it': ['Tariffs!E3 tariff_is_its_own_parent'],
    });
  });
});

it('CAT-2: refuses a status that jumps, counted from the published version, and names the legal moves', async () => {
  await shelf.publish(aWorkbook().set('Package Plans', 'HOME', 'Approval Status', 'Draft'));
  const jumped = await shelf.submit(aWorkbook().set('Package Plans', 'HOME', 'Approval Status', 'Saleable'));
  expect(jumped.faults).toMatchObject([
    {
      tab: 'Package Plans',
      cell: 'Z2',
      code: 'illegal_status_move',
      message: expect.stringContaining('from Draft it may go to Pending'),
    },
  ]);
  const stepped = await shelf.submit(aWorkbook().set('Package Plans', 'HOME', 'Approval Status', 'Pending'));
  expect(stepped.status).toBe('pending');
});

it('PER-3: refuses an invoice day that moves away from the anchor of the account', async () => {
  const anchored = await shelf.accounts.addAccount(shelf.actor, {
    reference: 'A-0002',
    name: 'Harbour Bakery',
    invoiceDay: 1,
    invoiceAnchor: '2026-01-01' as never,
  });
  expect(anchored.ok).toBe(true);
  const change = await shelf.submit(aWorkbook());
  expect(placesOf(change.faults)).toEqual(['Accounts!G3 invoice_anchor_on_another_day']);
});

it('tells every fault at once, in the order of the tabs and rows, and publishes nothing', async () => {
  const change = await shelf.submit(
    aWorkbook()
      .set('Rates', 2, 'Price', '$1')
      .set('Rates', 4, 'Per', '0')
      .set('Package Plans', 'HOME', 'Access Fee', '69,95')
      .set('Package Plans', 'HOME', 'Saleable From', 'soon')
      .set('Accounts', 'A-0002', 'Invoice Day', '32'),
  );
  expect(placesOf(change.faults)).toEqual([
    'Package Plans!M2 ambiguous_number',
    'Package Plans!X2 invalid_date',
    'Rates!F2 currency_text',
    'Rates!G4 out_of_range',
    'Accounts!G3 out_of_range',
  ]);
  expect(change.faults.map(({ row, key }) => [row, key])).toEqual([
    [2, 'HOME'],
    [2, 'HOME'],
    [2, 'VOICE · 0011 · any · 0 · 2026-01-01'],
    [4, 'VOICE · 001161 · any · 60 · 2026-01-01'],
    [3, 'A-0002'],
  ]);
  expect(await shelf.reader.currentVersion(shelf.tenant.providerId)).toBe(0);
});

it('names a row by what stands there, readable or not; a row without a key has none', async () => {
  const change = await shelf.submit(
    aWorkbook()
      .set('Tariffs', '0011', 'Tariff Key', 11)
      .set('Rates', 2, 'Effective From', 'soon')
      .set('Rates', 4, 'Tariff Key', null)
      .add('Products', { Name: 'Without a code', 'External Name': 'x', Type: 'Charge' }),
  );
  expect(change.faults.map(({ tab, cell, key }) => `${tab}!${cell} ${key}`)).toEqual([
    'Products!A3 null',
    'Tariffs!A2 11',
    'Tariffs!E3 001161',
    // In the order in which they were found: cells first, then what they name.
    'Rates!M2 VOICE · 0011 · any · 0 · soon',
    'Rates!B2 VOICE · 0011 · any · 0 · soon',
    'Rates!B4 VOICE · any · 60 · 2026-01-01',
    'Rates!B5 BUY-VOICE · 0011 · any · 0 · 2026-01-01',
  ]);
});

it('lists a thousand faults and says how many there are beyond', async () => {
  const book = aWorkbook();
  const rate = book.row('Rates', 2);
  book.tabs.set(
    'Rates',
    Array.from({ length: 1010 }, (_, at) => ({
      ...rate,
      'From Quantity': '0',
      'Effective From': `soon ${at}`,
    })),
  );
  const { faults } = await shelf.submit(book);
  expect(faults).toHaveLength(1001);
  expect(faults.at(-1)).toMatchObject({ code: 'more_faults', message: expect.stringContaining('10 more') });
});

describe('what looks like a fault and is none', () => {
  const FINE: readonly (readonly [what: string, edit: (book: TestWorkbook) => unknown])[] = [
    [
      'blanks at the ends, those that do not show included',
      (b) => b.set('Products', 'STATIC-IP', 'Name', `  Static IP ${NBSP}`),
    ],
    [
      'empty rows between rows',
      (b) => b.add('Products', {}, { ...b.row('Products', 'STATIC-IP'), Code: 'B' }),
    ],
    [
      'choices and ticks in lower case',
      (b) =>
        b.set('Package Plans', 'HOME', 'Buy or Sell', 'sell').set('Package Plans', 'HOME', 'Pro Rata', 'yes'),
    ],
    ['the tail of a binary fraction', (b) => b.set('Package Plans', 'HOME', 'Access Fee', 0.1 + 0.2)],
    ['a phone number with a plus', (b) => b.set('Accounts', 'A-0001', 'Phone', '+61 (3) 5550-0100')],
    [
      'rates that supersede each other with overlapping dates (USE-5)',
      (b) =>
        b.add('Rates', {
          ...b.row('Rates', 2),
          'Effective From': '2026-02-01',
          'Effective To': '2026-02-28',
        }),
    ],
    [
      'a step on the grid that begins later than its first step',
      (b) => b.set('Rates', 4, 'Effective From', '2026-07-01').set('Rates', 4, 'From Quantity', '66'),
    ],
    [
      'Tax as GST, Free, a rate, a percentage',
      (b) =>
        b
          .set('Package Plans', 'HOME', 'Tax', '10 %')
          .set('Package Plans', 'BUY-HOME', 'Tax', 'free')
          .set('Service Plans', 'SP-NBN', 'Tax', 0.1),
    ],
    [
      'a pass-through without a price',
      (b) => b.set('Rates', 2, 'Profile', 'Pass-through').set('Rates', 2, 'Price', null),
    ],
    ['a time as a part of the day', (b) => b.set('Time Bands', 'peak', 'From', 1 / 3)],
    ['None as default contract type', (b) => b.set('Package Plans', 'HOME', 'Default Contract Type', 'None')],
    [
      'Status and Message at the right',
      (b) => b.headings.set('Products', [...b.headingsOf('Products'), 'Status', 'Message']),
    ],
    ['columns in another order', (b) => b.headings.set('Products', b.headingsOf('Products').toReversed())],
  ];
  it.each(FINE)('%s', async (_what, edit) => {
    const book = aWorkbook();
    edit(book);
    const change = await shelf.submit(book);
    expect(change).toMatchObject({ status: 'pending', faults: [] });
  });
});

describe('notes: legal, and worth knowing', () => {
  it('FEE-3: a ticked override with an empty fee is $0, which is said beside the fee', async () => {
    const change = await shelf.submit(
      aWorkbook()
        .set('Package Plans', 'HOME', 'Access Fee', null)
        .set('Package Plans', 'HOME', 'Access Fee Override', 'TRUE')
        .set('Package Plans', 'BUY-HOME', 'Setup Fee Override', 'TRUE'),
    );
    expect(change.status).toBe('pending');
    expect(placesOf(change.notes)).toEqual([
      'Package Plans!M2 empty_override_is_zero',
      'Package Plans!K3 empty_override_is_zero',
      'Package Plans plan_below_cost',
    ]);
  });

  it('CAT-3: a Saleable plan that cannot be subscribed to yet is published, and named with what it lacks', async () => {
    const change = await shelf.submit(
      aWorkbook().set('Service Plans', 'SP-VOICE', 'Approval Status', 'Draft'),
    );
    expect(change.status).toBe('pending');
    expect(change.notes).toMatchObject([
      {
        tab: 'Package Plans',
        cell: 'Z2',
        code: 'saleable_without_prerequisites',
        message: expect.stringContaining('SP-VOICE is Draft'),
      },
    ]);
  });

  it('says of a tab that it would lose more than a fifth of its rows', async () => {
    const tariff = (at: number) => ({
      'Tariff Key': `9${at}`,
      Description: 'Somewhere',
      'Usage Type': 'Voice',
      Unit: 'second',
    });
    const tariffs = (count: number) =>
      aWorkbook().add('Tariffs', ...Array.from({ length: count }, (_, at) => tariff(at)));
    await shelf.publish(tariffs(18));
    expect((await shelf.submit(tariffs(14))).notes).toEqual([]);
    expect((await shelf.submit(tariffs(13))).notes).toMatchObject([
      {
        tab: 'Tariffs',
        row: null,
        code: 'many_rows_removed',
        message: expect.stringContaining('5 of 20 rows'),
      },
    ]);
  });
});
