/**
 * The fault table: for each code of the check one workbook that has this fault, with the sentence that people read, its place, the key
 * of its row, and what puts it right. A code without a case does not compile; one that is not given any more fails here.
 */
import { describe, expect, it } from 'vitest';
import { removedInUse } from '#app/catalogue/assess-workbook.ts';
import type { CatalogueStore } from '#app/ports/catalogue.ts';
import { plainDate } from '#core/calendar.ts';
import type { SheetFault } from '#core/workbook/cell.ts';
import { checkWorkbook, type RawWorkbook } from '#core/workbook/check-workbook.ts';
import type { PresentRows } from '#core/workbook/present.ts';
import { remedyOf, SHEET_CODES, type SheetCode } from '#core/workbook/sheet-codes.ts';
import { KINDS } from '#core/workbook/tabs.ts';
import { aCatalogue } from '#test/support/catalogues.ts';
import { aWorkbook, type TestWorkbook } from '#test/support/workbooks.ts';

interface Case {
  /** What the check says of a workbook that has the fault. */
  readonly of: () => Promise<readonly SheetFault[]>;
  /** `Tab!C5 [key of the row]` */
  readonly place: string;
  readonly says: string;
  readonly remedy: string;
}

type Edit = (book: TestWorkbook) => unknown;

const NOTHING: PresentRows = {
  version: 0,
  rows: Object.fromEntries(KINDS.map((kind) => [kind, []])) as unknown as PresentRows['rows'],
  invoiceAnchors: new Map(),
};

/** Before anything was published. @param as what the spreadsheet says of itself besides its cells */
const check =
  (edit: Edit, as: (raw: RawWorkbook) => RawWorkbook = (raw) => raw): Case['of'] =>
  async () => {
    const book = aWorkbook();
    edit(book);
    const { faults, notes } = checkWorkbook(as(book.raw()), NOTHING);
    return [...faults, ...notes];
  };

/** Over what was published before, through the whole pipeline. */
const overPublished =
  (before: Edit, after: Edit): Case['of'] =>
  async () => {
    const shelf = await aCatalogue();
    const [first, second] = [aWorkbook(), aWorkbook()];
    before(first);
    after(second);
    await shelf.publish(first);
    const { faults, notes } = await shelf.submit(second);
    return [...faults, ...notes];
  };

/** A catalogue that somebody has subscribed to. */
const IN_USE = {
  planUse: async (_provider: number, codes: readonly string[]) =>
    codes.map((code) => ({ code, activeSubscriptions: 2, openOrders: 1 })),
  serviceUse: async () => [],
} satisfies Partial<CatalogueStore> as unknown as CatalogueStore;

const someTariffs = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    'Tariff Key': `9${at}`,
    Description: 'Somewhere',
    'Usage Type': 'Voice',
    Unit: 'second',
  }));

const CASES: { readonly [C in SheetCode]: Case } = {
  unknown_tab: {
    of: check((b) => b.add('Package Plan', { Code: 'X' })),
    place: 'Package Plan',
    says: '"Package Plan" is not a tab of the workbook (is Package Plans meant?): rename or remove it. Tabs are Package Plans, Service Plans, Package Services, Products, Product Rates, Service Features, Bolt-ons, Contracts, Tariffs, Rate Cards, Rates, Time Bands, Accounts.',
    remedy: 'Rename or remove the tab; a near title is suggested.',
  },
  duplicate_tab: {
    of: check(
      (b) => b,
      ({ tabs }) => ({ tabs: [...tabs, ...tabs.filter(({ title }) => title === 'Products')] }),
    ),
    place: 'Products',
    says: 'There are two tabs Products: keep one of them.',
    remedy: 'Keep one of them.',
  },
  unknown_column: {
    of: check((b) => b.headings.set('Products', [...b.headingsOf('Products'), 'Tax Code'])),
    place: 'Products!G1',
    says: 'Products has no column "Tax Code": rename or remove it.',
    remedy: 'Rename or remove the column; a near heading is suggested.',
  },
  duplicate_column: {
    of: check((b) => b.headings.set('Products', [...b.headingsOf('Products'), 'Name'])),
    place: 'Products!G1',
    says: 'Name stands in columns B and G: keep one of them.',
    remedy: 'Keep one of them.',
  },
  missing_column: {
    of: check((b) =>
      b.headings.set(
        'Products',
        b.headingsOf('Products').filter((heading) => heading !== 'Tax'),
      ),
    ),
    place: 'Products',
    says: 'The tab has no column Tax: write the heading into its first row.',
    remedy: 'Add the heading, with empty cells where nothing is to be said.',
  },
  more_faults: {
    of: check((b) =>
      b.tabs.set(
        'Rates',
        Array.from({ length: 1002 }, (_, at) => ({ ...b.row('Rates', 2), 'Effective From': `soon ${at}` })),
      ),
    ),
    place: 'Rates',
    says: '2 more faults are not listed: put these right and check again.',
    remedy: 'Put the listed ones right and check again.',
  },
  required: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Name', null)),
    place: 'Package Plans!B2 [HOME]',
    says: 'Name is needed here.',
    remedy: 'Fill it.',
  },
  error_cell: {
    of: check((b) => b.set('Rates', 2, 'Price', '#REF!')),
    place: 'Rates!F2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'The formula in this cell fails (#REF!): put it right, or write the value.',
    remedy: 'Put the formula right, or write the value.',
  },
  wrong_type: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', 'free')),
    place: 'Package Plans!M2 [HOME]',
    says: '"free" is not an amount: write it like 49.95.',
    remedy: "Write a value of the column's type.",
  },
  hidden_character: {
    of: check((b) => b.set('Accounts', 'A-0001', 'Reference', 'A\u00a00001')),
    place: 'Accounts!A2 [A\u00a00001]',
    says: '"A\u00a00001" holds a character that does not show (U+00A0): type it again.',
    remedy: 'Type it again. Blanks at the ends are taken off silently.',
  },
  text_too_long: {
    of: check((b) => b.set('Products', 'STATIC-IP', 'Name', 'x'.repeat(201))),
    place: 'Products!B2 [STATIC-IP]',
    says: 'At most 200 characters go here; these are 201.',
    remedy: 'Shorten it.',
  },
  formula_text: {
    of: check((b) => b.set('Products', 'STATIC-IP', 'Name', '=HYPERLINK("http://x.example")')),
    place: 'Products!B2 [STATIC-IP]',
    says: '"=HYPERLINK("http://x.example")" begins with =, and spreadsheets would run it as a formula: begin with a letter or digit.',
    remedy: 'Begin with a letter or digit. A + or - before digits alone (a phone number) is taken.',
  },
  code_as_number: {
    of: check((b) => b.set('Rates', 2, 'Tariff Key', 11)),
    place: 'Rates!B2 [VOICE · 11 · any · 0 · 2026-01-01]',
    says: '11 is a number here and may have lost leading zeros: format the column as plain text and write the code again.',
    remedy: 'Format the column as plain text and write the code again.',
  },
  code_like_id: {
    of: check((b) => b.set('Accounts', 'A-0001', 'Reference', 'acc_12')),
    place: 'Accounts!A2 [acc_12]',
    says: '"acc_12" looks like an id of Cardline\'s own, and could name another account: write it without "acc_".',
    remedy: 'Write it in another way, for instance without acc_.',
  },
  invalid_email: {
    of: check((b) => b.set('Accounts', 'A-0001', 'Email', 'nguyen.example')),
    place: 'Accounts!D2 [A-0001]',
    says: '"nguyen.example" is not an e-mail address: write one, like accounts@example.com.',
    remedy: 'Write one, like accounts@example.com.',
  },
  unknown_choice: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Bill Access Fees In', 'Monthly')),
    place: 'Package Plans!S2 [HOME]',
    says: '"Monthly" is not one of Advance, Arrears.',
    remedy: 'Take one of the words listed.',
  },
  invalid_integer: {
    of: check((b) => b.set('Rates', 2, 'Per', '1,000')),
    place: 'Rates!G2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: '"1,000" is not a whole number as it is written here: if 1000 is meant, write 1000.',
    remedy: 'Write digits alone.',
  },
  out_of_range: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Period Length (months)', 37)),
    place: 'Package Plans!O2 [HOME]',
    says: '37 is out of range: from 1 to 36.',
    remedy: 'Take one of the range named.',
  },
  negative_amount: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', -1)),
    place: 'Package Plans!M2 [HOME]',
    says: '-1 is negative; a price or fee is 0 or more.',
    remedy: 'Write 0 or more; a credit is a product of type Credit.',
  },
  too_many_decimals: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', 69.955)),
    place: 'Package Plans!M2 [HOME]',
    says: '69.955 has 3 decimals; at most 2 are taken here.',
    remedy: 'Round it.',
  },
  amount_too_large: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', 10_000_000.01)),
    place: 'Package Plans!M2 [HOME]',
    says: '10000000.01 is more than 10000000.00, the largest amount.',
    remedy: 'Correct it.',
  },
  currency_text: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', '$69.95')),
    place: 'Package Plans!M2 [HOME]',
    says: '"$69.95" is text with a currency sign: write the number alone, 69.95.',
    remedy: 'Write the number alone.',
  },
  percentage_as_amount: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Access Fee', '10 %')),
    place: 'Package Plans!M2 [HOME]',
    says: '"10 %" is a percentage; an amount is needed here, like 49.95.',
    remedy: 'Write the amount, in a cell whose format is that of a number.',
  },
  ambiguous_number: {
    of: check(
      (b) => b.set('Package Plans', 'HOME', 'Access Fee', '1.234,50'),
      (raw) => ({ ...raw, locale: 'de_DE' }),
    ),
    place: 'Package Plans!M2 [HOME]',
    says: '"1.234,50" is text, not a number: if 1234.50 is meant, write 1234.50.',
    remedy: 'Write it with a decimal point and nothing between thousands.',
  },
  invalid_tax: {
    of: check((b) => b.set('Products', 'STATIC-IP', 'Tax', '10')),
    place: 'Products!E2 [STATIC-IP]',
    says: '"10" is not a tax: write GST, Free, or a rate between 0 and 1 (0.10 for 10 %).',
    remedy: 'Write GST, Free, or a rate between 0 and 1 such as 0.10; blank is the usual tax.',
  },
  date_as_number: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Saleable From', 46_112)),
    place: 'Package Plans!X2 [HOME]',
    says: "46112 is a number, not a date (as a spreadsheet's day it would be 31 Mar 2026): if that is meant, write 2026-03-31.",
    remedy: 'Write it like 2026-03-31.',
  },
  invalid_date: {
    of: check(
      (b) => b.set('Package Plans', 'HOME', 'Saleable From', '31/03/2026'),
      (raw) => ({ ...raw, locale: 'en_AU' }),
    ),
    place: 'Package Plans!X2 [HOME]',
    says: '"31/03/2026" is not a date as it is written here: if 31 Mar 2026 is meant, write 2026-03-31.',
    remedy: 'Write it like 2026-03-31; the day that may be meant is named.',
  },
  invalid_time: {
    of: check((b) => b.set('Time Bands', 'peak', 'From', '8 am')),
    place: 'Time Bands!C2 [peak · Mon,Tue,Wed,Thu,Fri · 8 am]',
    says: '"8 am" is not a time of day: write it like 08:00, up to 24:00.',
    remedy: 'Write it like 08:00, up to 24:00.',
  },
  invalid_days: {
    of: check((b) => b.set('Time Bands', 'peak', 'Days', 'weekdays')),
    place: 'Time Bands!B2 [peak · weekdays · 08:00]',
    says: '"weekdays" does not name weekdays: write them like Mon-Fri or Sat,Sun.',
    remedy: 'Write them like Mon-Fri or Sat,Sun.',
  },
  ends_before_start: {
    of: check((b) => b.set('Rates', 2, 'Effective To', '2025-12-31')),
    place: 'Rates!N2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'The rate ends on 2025-12-31, before it begins on 2026-01-01.',
    remedy: 'Correct one of them.',
  },
  duplicate_key: {
    of: check((b) => b.add('Products', { ...b.row('Products', 'STATIC-IP') })),
    place: 'Products!A3 [STATIC-IP]',
    says: 'STATIC-IP is in row 2 already: a code comes once in a tab.',
    remedy: 'Keep one row.',
  },
  unknown_reference: {
    of: check((b) => b.set('Package Services', 2, 'Service Plan', 'SP-NBM')),
    place: 'Package Services!B2 [HOME · SP-NBM]',
    says: 'Service Plans has no "SP-NBM" (is SP-NBN meant?): add it there, or correct it here.',
    remedy: 'Add it there, or correct the code; a near one is suggested.',
  },
  illegal_status_move: {
    of: overPublished(
      (b) => b.set('Package Plans', 'HOME', 'Approval Status', 'Draft'),
      (b) => b.set('Package Plans', 'HOME', 'Approval Status', 'Saleable'),
    ),
    place: 'Package Plans!Z2 [HOME]',
    says: 'Draft cannot become Saleable: from Draft it may go to Pending (Draft → Pending → Approved → Saleable → Grandfathered, one step a publish).',
    remedy: 'Take one of the moves named, counted from the published version.',
  },
  buy_plan_on_buy_plan: {
    of: check((b) => b.set('Package Plans', 'BUY-HOME', 'Buy Plan', 'BUY-HOME')),
    place: 'Package Plans!H3 [BUY-HOME]',
    says: 'BUY-HOME is a buy plan itself: leave Buy Plan empty.',
    remedy: 'Leave Buy Plan empty on buy plans.',
  },
  not_a_buy_plan: {
    of: check((b) => b.set('Service Plans', 'SP-NBN', 'Buy Plan', 'SP-VOICE')),
    place: 'Service Plans!F2 [SP-NBN]',
    says: 'SP-VOICE is a sell plan: name the buy plan that SP-NBN is bought as.',
    remedy: 'Name a plan whose Buy or Sell is Buy.',
  },
  sides_differ: {
    of: check((b) => b.set('Package Services', 2, 'Service Plan', 'BUY-SP-NBN')),
    place: 'Package Services!B2 [HOME · BUY-SP-NBN]',
    says: 'HOME is a sell plan and BUY-SP-NBN a buy plan: a package holds service plans of its own side.',
    remedy: "Name one of the package's own side.",
  },
  rate_card_of_another_type: {
    of: check((b) => b.set('Service Plans', 'SP-NBN', 'Rate Card', 'VOICE')),
    place: 'Service Plans!K2 [SP-NBN]',
    says: 'Rate card VOICE prices Telephony, and SP-NBN is Data.',
    remedy: "Name a card of the plan's type.",
  },
  rate_card_of_another_side: {
    of: check((b) => b.set('Service Plans', 'SP-VOICE', 'Rate Card', 'BUY-VOICE')),
    place: 'Service Plans!K4 [SP-VOICE]',
    says: 'Rate card BUY-VOICE is a buy card, and SP-VOICE a sell plan.',
    remedy: "Name a card of the plan's side.",
  },
  contract_type_differs: {
    of: check((b) =>
      b.add('Contracts', { ...b.row('Contracts', 2), 'Term (months)': '24', 'Package Plan': 'BUY-HOME' }),
    ),
    place: 'Contracts!C3 [TERM-12 · BUY-HOME]',
    says: 'TERM-12 binds 12 months in its first row and 24 here: a contract type has one term.',
    remedy: 'Write the same in all its rows.',
  },
  plan_outside_contract_pool: {
    of: check((b) => b.set('Package Plans', 'BUY-HOME', 'Default Contract Type', 'TERM-12')),
    place: 'Package Plans!I3 [BUY-HOME]',
    says: 'Contract type TERM-12 is not made for BUY-HOME: add the plan to it in Contracts, or choose None.',
    remedy: 'Add the plan to it in Contracts, or choose None.',
  },
  credit_as_extra: {
    of: check((b) => {
      b.add('Products', { Code: 'CR', Name: 'Goodwill', 'External Name': 'Goodwill', Type: 'Credit' });
      b.add('Service Features', { 'Service Plan': 'SP-VOICE', Product: 'CR' });
    }),
    place: 'Service Features!B3 [SP-VOICE · CR]',
    says: 'CR is a Credit, and a service feature charges its product: name a product of type Charge.',
    remedy: 'Name a product of type Charge.',
  },
  tariff_is_its_own_parent: {
    of: check((b) => b.set('Tariffs', '0011', 'Parent', '0011')),
    place: 'Tariffs!E2 [0011]',
    says: 'The parents of 0011 lead back to it: 0011 → 0011.',
    remedy: 'Break the circle.',
  },
  maximum_below_minimum: {
    of: check((b) => b.set('Rates', 2, 'Minimum Charge', '0.50').set('Rates', 2, 'Maximum Charge', '0.40')),
    place: 'Rates!L2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'The maximum charge 0.4 is below the minimum charge 0.5.',
    remedy: 'Correct one of them.',
  },
  discount_above_cost: {
    of: check((b) => b.set('Rates', 2, 'Profile', 'Discount').set('Rates', 2, 'Price', '101')),
    place: 'Rates!F2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'A discount of 101 per cent is more than the whole cost: 100 at most.',
    remedy: 'Write 100 or less.',
  },
  price_on_pass_through: {
    of: check((b) => b.set('Rates', 2, 'Profile', 'Pass-through')),
    place: 'Rates!F2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'Pass-through charges what the carrier charges: leave Price empty, or choose Mark-up.',
    remedy: 'Leave Price empty, or choose Mark-up.',
  },
  step_off_grid: {
    of: check((b) => b.set('Rates', 4, 'From Quantity', '61')),
    place: 'Rates!J4 [VOICE · 001161 · any · 61 · 2026-01-01]',
    says: '61 is not a quantity that the first step bills (30/6): the nearest are 60 and 66.',
    remedy: 'Take one of the quantities named.',
  },
  step_without_first_step: {
    of: check((b) => b.remove('Rates', 3)),
    place: 'Rates!J3 [VOICE · 001161 · any · 60 · 2026-01-01]',
    says: 'On 1 Jan 2026 this step has no first step below it: add a row of the same card, tariff and band with From Quantity 0.',
    remedy: 'Add a row with From Quantity 0 for that day.',
  },
  invoice_anchor_on_another_day: {
    of: async () =>
      checkWorkbook(aWorkbook().raw(), {
        ...NOTHING,
        invoiceAnchors: new Map([['A-0002', plainDate('2026-01-01')]]),
      }).faults,
    place: 'Accounts!G3 [A-0002]',
    says: 'Invoice periods start on the invoice day, 15; the anchor 2026-01-01 lies on another day.',
    remedy: 'Keep the invoice day, or move the anchor first.',
  },
  removed_in_use: {
    of: () => removedInUse(IN_USE, 1, (kind) => (kind === 'packagePlans' ? [[7, ['HOME']]] : [])),
    place: 'Package Plans [HOME]',
    says: 'HOME is missing and would be removed, but it has 2 active subscriptions and 1 open order: put the row back and make it Grandfathered.',
    remedy: 'Put the row back and make it Grandfathered.',
  },
  empty_override_is_zero: {
    of: check((b) => b.set('Package Plans', 'HOME', 'Setup Fee Override', 'TRUE')),
    place: 'Package Plans!K2 [HOME]',
    says: "Override is ticked and Setup Fee is empty: $0 is saved, and no service plan's setup fee is charged.",
    remedy: 'Nothing, if that is meant; otherwise write the fee or untick.',
  },
  plan_below_cost: {
    of: overPublished(
      (b) => b,
      (b) => b.set('Package Plans', 'BUY-HOME', 'Access Fee', '69.96'),
    ),
    place: 'Package Plans',
    says: '1 package plan would be sold below cost: HOME for 69.95, bought as BUY-HOME for 69.96.',
    remedy: 'Nothing, if that is meant; otherwise raise the fee, or link another buy plan.',
  },
  rate_below_cost: {
    of: overPublished(
      (b) => b,
      (b) => b.set('Rates', 2, 'Price', '0.001'),
    ),
    place: 'Rates',
    says: '1 rate would be sold below cost: VOICE 0011 (0.001 per 60 against 0.005 per 60 on BUY-VOICE).',
    remedy: 'Nothing, if that is meant; otherwise raise the rate.',
  },
  rate_ends_unreached: {
    of: check((b) =>
      b
        .set('Rates', 2, 'Effective To', '2026-03-31')
        .add('Rates', { ...b.row('Rates', 2), 'Effective From': '2026-03-01', 'Effective To': '2026-06-30' }),
    ),
    place: 'Rates!N2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'From 1 Mar 2026 another row of this card, tariff, band and step applies, so that the end on 31 Mar 2026 is never reached.',
    remedy: 'Nothing, if that is meant; otherwise let it end the day before, or begin the other row later.',
  },
  rate_in_past: {
    of: overPublished(
      (b) => b,
      (b) => b.set('Rates', 2, 'Flagfall', '0.40'),
    ),
    place: 'Rates',
    says: '1 rate added or changed has an Effective From in the past: VOICE · 0011 · any · 0 · 2026-01-01. What was rated already stays as it is; once this is published, its re-rating is proposed for somebody to accept.',
    remedy:
      'Nothing, if that is meant: what was rated stays as it is, until somebody accepts the re-rating that is proposed once this is published.',
  },
  formula_in_cell: {
    of: check(
      (b) => b,
      ({ tabs }) => ({
        tabs: tabs.map((tab) =>
          tab.title === 'Rates'
            ? {
                ...tab,
                formulas: [2, 3, 4].map((row) => ({ row, column: 5, formula: `=E${row}*1.1` })),
              }
            : tab,
        ),
      }),
    ),
    place: 'Rates!F2 [VOICE · 0011 · any · 0 · 2026-01-01]',
    says: 'Price comes from a formula here (=E2*1.1) and in 2 further cells: what it comes to now is what counts, until the workbook is read again.',
    remedy: 'Nothing, if that is meant; otherwise write the value in place of the formula.',
  },
  many_rows_removed: {
    of: overPublished(
      (b) => b.add('Tariffs', ...someTariffs(18)),
      (b) => b,
    ),
    place: 'Tariffs',
    says: '18 of 20 rows would be removed: look whether rows were lost.',
    remedy: 'Look whether rows were lost; a tab that is not sent at all stays as it is.',
  },
  feature_without_price: {
    of: check((b) => {
      b.add('Products', { Code: 'FAX', Name: 'Fax', 'External Name': 'Fax', 'Approval Status': 'Saleable' });
      b.add('Service Features', { 'Service Plan': 'SP-VOICE', Product: 'FAX', Recurring: true });
    }),
    place: 'Service Features!B3 [SP-VOICE · FAX]',
    says: 'PRODUCTS has no price for FAX, so nothing is charged for it.',
    remedy: 'Nothing, if that is meant; otherwise add its price in Product Rates.',
  },
  saleable_without_prerequisites: {
    of: check((b) => b.set('Service Plans', 'SP-VOICE', 'Approval Status', 'Draft')),
    place: 'Package Plans!Z2 [HOME]',
    says: 'HOME is Saleable but cannot be subscribed to yet: Service plan SP-VOICE is Draft. Bring each to Saleable in Service Plans.',
    remedy: 'See what the note lists.',
  },
};

const placeOf = ({ tab, cell, key }: SheetFault): string =>
  `${tab}${cell === null ? '' : `!${cell}`}${key === null ? '' : ` [${key}]`}`;

describe('the fault table', () => {
  it.each(Object.entries(CASES) as [SheetCode, Case][])('%s', async (code, { of, place, says, remedy }) => {
    const found = (await of()).find((each) => each.code === code);
    expect(found && placeOf(found)).toBe(place);
    expect(found?.message).toBe(says);
    expect(remedyOf(code)).toBe(remedy);
  });

  it('has a case for every code that the check can give', () => {
    expect(Object.keys(CASES).toSorted()).toEqual(Object.keys(SHEET_CODES).toSorted());
  });
});
